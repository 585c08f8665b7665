// Past the fence the file may be stored although nobody told us. Only looking at the issue tells.

import { notePause } from '../../../host/jira-pauses.ts';
import { answerWithinMs } from '../../../jira/attachment-upload.ts';
import type { Transfer } from '../transfer.ts';
import { TransferStop } from '../transfer-reasons.ts';
import { isNamedBy } from './file-name.ts';
import { completionSeconds, skewSeconds } from './lease.ts';
import { actAsRequester } from './requester.ts';
import type { RunTransferDeps } from './transfer-deps.ts';
import { isCertainRefusal } from './transfer-faults.ts';

type FindUploadDeps = Pick<RunTransferDeps, 'clock' | 'jiraAccess' | 'pauses' | 'persons' | 'transfers'>;

/** It could not be found out whether the file was stored: nothing may be uploaded anew before it is. */
export class InDoubt extends Error {
  override readonly name = 'InDoubt';
}

/** Runs what may not fail unnoticed past the fence. @throws {InDoubt} with the failure as its cause. */
export async function whileInDoubt<Result>(work: () => Promise<Result>): Promise<Result> {
  try {
    return await work();
  } catch (error) {
    throw new InDoubt('In doubt', { cause: error });
  }
}

/**
 * After the fence. Until then an upload may still be completed, answered, stored and listed, by clocks that differ: what
 * is not at the issue by now is not there, and before that nobody knows.
 */
const certainAfterSeconds = completionSeconds + answerWithinMs / 1000 + 15 + skewSeconds;
/** Between two looks there is as much time as has gone by since the fence, at least. */
const lookAgainAfterSeconds = 15;

/**
 * The attachment of a run that crossed the fence, this one or an earlier one.
 * @throws {InDoubt} when it is not at the issue but may still come, or when looking fails; {@link TransferStop}
 * `upload_cut` when it is certain that there is none.
 */
export async function findUpload(deps: FindUploadDeps, transfer: Transfer): Promise<string> {
  const [found, seconds] = await whileInDoubt(async () => {
    const current = await deps.transfers.find(transfer);
    const now = deps.clock.now();
    const sinceFence = (now.getTime() - (current?.fencedAt ?? now).getTime()) / 1000;
    return [await findAttachment(deps, transfer, current?.bytesTotal ?? null), sinceFence] as const;
  });
  if (found !== null) return found;
  if (seconds >= certainAfterSeconds) throw new TransferStop('upload_cut');
  const retryAfterSeconds = Math.min(certainAfterSeconds - seconds, Math.max(lookAgainAfterSeconds, seconds));
  throw new InDoubt('In doubt', { cause: new TransferStop('upload_unclear', { retryAfterSeconds }) });
}

/**
 * The attachment's id from Jira's answer, or by looking where the answer is lost or unclear.
 * @throws Jira's refusal when it is certain; what {@link findUpload} throws.
 */
export async function settleDoubt(
  deps: FindUploadDeps,
  transfer: Transfer,
  answer: Promise<string | null>,
): Promise<string> {
  try {
    const attachmentId = await answer;
    if (attachmentId !== null) return attachmentId;
  } catch (error) {
    if (isCertainRefusal(error)) throw error;
    await whileInDoubt(() => notePause(deps, transfer, error));
  }
  return findUpload(deps, transfer);
}

/** Whether an attachment carries the transfer's code and has its size. */
export function isUploadOf(
  { filename, size }: { filename: string; size: number },
  transferId: string,
  bytes: number | null,
): boolean {
  return isNamedBy(filename, transferId) && size === bytes;
}

/** Adopts only what carries this transfer's code, has its size, and was uploaded by the person who asked. */
async function findAttachment(
  deps: FindUploadDeps,
  transfer: Transfer,
  bytes: number | null,
): Promise<string | null> {
  const { accountId, jira } = await actAsRequester(deps, transfer);
  const ours = (await jira.listAttachments(transfer.issueId)).find(
    (one) => isUploadOf(one, transfer.id, bytes) && one.authorAccountId === accountId,
  );
  return ours?.id ?? null;
}
