// Asks for a recording file to be attached to the issue, as the person asking: one transaction, and the worker does it.

import type { IssueActor } from '../../../host/actor.ts';
import { withJiraErrorsForPeople } from '../../../host/jira-errors.ts';
import { requireIssuePermission } from '../../../host/rights.ts';
import { requirePresent } from '../../../installations/persons-repository.ts';
import { announceIssueChanged } from '../../../meetings/issue-changed.ts';
import type { MeetingLinksRepository } from '../../../meetings/meeting-links-repository.ts';
import type { Viewer } from '../../../meetings/reading/view-meeting.ts';
import { getLink, linkNotFound } from '../../../meetings/whose-eyes.ts';
import { isForeignKeyViolation, isUniqueViolation } from '../../../platform/database/database.ts';
import { AppError } from '../../../platform/errors.ts';
import type { AttachRequest } from '../../api-types.ts';
import { getVisibleRecording, type Obstacle, obstacleTo } from '../../list-recordings.ts';
import { recordingKey } from '../../recording-files.ts';
import type { RecordingReads } from '../../recording-reads.ts';
import { recordRemoval } from '../record-removal.ts';
import { isUploadOf } from '../running/find-upload.ts';
import type { RunTransferDeps } from '../running/transfer-deps.ts';
import type { Transfer } from '../transfer.ts';
import { obstacleInWords } from '../transfer-reasons.ts';
import type { NewTransfer } from '../transfers-repository.ts';

export interface AttachRecordingDeps
  extends Pick<
    RunTransferDeps,
    | 'clock'
    | 'auditLog'
    | 'database'
    | 'jiraAccess'
    | 'jobs'
    | 'persons'
    | 'transfers'
    | 'transferLine'
    | 'shares'
    | 'attachmentSettings'
    | 'siteSettings'
  > {
  links: MeetingLinksRepository;
  recordingReads: RecordingReads;
}

const statusOf: Partial<Record<Obstacle, number>> = {
  too_large: 413,
  above_site_ceiling: 413,
  project_not_allowed: 403,
  rendition_not_allowed: 403,
};

/**
 * @throws {AppError} rights (403, 404), `recording_not_shared` (403), `recording_not_found` (404), `too_large`,
 * `above_site_ceiling` (413), `project_not_allowed`, `rendition_not_allowed` (403),
 * `recording_processing`, `not_in_cloud`, `attachments_disabled`, `already_attached`, `already_under_way` (409).
 */
export async function attachRecording(
  deps: AttachRecordingDeps,
  { actor, viewer, request }: { actor: IssueActor; viewer: Viewer; request: AttachRequest },
): Promise<Transfer> {
  const { siteId, issueId } = actor;
  const { meetingUuid, fileKey, audience } = request;
  const link = await getLink(deps.links, { id: request.linkId, siteId, issueId });
  const { projectId } = audience;
  const [{ recording, reader }, site, policy] = await Promise.all([
    getVisibleRecording(deps, { link, viewer, meetingUuid }),
    deps.attachmentSettings.get(siteId),
    // The run finds out whether the issue really is there.
    deps.siteSettings.getFor(siteId, projectId),
    requireIssuePermission(deps.jiraAccess, actor, ['CREATE_ATTACHMENTS'], 'to attach a recording'),
  ]);
  const file = recording.files.find((candidate) => recordingKey(recording.uuid, candidate) === fileKey);
  if (file === undefined) throw new AppError('recording_gone', 404, obstacleInWords('recording_gone'));
  const obstacle = obstacleTo(file, { site, policy, projectId });
  if (obstacle !== null) throw refusalOf(obstacle);
  return store(deps, actor, audience, {
    siteId,
    issueId,
    linkId: link.id,
    meetingId: link.meetingId,
    meetingUuid: recording.uuid,
    hostZoomUserId: recording.hostId,
    recordingKey: fileKey,
    fileType: file.fileType,
    recordingType: file.recordingType,
    requestedBy: viewer.personId,
    readAs: reader.personId,
    consent: audience,
    bytesTotal: file.size,
  });
}

