// Transfers of an issue as the person asking sees them.

import type { TransferView } from '../api-types.ts';
import { kindOf } from '../recording-files.ts';
import type { TransferLine } from './line/transfer-line.ts';
import type { Transfer } from './transfer.ts';
import { reasonInWords } from './transfer-reasons.ts';

const cancellable = new Set<Transfer['state']>(['queued', 'running', 'waiting']);
const retryable = new Set<Transfer['state']>(['failed', 'cancelled']);

const inLine = new Set<Transfer['state']>(['queued', 'waiting']);

export interface ViewTransfersDeps {
  transferLine: TransferLine;
}

/** @param transfers all of the same issue; the line is only asked when one of them may stand in it. */
export async function viewTransfers(
  { transferLine }: ViewTransfersDeps,
  transfers: readonly Transfer[],
  personId: string,
): Promise<TransferView[]> {
  const ahead = await listAhead(transferLine, transfers);
  return transfers.map((transfer) => viewOf(transfer, ahead.get(transfer.id) ?? null, personId));
}

/** {@link viewTransfers} of one. */
export async function viewTransfer(
  { transferLine }: ViewTransfersDeps,
  transfer: Transfer,
  personId: string,
): Promise<TransferView> {
  const ahead = await listAhead(transferLine, [transfer]);
  return viewOf(transfer, ahead.get(transfer.id) ?? null, personId);
}

async function listAhead(line: TransferLine, transfers: readonly Transfer[]): Promise<Map<string, number>> {
  const standing = transfers.find(({ state }) => inLine.has(state));
  return standing === undefined ? new Map() : line.listAhead(standing.siteId, standing.issueId);
}

/** An admin's right to cancel is not known here; the server decides it when they press. */
function viewOf(transfer: Transfer, ahead: number | null, personId: string): TransferView {
  const requestedByMe = transfer.requestedBy === personId;
  return {
    id: transfer.id,
    linkId: transfer.linkId,
    meetingUuid: transfer.meetingUuid,
    fileKey: transfer.recordingKey,
    kind: kindOf(transfer.fileType),
    state: transfer.state,
    ahead,
    bytesMoved: transfer.bytesMoved,
    bytesTotal: transfer.bytesTotal,
    requestedByMe,
    canCancel: requestedByMe && cancellable.has(transfer.state),
    canRetry: requestedByMe && transfer.linkId !== null && retryable.has(transfer.state),
    reason:
      transfer.reasonCode === null ? null : reasonInWords(transfer.reasonCode, transfer.state, requestedByMe),
    attachmentId: transfer.attachmentId,
    createdAt: transfer.createdAt.toISOString(),
  };
}
