// Brings the issue properties of a site up to date after its admins decided anew whether topics may stand in them: in
// steps, so that those of other sites do not wait behind a large one.

import { z } from 'zod';
import { announceIssueChanged } from '../meetings/issue-changed.ts';
import type { MeetingLinksRepository } from '../meetings/meeting-links-repository.ts';
import type { Database, Transaction } from '../platform/database/database.ts';
import type { Jobs, QueueDefinition } from '../platform/jobs.ts';

/** `{siteId, after}`: the issues with ids above `after`. */
export const topicPolicyQueue: QueueDefinition = {
  name: 'topic-policy',
  policy: 'coalescing',
  expireInSeconds: 120,
};

export interface RefreshTopicsDeps {
  database: Database;
  jobs: Jobs;
  links: MeetingLinksRepository;
}

const issuesInStep = 100;
const pauseSeconds = 10;

/** Which project an issue is in is not kept, so that all linked issues of the site are looked at. */
export async function announceTopicPolicy(
  { jobs }: Pick<RefreshTopicsDeps, 'jobs'>,
  siteId: string,
  transaction: Transaction,
): Promise<void> {
  await jobs.enqueue(topicPolicyQueue, { siteId, after: '0' }, { key: siteId, transaction });
}

const payload = z.object({ siteId: z.uuid(), after: z.string().regex(/^\d+$/) });

export async function workOnTopicPolicies(deps: RefreshTopicsDeps): Promise<void> {
  await deps.jobs.work(topicPolicyQueue, 1, (data) => refreshTopics(deps, payload.parse(data)));
}

/** One step, and the next put in line. */
export async function refreshTopics(
  { database, jobs, links }: RefreshTopicsDeps,
  { siteId, after }: z.infer<typeof payload>,
): Promise<void> {
  const issueIds = await links.listIssues(siteId, after, issuesInStep);
  await database.transaction(async (transaction) => {
    for (const issueId of issueIds) await announceIssueChanged(jobs, { siteId, issueId }, transaction);
    const last = issueIds.at(-1);
    if (last === undefined || issueIds.length < issuesInStep) return;
    await jobs.enqueue(
      topicPolicyQueue,
      { siteId, after: last },
      {
        key: `${siteId} ${last}`,
        // The queue goes by the database's clock.
        startAfter: new Date(Date.now() + pauseSeconds * 1_000),
        transaction,
      },
    );
  });
}
