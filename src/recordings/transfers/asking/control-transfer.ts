// What people may do to a transfer that exists: cancel it, or have a failed one tried again.

import type { IssueActor } from '../../../host/actor.ts';
import { withJiraErrorsForPeople } from '../../../host/jira-errors.ts';
import { requireIssuePermission } from '../../../host/rights.ts';
import type { Viewer } from '../../../meetings/reading/view-meeting.ts';
import { getLink, linkNotFound } from '../../../meetings/whose-eyes.ts';
import { isUniqueViolation } from '../../../platform/database/database.ts';
import { AppError } from '../../../platform/errors.ts';
import type { AttachRequest } from '../../api-types.ts';
import { forbiddenBy } from '../../forbidden-by-policy.ts';
import { getVisibleRecording } from '../../list-recordings.ts';
import type { Transfer } from '../transfer.ts';
import { type AttachRecordingDeps, consentOf, refusalOf } from './attach-recording.ts';

interface ControlInput {
  actor: IssueActor;
  viewer: Viewer;
  transferId: string;
}

/** The requester's or a Jira admin's. @throws {AppError} 403, 404, or 409 `too_late` from the last byte on. */
export async function cancelTransfer(deps: AttachRecordingDeps, input: ControlInput): Promise<Transfer> {
  const { clock, auditLog, database, jiraAccess, transfers } = deps;
  const { actor, viewer } = input;
  const transfer = await getTransfer(deps, input);
  if (transfer.requestedBy !== viewer.personId) {
    const admin = await withJiraErrorsForPeople(async () =>
      (await jiraAccess.asApp(actor.siteId)).isAdmin(actor.accountId),
    );
    if (!admin)
      throw new AppError(
        'not_your_transfer',
        403,
        'Only the person who asked for it, or a Jira admin, can cancel it.',
      );
  }
  return database.transaction(async (transaction) => {
    const now = clock.now();
    const cancelled = await transfers.cancel(transfer.id, now, transaction);
    if (cancelled === null)
      throw new AppError(
        'too_late',
        409,
        'It is too late to cancel: the file is complete or the transfer has ended.',
      );
    await auditLog.record(
      transaction,
      { siteId: actor.siteId, personId: viewer.personId, issueId: actor.issueId, at: now },
      { type: 'attach_cancelled', transferId: transfer.id },
    );
    return cancelled;
  });
}

/**
 * The requester's own failed or cancelled transfer, with what they are shown of the audience now.
 * Somebody else's press is a new transfer as that person: `attachRecording`.
 * @throws {AppError} rights (403, 404), what policy forbids as `attachRecording`, 409 `not_failed`, `already_under_way`.
 */
export async function retryTransfer(
  deps: AttachRecordingDeps,
  input: ControlInput & { audience: AttachRequest['audience'] },
): Promise<Transfer> {
  const { clock, auditLog, database, transfers, transferLine } = deps;
  const { actor, viewer, audience } = input;
  const transfer = await getTransfer(deps, input);
  if (transfer.requestedBy !== viewer.personId)
    throw new AppError(
      'not_your_transfer',
      403,
      'Only the person who asked for it can retry it. Press Attach to issue instead.',
    );
  await requireIssuePermission(deps.jiraAccess, actor, ['CREATE_ATTACHMENTS'], 'to attach a recording');
  const { projectId } = audience;
  const forbidden = forbiddenBy(await deps.siteSettings.getFor(actor.siteId, projectId), {
    projectId,
    fileType: transfer.fileType,
    size: transfer.bytesTotal,
  });
  if (forbidden !== null) throw refusalOf(forbidden);
  if (transfer.linkId === null) throw linkNotFound();
  const link = await getLink(deps.links, {
    id: transfer.linkId,
    siteId: actor.siteId,
    issueId: actor.issueId,
  });
  const { reader } = await getVisibleRecording(deps, { link, viewer, meetingUuid: transfer.meetingUuid });
  try {
    return await database.transaction(async (transaction) => {
      const now = clock.now();
      const requeued = await transfers.requeue(transfer.id, audience, reader.personId, now, transaction);
      if (requeued === null)
        throw new AppError('not_failed', 409, 'This transfer has not failed, so there is nothing to retry.');
      await auditLog.record(
        transaction,
        { siteId: actor.siteId, personId: viewer.personId, issueId: actor.issueId, at: now },
        { type: 'attach_retried', transferId: transfer.id, ...consentOf(audience) },
      );
      await transferLine.wakeWorkers(transaction);
      return requeued;
    });
  } catch (error) {
    if (isUniqueViolation(error, 'transfers_once'))
      throw new AppError(
        'already_under_way',
        409,
        'This file is attached, or being attached, to the issue already.',
      );
    throw error;
  }
}

async function getTransfer(
  { transfers }: AttachRecordingDeps,
  { actor, transferId }: ControlInput,
): Promise<Transfer> {
  const { siteId, issueId } = actor;
  const transfer = await transfers.find({ id: transferId, siteId, issueId });
  if (transfer === null)
    throw new AppError('transfer_not_found', 404, 'This transfer does not exist on this issue.');
  return transfer;
}
