// A meeting is another than it was at Zoom: whoever shows it reads it again. What it has become is not kept.

import type { Clock } from '../platform/clock.ts';
import type { Database, Transaction } from '../platform/database/database.ts';
import type { Jobs } from '../platform/jobs.ts';
import { announceIssueChanged } from './issue-changed.ts';
import type { MeetingLinksRepository } from './meeting-links-repository.ts';

export interface MeetingChangedDeps {
  clock: Clock;
  database: Database;
  jobs: Jobs;
  links: MeetingLinksRepository;
}

/** `hostZoomUserId` null: not known. May come twice, late or for a meeting that is linked nowhere. */
export interface ChangedMeeting {
  meetingId: string;
  hostZoomUserId: string | null;
}

/** Every issue that shows the meeting, on all sites, reads it again. */
export async function meetingChanged(deps: MeetingChangedDeps, meeting: ChangedMeeting): Promise<void> {
  await deps.database.transaction((transaction) => noteMeetingChange(deps, meeting, transaction));
}

/** The same within the transaction of whatever changed it. */
export async function noteMeetingChange(
  { clock, jobs, links }: Pick<MeetingChangedDeps, 'clock' | 'jobs' | 'links'>,
  meeting: ChangedMeeting,
  transaction: Transaction,
): Promise<void> {
  const issues = await links.noteChange(meeting, clock.now(), transaction);
  const once = new Map(issues.map((issue) => [`${issue.siteId} ${issue.issueId}`, issue]));
  for (const issue of once.values()) await announceIssueChanged(jobs, issue, transaction);
}
