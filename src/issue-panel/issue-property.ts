// The issue property that shows the panel to everybody and feeds JQL, and the badge in the right column: counts, times and
// state, written as the app. Whoever may browse the issue reads them, whoever may edit it can forge them: nothing is ever
// decided by them.

import { z } from 'zod';
import { badgePropertyKey, issuePropertyKey } from '../host/descriptor.ts';
import type { JiraAccess } from '../host/jira-access.ts';
import type { InstallationsCache } from '../installations/installations-cache.ts';
import type { JiraClient } from '../jira/jira-client.ts';
import { JiraError } from '../jira/jira-error.ts';
import { issueChangedQueue } from '../meetings/issue-changed.ts';
import type { MeetingLink, MeetingLinksRepository } from '../meetings/meeting-links-repository.ts';
import { listHeldInstances } from '../meetings/reading/held-meetings.ts';
import { type MeetingMemory, readMeeting } from '../meetings/reading/read-meeting.ts';
import type { Clock } from '../platform/clock.ts';
import { AppError } from '../platform/errors.ts';
import type { Jobs } from '../platform/jobs.ts';
import type { Logger } from '../platform/logger.ts';
import type { EndedTransfersRepository } from '../recordings/transfers/telling/ended-transfers-repository.ts';
import type { SiteSettings } from '../settings/site-settings.ts';
import type { ZoomAccess } from '../zoom-accounts/zoom-access.ts';
import { type KnownTimes, propertyOf, statusOf, timesBefore, timesOf } from './issue-property-value.ts';
import type { UnwritableProjects } from './unwritable-projects.ts';

export interface IssuePropertyDeps {
  clock: Clock;
  endedTransfers: EndedTransfersRepository;
  installations: InstallationsCache;
  jiraAccess: JiraAccess;
  jobs: Jobs;
  links: MeetingLinksRepository;
  logger: Logger;
  meetingMemory: MeetingMemory;
  siteSettings: SiteSettings;
  unwritableProjects: UnwritableProjects;
  zoomAccess: ZoomAccess;
}

const payload = z.object({ siteId: z.uuid(), issueId: z.string().regex(/^\d+$/) });

type IssueOfSite = z.infer<typeof payload>;

/** All are counted; the times of so many, linked last, are read from Zoom, so many at once. */
const mostRead = 20;
const atOnce = 4;

/** A passing failure is tried again by the queue; where the app may not write, it is left at that. */
export async function workOnIssueProperties(deps: IssuePropertyDeps): Promise<void> {
  await deps.jobs.work(issueChangedQueue, 2, async (data) => {
    const issue = payload.parse(data);
    try {
      await refreshIssueProperty(deps, issue);
    } catch (error) {
      if (isPassing(error)) throw error;
      if (error instanceof JiraError && error.kind === 'forbidden') await noteUnwritable(deps, issue);
      deps.logger.info('the issue property cannot be written', { ...issue, error });
    }
  });
}

/**
 * Brings property and badge up to date, and again when the next meeting begins or ends. Deleting them would need Jira's
 * DELETE scope, which the app never asks for, so `linked: false` hides both when the last meeting is unlinked.
 * @throws what hindered Zoom or Jira; counts are written all the same where only Zoom was hindered.
 */
export async function refreshIssueProperty(deps: IssuePropertyDeps, issue: IssueOfSite): Promise<void> {
  const { clock, jiraAccess, jobs, unwritableProjects } = deps;
  const { siteId, issueId } = issue;
  const records = await recordsOf(deps, issue);
  const jira = await jiraAccess.asApp(siteId);
  const write = (property: object, badge: object) => writeBoth(jira, issueId, property, badge);
  let failure: unknown = null;
  if (records.links.length === 0) {
    await writeNothing(jira, issueId);
  } else {
    const read = await readTimes(deps, records.links);
    failure = read.failure;
    const before = read.isWhole
      ? []
      : [timesBefore(await jira.findIssueProperty(issueId, issuePropertyKey), issueId, failure !== null)];
    const counts = { issueId, meetings: records.links.length, recordings: records.recordings };
    const withTopic = await mayHaveTopic(deps, jira, issue);
    const now = clock.now();
    const { value, changesAt } = propertyOf(counts, [...read.times, ...before], { now, withTopic });
    await write(value, statusOf(value));
    if (changesAt !== null) await jobs.enqueue(issueChangedQueue, issue, jobAt(issue, changesAt, now));
  }
  if ((await unwritableProjects.list(siteId)).length > 0)
    await unwritableProjects.remove(siteId, (await jira.getIssueAudience(issueId)).projectId);
  // Two may have been at it, and the older one written last.
  if ((await recordsOf(deps, issue)).state !== records.state)
    await jobs.enqueue(issueChangedQueue, issue, { key: keyOf(issue) });
  if (failure !== null) throw failure;
}

