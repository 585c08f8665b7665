// Whoever sees the issue asks the host to share an occurrence there, takes that back, or is declined by the host.

import type { AuditLog } from '../../audit-log/audit-log.ts';
import type { Actor, IssueActor } from '../../host/actor.ts';
import type { JiraAccess } from '../../host/jira-access.ts';
import { requireIssuePermission } from '../../host/rights.ts';
import type { PersonsRepository } from '../../installations/persons-repository.ts';
import type { MeetingLink, MeetingLinksRepository } from '../../meetings/meeting-links-repository.ts';
import type { Viewer } from '../../meetings/reading/view-meeting.ts';
import { isHost, linkNotFound, readerOf } from '../../meetings/whose-eyes.ts';
import { type Clock, secondsAfter } from '../../platform/clock.ts';
import { type Database, isForeignKeyViolation } from '../../platform/database/database.ts';
import { AppError } from '../../platform/errors.ts';
import { recordingNotFound } from '../list-recordings.ts';
import type { RecordingReads } from '../recording-reads.ts';
import type { RequestsRepository } from './requests-repository.ts';
import type { SharesRepository } from './shares-repository.ts';

export interface AskHostDeps {
  clock: Clock;
  auditLog: AuditLog;
  database: Database;
  jiraAccess: JiraAccess;
  links: MeetingLinksRepository;
  persons: PersonsRepository;
  requests: RequestsRepository;
  shares: SharesRepository;
  recordingReads: RecordingReads;
}

interface AskInput {
  actor: IssueActor;
  link: MeetingLink;
  viewer: Viewer;
  meetingUuid: string;
}

const mostOpen = 20;
const keptSeconds = 30 * 24 * 3600;

/**
 * May be pressed twice. @throws {AppError} rights (404), `you_are_the_host`, `personal_room`, `already_shared`,
 * `too_many_open_requests` (409), `recording_not_found` (404).
 */
export async function askHost(deps: AskHostDeps, input: AskInput): Promise<void> {
  const { clock, auditLog, database, links, persons, requests } = deps;
  const { actor, link, viewer, meetingUuid } = input;
  await requireAskable(deps, input);
  const now = clock.now();
  const request = { linkId: link.id, meetingUuid, askedBy: viewer.personId, askedAt: now };
  try {
    await database.transaction(async (transaction) => {
      // Held, so that requests sent at once count each other.
      await persons.findPerson(viewer.personId, transaction);
      if ((await requests.countOfPerson(viewer.personId, transaction)) >= mostOpen) throw tooMany();
      if (!(await requests.add(request, transaction))) return;
      await links.noteChangeHere(link.id, now, transaction);
      await auditLog.record(
        transaction,
        { siteId: actor.siteId, personId: viewer.personId, issueId: actor.issueId, at: now },
        { type: 'recording_asked_for', linkId: link.id, meetingUuid },
      );
    });
  } catch (error) {
    // Somebody unlinked the meeting in between.
    throw isForeignKeyViolation(error) ? linkNotFound() : error;
  }
}

async function requireAskable(
  { jiraAccess, shares, recordingReads }: AskHostDeps,
  { actor, link, viewer, meetingUuid }: AskInput,
): Promise<void> {
  if (isHost(link, viewer.connection))
    throw new AppError(
      'you_are_the_host',
      409,
      'You host this meeting: you can share its recordings yourself.',
    );
  if (link.scope === 'personal_room')
    throw new AppError(
      'personal_room',
      409,
      'Recordings of a personal room are not shared: other people’s meetings happen there too.',
    );
  await requireIssuePermission(jiraAccess, actor, [], 'to ask the host');
  if (await shares.isShared(link.id, meetingUuid))
    throw new AppError('already_shared', 409, 'The host shares this recording on this issue already.');
  if ((await recordingReads.find(link, readerOf(link, viewer), meetingUuid)) === null)
    throw recordingNotFound();
}

function tooMany(): AppError {
  return new AppError(
    'too_many_open_requests',
    409,
    `You are waiting for answers to ${mostOpen} requests. Take one of them back, or wait for an answer.`,
  );
}

/** The host declines all that was asked for the occurrence on the issue; anybody else takes their own back. */
export async function withdrawRequest(
  deps: Pick<AskHostDeps, 'clock' | 'auditLog' | 'database' | 'links' | 'requests'>,
  { actor, link, viewer, meetingUuid }: Omit<AskInput, 'actor'> & { actor: Pick<Actor, 'siteId'> },
): Promise<void> {
  const { clock, auditLog, database, links, requests } = deps;
  const occurrence = { linkId: link.id, meetingUuid };
  const byHost = isHost(link, viewer.connection);
  const now = clock.now();
  await database.transaction(async (transaction) => {
    const gone = byHost
      ? await requests.removeAll(occurrence, transaction)
      : await requests.remove(occurrence, viewer.personId, transaction);
    if (!gone) return;
    await links.noteChangeHere(link.id, now, transaction);
    if (!byHost) return;
    await auditLog.record(
      transaction,
      { siteId: actor.siteId, personId: viewer.personId, issueId: link.issueId, at: now },
      { type: 'recording_request_declined', ...occurrence },
    );
  });
}

/** Scheduled: what was not answered in a month is not asked any more. */
export async function forgetOldRequests(
  { requests }: Pick<AskHostDeps, 'requests'>,
  now: Date,
): Promise<void> {
  await requests.removeOlder(secondsAfter(now, -keptSeconds));
}
