// Past the fence the file may be stored although nobody told us. Only looking at the issue tells.

import type { Transfer } from '../transfer.ts';
import { TransferStop } from '../transfer-reasons.ts';
import { isNamedBy } from './file-name.ts';
import type { RunTransferDeps } from './transfer-deps.ts';
import { isCertainRefusal } from './transfer-faults.ts';

type FindUploadDeps = Pick<RunTransferDeps, 'jiraAccess' | 'persons' | 'transfers' | 'sleep'>;

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

/** Jira may list an attachment only a while after it stored it. */
const lookAgainAfterMs = 15_000;

/** The attachment of an earlier run; null when two looks did not find it, so that there is none. */
export function findEarlierUpload(
  deps: FindUploadDeps,
  transfer: Transfer,
  signal: AbortSignal,
): Promise<string | null> {
  return whileInDoubt(async () => {
    const first = await findAttachment(deps, transfer);
    if (first !== null) return first;
    await deps.sleep(lookAgainAfterMs, signal);
    return findAttachment(deps, transfer);
  });
}

/**
 * The attachment's id from Jira's answer, or by looking where the answer is lost or unclear.
 * @throws Jira's refusal when it is certain; {@link InDoubt} when looking fails too.
 */
export async function settleDoubt(
  deps: FindUploadDeps,
  transfer: Transfer,
  answer: Promise<string | null>,
  signal: AbortSignal,
): Promise<string> {
  let failure: unknown = new TransferStop('upload_cut');
  try {
    const attachmentId = await answer;
    if (attachmentId !== null) return attachmentId;
  } catch (error) {
    if (isCertainRefusal(error)) throw error;
    failure = error;
  }
  const found = await findEarlierUpload(deps, transfer, signal);
  if (found === null) throw failure;
  return found;
}

/** Adopts only what carries this transfer's code, has its size, and was uploaded by the person who asked. */
async function findAttachment(
  { jiraAccess, persons, transfers }: FindUploadDeps,
  transfer: Transfer,
): Promise<string | null> {
  const [current, person] = [await transfers.find(transfer), await persons.findPerson(transfer.requestedBy)];
  if (person === null) throw new TransferStop('account_closed');
  const { jira } = await jiraAccess.actAs(transfer.siteId, person.accountId);
  const ours = (await jira.listAttachments(transfer.issueId)).find(
    ({ filename, size, authorAccountId }) =>
      isNamedBy(filename, transfer.id) &&
      size === current?.bytesTotal &&
      authorAccountId === person.accountId,
  );
  return ours?.id ?? null;
}
