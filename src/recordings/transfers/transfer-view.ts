// A transfer as the person asking sees it.

import type { TransferView } from '../api-types.ts';
import { kindOf } from '../recording-files.ts';
import type { Transfer } from './transfer.ts';
import { reasonInWords } from './transfer-reasons.ts';

const cancellable = new Set<Transfer['state']>(['queued', 'running', 'waiting']);
const retryable = new Set<Transfer['state']>(['failed', 'cancelled']);

/** An admin's right to cancel is not known here; the server decides it when they press. */
export function transferView(transfer: Transfer, personId: string): TransferView {
  const requestedByMe = transfer.requestedBy === personId;
  return {
    id: transfer.id,
    linkId: transfer.linkId,
    meetingUuid: transfer.meetingUuid,
    fileKey: transfer.recordingKey,
    kind: kindOf(transfer.fileType),
    state: transfer.state,
    ahead: null,
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
