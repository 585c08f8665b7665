// The issue property that shows the panel to everybody and feeds JQL: counts only, written as the app.
// Whoever may browse the issue reads it, whoever may edit it can forge it: nothing is ever decided by it.

import { z } from 'zod';
import { issuePropertyKey } from '../host/descriptor.ts';
import type { JiraAccess } from '../host/jira-access.ts';
import { JiraError } from '../jira/jira-error.ts';
import { issueChangedQueue } from '../meetings/issue-changed.ts';
import type { MeetingLinksRepository } from '../meetings/meeting-links-repository.ts';
import { AppError } from '../platform/errors.ts';
import type { Jobs } from '../platform/jobs.ts';
import type { Logger } from '../platform/logger.ts';
import type { TransfersRepository } from '../recordings/transfers/transfers-repository.ts';

export interface IssuePropertyDeps {
  jiraAccess: JiraAccess;
  jobs: Jobs;
  links: MeetingLinksRepository;
  logger: Logger;
  transfers: TransfersRepository;
}

const payload = z.object({ siteId: z.uuid(), issueId: z.string().regex(/^\d+$/) });

/**
 * Brings the property up to date. Deleting it would need Jira's DELETE scope, which the app never asks for, so
 * `linked: false` hides the panel when the last meeting is unlinked.
 */
export async function refreshIssueProperty(
  { jiraAccess, links, transfers }: Pick<IssuePropertyDeps, 'jiraAccess' | 'links' | 'transfers'>,
  { siteId, issueId }: { siteId: string; issueId: string },
): Promise<void> {
  const meetings = (await links.listOfIssue(siteId, issueId)).length;
  const recordings = (await transfers.listOfIssue(siteId, issueId)).filter(
    ({ state }) => state === 'succeeded',
  ).length;
  const jira = await jiraAccess.asApp(siteId);
  await jira.putIssueProperty(issueId, issuePropertyKey, {
    issueId,
    linked: meetings > 0,
    meetings,
    recordings,
  });
}

/** A passing failure is tried again by the queue; where the app may not write, it is left at that. */
export async function workOnIssueProperties(deps: IssuePropertyDeps): Promise<void> {
  await deps.jobs.work(issueChangedQueue, 2, async (data) => {
    const issue = payload.parse(data);
    try {
      await refreshIssueProperty(deps, issue);
    } catch (error) {
      if (!isFinal(error)) throw error;
      deps.logger.info('the issue property cannot be written', { ...issue, error });
    }
  });
}

function isFinal(error: unknown): boolean {
  if (error instanceof AppError) return error.status < 500;
  return error instanceof JiraError && (error.kind === 'forbidden' || error.kind === 'not_found');
}