export function refusalOf(obstacle: Obstacle): AppError {
  return new AppError(obstacle, statusOf[obstacle] ?? 409, obstacleInWords(obstacle));
}

async function store(
  deps: AttachRecordingDeps,
  actor: IssueActor,
  shown: AttachRequest['audience'],
  transfer: NewTransfer,
): Promise<Transfer> {
  const unclear = await deps.transfers.findUnclear(transfer);
  if (unclear !== null && (await isThereAfterAll(deps, unclear, actor))) throw alreadyAttached();
  try {
    return await insert(deps, shown, transfer);
  } catch (error) {
    if (isForeignKeyViolation(error)) throw linkNotFound();
    if (!isUniqueViolation(error, 'transfers_once')) throw error;
  }
  const current = await deps.transfers.findCurrent(transfer);
  if (current !== null && (current.state !== 'succeeded' || !(await isRemoved(deps, current, actor))))
    throw current.state === 'succeeded'
      ? alreadyAttached()
      : new AppError('already_under_way', 409, 'This file is being attached to the issue already.');
  return insert(deps, shown, transfer);
}

const alreadyAttached = () =>
  new AppError('already_attached', 409, 'This file is attached to the issue already.');

async function insert(
  { clock, auditLog, database, persons, transfers, transferLine }: AttachRecordingDeps,
  shown: AttachRequest['audience'],
  transfer: NewTransfer,
): Promise<Transfer> {
  return database.transaction(async (transaction) => {
    const now = clock.now();
    await requirePresent(persons, transfer.requestedBy, transaction);
    const added = await transfers.add(transfer, now, transaction);
    await auditLog.record(
      transaction,
      { siteId: added.siteId, personId: added.requestedBy, issueId: added.issueId, at: now },
      { type: 'attach_requested', transferId: added.id, ...consentOf(shown) },
    );
    await transferLine.wakeWorkers(transaction);
    return added;
  });
}

/** What the person was shown of who will see the file, for the audit log. */
export function consentOf({ projectId, securityLevelId, openTo = [] }: AttachRequest['audience']) {
  return { projectId, securityLevelId, openTo: [...new Set(openTo)].sort() };
}

/**
 * Somebody deleted the attachment in Jira: then it may be attached anew. Asked as the person, who was just found to
 * see the issue: what they cannot find there is gone, while the app itself may be shut out by a security level.
 */
async function isRemoved(
  deps: AttachRecordingDeps,
  transfer: Transfer,
  { accountId }: IssueActor,
): Promise<boolean> {
  const { siteId, attachmentId } = transfer;
  if (attachmentId === null) return false;
  const { jira } = await deps.jiraAccess.actAs(siteId, accountId);
  if ((await withJiraErrorsForPeople(() => jira.findAttachment(attachmentId))) !== null) return false;
  await recordRemoval(deps, { ...transfer, attachmentId });
  return true;
}

/**
 * A transfer of the same file, somebody else's perhaps, failed before anybody knew whether Jira had stored it. Asked as
 * the person, who sees what the issue has.
 */
async function isThereAfterAll(
  { clock, auditLog, database, jiraAccess, jobs, transfers }: AttachRecordingDeps,
  { id, siteId, issueId, requestedBy, bytesTotal, sha256 }: Transfer,
  { accountId }: IssueActor,
): Promise<boolean> {
  const { jira } = await jiraAccess.actAs(siteId, accountId);
  const attachments = await withJiraErrorsForPeople(() => jira.listAttachments(issueId));
  const attachmentId = attachments.find((one) => isUploadOf(one, id, bytesTotal))?.id;
  if (attachmentId === undefined) return false;
  await database.transaction(async (transaction) => {
    const now = clock.now();
    if ((await transfers.adopt(id, attachmentId, now, transaction)) === null) return;
    await auditLog.record(
      transaction,
      { siteId, personId: requestedBy, issueId, at: now },
      { type: 'attached', transferId: id, attachmentId, size: bytesTotal ?? 0, sha256: sha256 ?? '' },
    );
    await announceIssueChanged(jobs, { siteId, issueId }, transaction);
  });
  return true;
}
