// The host shares one occurrence's recordings on this issue, or takes that back. Nothing changes at Zoom.

import type { AuditLog } from '../../audit-log/audit-log.ts';
import type { IssueActor } from '../../host/actor.ts';
import { type AllowedProjectDeps, requireAllowedProject } from '../../meetings/allowed-project.ts';
import type { MeetingLink, MeetingLinksRepository } from '../../meetings/meeting-links-repository.ts';
import type { Viewer } from '../../meetings/reading/view-meeting.ts';
import { isHost, linkNotFound } from '../../meetings/whose-eyes.ts';
import type { Clock } from '../../platform/clock.ts';
import { type Database, isForeignKeyViolation, type Transaction } from '../../platform/database/database.ts';
import { AppError } from '../../platform/errors.ts';
import { getVisibleRecording, type ListRecordingsDeps } from '../list-recordings.ts';

export interface ShareRecordingDeps
  extends AllowedProjectDeps,
    Pick<ListRecordingsDeps, 'shares' | 'requests' | 'recordingReads'> {
  clock: Clock;
  auditLog: AuditLog;
  database: Database;
  links: MeetingLinksRepository;
}

interface ShareInput {
  actor: IssueActor;
  link: MeetingLink;
  viewer: Viewer;
  meetingUuid: string;
}

/** @throws {AppError} 403 for anybody but the host, 403 `project_not_allowed`, 409 for a personal room, 404 for an unknown recording. */
export async function shareRecording(deps: ShareRecordingDeps, input: ShareInput): Promise<void> {
  requireHost(input);
  if (input.link.scope === 'personal_room')
    throw new AppError(
      'personal_room',
      409,
      'Recordings of a personal room are not shared: other people’s meetings happen there too. You can attach single files yourself.',
    );
  await requireAllowedProject(deps, input.actor);
  await getVisibleRecording(deps, input);
  const share = {
    linkId: input.link.id,
    meetingUuid: input.meetingUuid,
    sharedBy: input.viewer.personId,
    sharedAt: deps.clock.now(),
  };
  try {
    await changeShare(deps, input, 'recording_shared', async (transaction) => {
      // Whoever asked for it has their answer.
      await deps.requests.removeAll(share, transaction);
      return deps.shares.add(share, transaction);
    });
  } catch (error) {
    // Somebody unlinked the meeting in between.
    throw isForeignKeyViolation(error) ? linkNotFound() : error;
  }
}

/** Files already attached stay. @throws {AppError} 403 for anybody but the host. */
export async function unshareRecording(deps: ShareRecordingDeps, input: ShareInput): Promise<void> {
  requireHost(input);
  await changeShare(deps, input, 'recording_unshared', (transaction) =>
    deps.shares.remove({ linkId: input.link.id, meetingUuid: input.meetingUuid }, transaction),
  );
}

async function changeShare(
  { clock, auditLog, database, links }: ShareRecordingDeps,
  { actor, link, viewer, meetingUuid }: ShareInput,
  type: 'recording_shared' | 'recording_unshared',
  change: (transaction: Transaction) => Promise<boolean>,
): Promise<void> {
  await database.transaction(async (transaction) => {
    if (!(await change(transaction))) return;
    const now = clock.now();
    await links.noteChangeHere(link.id, now, transaction);
    await auditLog.record(
      transaction,
      { siteId: actor.siteId, personId: viewer.personId, issueId: actor.issueId, at: now },
      { type, linkId: link.id, meetingUuid },
    );
  });
}

/** @throws {AppError} 403 `not_the_host`. */
export function requireHost({ link, viewer }: Pick<ShareInput, 'link' | 'viewer'>): void {
  if (!isHost(link, viewer.connection))
    throw new AppError('not_the_host', 403, 'Only the host of the meeting can share its recordings.');
}
