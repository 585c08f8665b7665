// One run of a claimed transfer: moves the bytes, crosses the fence, and leaves the row in a state with a way out.

import { notePause, requireNoPause } from '../../../host/jira-pauses.ts';
import { openAttachmentUpload } from '../../../jira/attachment-upload.ts';
import { secondsAfter } from '../../../platform/clock.ts';
import { forbiddenBy } from '../../forbidden-by-policy.ts';
import { formatOf } from '../../recording-files.ts';
import type { Transfer } from '../transfer.ts';
import { TransferStop } from '../transfer-reasons.ts';
import { findUpload, InDoubt, settleDoubt, whileInDoubt } from './find-upload.ts';
import { completionSeconds, holdLease, type Lease, leaseSeconds } from './lease.ts';
import { openRecording, requireListedSize, requireShared } from './recording-source.ts';
import { actAsRequester } from './requester.ts';
import { settleRun, succeed } from './settle-run.ts';
import { streamRecording } from './stream-recording.ts';
import type { RunTransferDeps } from './transfer-deps.ts';
import { stopOf, uploadStopOf } from './transfer-faults.ts';

/** The row is no longer this run's: cancelled, or taken over. There is nothing left to do for it. */
class RunLost extends Error {
  override readonly name = 'RunLost';
}

/**
 * @param transfer claimed by this run just now.
 * @param stopping aborts when the process must end: the transfer is handed back for another worker.
 */
export async function runTransfer(
  deps: RunTransferDeps,
  transfer: Transfer,
  stopping: AbortSignal,
): Promise<void> {
  const lease = holdLease(deps, transfer);
  const signal = AbortSignal.any([lease.signal, stopping]);
  try {
    const attachmentId =
      // A run before this one crossed the fence.
      transfer.state === 'finishing'
        ? await findUpload(deps, transfer)
        : await copy(deps, transfer, lease, signal);
    await whileInDoubt(() => succeed(deps, transfer, attachmentId));
  } catch (error) {
    // Before the last word, or a late report would hold the lease of what is handed over.
    await lease.release();
    const inDoubt = error instanceof InDoubt;
    if (lease.signal.aborted || error instanceof RunLost) deps.transferJournal.lost(transfer);
    else if (stopping.aborted) await settleRun(deps, transfer, { stop: null, inDoubt });
    else await settleRun(deps, transfer, { stop: stopOf(inDoubt ? error.cause : error), inDoubt });
  } finally {
    await lease.release();
  }
}

async function copy(
  deps: RunTransferDeps,
  transfer: Transfer,
  lease: Lease,
  runSignal: AbortSignal,
): Promise<string> {
  const { clock, transfers } = deps;
  // Ends whatever is still open of this copy when one side fails.
  const ending = new AbortController();
  const signal = AbortSignal.any([runSignal, ending.signal]);
  try {
    const [source, jira] = await Promise.all([
      openRecording(deps, transfer, signal),
      authorize(deps, transfer),
    ]);
    await requireAllowed(deps, transfer, source.size);
    await checkSite(deps, transfer, source.size);
    await requireListedSize(deps, source, transfer);
    lease.total(source.size);
    await requireNoPause(deps, transfer);
    const upload = openAttachmentUpload({
      ...jira,
      issueId: transfer.issueId,
      fileName: source.fileName,
      contentType: formatOf(transfer.fileType).contentType,
      size: source.size,
      openRequest: deps.openJiraRequest,
      signal,
    });
    try {
      const copied = deps.transferJournal.copying(transfer);
      const sha256 = await streamRecording(source.body, upload, source.size, (bytes) => {
        lease.moved(bytes);
        copied(bytes);
      });
      // Copying takes its time, in which the site's admins may have decided otherwise.
      await requireAllowed(deps, transfer, source.size);
      const now = clock.now();
      const file = { size: source.size, sha256, now, leaseUntil: secondsAfter(now, leaseSeconds) };
      if (!(await transfers.fence(transfer, file))) {
        await requireShared(deps, transfer);
        throw new RunLost();
      }
      // A process that slept in between may have been taken over, past the fence.
      if (clock.now() >= secondsAfter(now, completionSeconds)) throw new RunLost();
      upload.finish();
      return await settleDoubt(deps, transfer, upload.answer);
    } catch (error) {
      ending.abort();
      await notePause(deps, transfer, error);
      throw await uploadStopOf(error, source.size, () => deps.attachmentSettings.getNow(transfer.siteId));
    }
  } finally {
    ending.abort();
  }
}

/**
 * A fresh token to act as the person who asked, who must still see the issue, in the project and security level
 * that they were shown, and be allowed to attach.
 */
async function authorize(
  deps: RunTransferDeps,
  transfer: Transfer,
): Promise<{ baseUrl: string; authorization: string }> {
  const { jira, baseUrl, authorization } = await actAsRequester(deps, transfer);
  const [audience, rights] = await Promise.all([
    jira.getIssueAudience(transfer.issueId),
    jira.myIssuePermissions(transfer.issueId, ['CREATE_ATTACHMENTS']),
  ]);
  if (!rights.has('CREATE_ATTACHMENTS')) throw new TransferStop('rights_missing');
  const { projectId, securityLevelId } = transfer.consent;
  if (audience.projectId !== projectId || audience.securityLevelId !== securityLevelId)
    throw new TransferStop('audience_changed');
  return { baseUrl, authorization };
}

/** In the project that Jira was just found to name. */
async function requireAllowed(
  { siteSettings }: RunTransferDeps,
  { siteId, fileType, consent: { projectId } }: Transfer,
  size: number,
): Promise<void> {
  const policy = await siteSettings.getFor(siteId, projectId);
  const forbidden = forbiddenBy(policy, { projectId, fileType, size });
  if (forbidden !== null) throw new TransferStop(forbidden);
}

async function checkSite(
  { attachmentSettings }: RunTransferDeps,
  transfer: Transfer,
  size: number,
): Promise<void> {
  const { enabled, uploadLimitBytes } = await attachmentSettings.get(transfer.siteId);
  if (!enabled) throw new TransferStop('attachments_disabled');
  if (size > uploadLimitBytes) throw new TransferStop('too_large');
}