/** Jira is asked for the project only where projects may differ. */
async function mayHaveTopic(
  { siteSettings }: IssuePropertyDeps,
  jira: JiraClient,
  { siteId, issueId }: IssueOfSite,
): Promise<boolean> {
  const site = await siteSettings.get(siteId);
  if (!site.projectOverrides) return site.topicInProperty;
  const { projectId } = await jira.getIssueAudience(issueId);
  return (await siteSettings.getFor(siteId, projectId)).topicInProperty;
}

/** As if no meeting had ever been linked, whatever our records say. @throws what hindered Jira. */
export async function emptyIssueProperty(
  { jiraAccess }: Pick<IssuePropertyDeps, 'jiraAccess'>,
  { siteId, issueId }: IssueOfSite,
): Promise<void> {
  await writeNothing(await jiraAccess.asApp(siteId), issueId);
}

const writeNothing = (jira: JiraClient, issueId: string) =>
  writeBoth(jira, issueId, { issueId, linked: false }, statusOf({ meetings: 0, state: 'none' }));

async function writeBoth(jira: JiraClient, issueId: string, property: object, badge: object): Promise<void> {
  await jira.putIssueProperty(issueId, issuePropertyKey, property);
  await jira.putIssueProperty(issueId, badgePropertyKey, badge);
}

/** One job for each moment: one that waits for a later moment must not stand in its way. */
function jobAt(issue: IssueOfSite, moment: Date, now: Date) {
  // The queue goes by the database's clock, which may be ahead by a little.
  const startAfter = new Date(Date.now() + moment.getTime() - now.getTime() + 1_000);
  return { key: `${keyOf(issue)} ${moment.toISOString()}`, startAfter };
}

function keyOf({ siteId, issueId }: IssueOfSite): string {
  return `${siteId}/${issueId}`;
}

async function recordsOf({ endedTransfers, installations, links }: IssuePropertyDeps, issue: IssueOfSite) {
  const installation = await installations.findById(issue.siteId);
  // A site that is being erased has nothing to show, whoever is late with a write.
  const linked = installation?.isBeingErased ? [] : await links.listOfIssue(issue.siteId, issue.issueId);
  const recordings = await endedTransfers.countAttached(issue);
  const state = linked.map(({ id, changedAt, linker }) => `${id} ${changedAt.getTime()} ${linker}`);
  return { links: linked, recordings, state: `${state.join()} ${recordings}` };
}

/** `isWhole`: nothing is missing. `failure`: what of it the next try may find. */
async function readTimes(deps: IssuePropertyDeps, links: readonly MeetingLink[]) {
  const readable = links.filter(({ linker }) => linker === 'connected').slice(0, mostRead);
  const times: KnownTimes[] = [];
  let failure: unknown = null;
  for (let from = 0; from < readable.length; from += atOnce) {
    const some = readable.slice(from, from + atOnce);
    for (const result of await Promise.allSettled(some.map((link) => readTimesOf(deps, link)))) {
      if (result.status === 'fulfilled') times.push(result.value);
      else if (!(result.reason instanceof AppError)) throw result.reason;
      else if (isPassing(result.reason)) failure = result.reason;
    }
  }
  return { times, isWhole: times.length === links.length, failure };
}

async function readTimesOf(deps: IssuePropertyDeps, link: MeetingLink): Promise<KnownTimes> {
  const reader = { personId: link.linkedBy, isHost: true };
  const reading = await readMeeting(deps, link, reader);
  const held =
    link.scope === 'series' && reading.meeting !== null
      ? await deps.zoomAccess.as(link.linkedBy, (zoom) => listHeldInstances(zoom, link.meetingId))
      : [];
  const heldAt = held.flatMap(({ startTime }) => startTime ?? []);
  return timesOf(link, reading, heldAt, deps.clock.now());
}

/** Where not even the issue's project is told, there is nothing to name. */
async function noteUnwritable(deps: IssuePropertyDeps, { siteId, issueId }: IssueOfSite): Promise<void> {
  try {
    const { projectId } = await (await deps.jiraAccess.asApp(siteId)).getIssueAudience(issueId);
    await deps.unwritableProjects.add(siteId, projectId, deps.clock.now());
  } catch (error) {
    if (!(error instanceof JiraError || error instanceof AppError)) throw error;
  }
}

function isPassing(error: unknown): boolean {
  if (error instanceof AppError) return error.status >= 500 || error.status === 429;
  return !(error instanceof JiraError && (error.kind === 'forbidden' || error.kind === 'not_found'));
}
