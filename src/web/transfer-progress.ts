// What the panel concludes from lists of transfers: which one belongs to a file, how fast it moves, what to announce.

import type { TransferState, TransferView } from '../recordings/api-types.ts';

const underWayStates: TransferState[] = ['queued', 'running', 'waiting', 'finishing'];

/** True while the transfer may still move by itself. */
export function isUnderWay(transfer: TransferView): boolean {
  return underWayStates.includes(transfer.state);
}

/** 0 to 100, or null while the size is unknown. */
export function percentOf(transfer: TransferView): number | null {
  if (!transfer.bytesTotal) return null;
  return Math.min(100, Math.floor((transfer.bytesMoved / transfer.bytesTotal) * 100));
}

/** The transfer that speaks for a file: one under way or attached, else the newest; null when there is none. */
export function transferOfFile(
  transfers: TransferView[],
  meetingUuid: string,
  fileKey: string,
): TransferView | null {
  const own = transfers.filter((one) => one.meetingUuid === meetingUuid && one.fileKey === fileKey);
  return own.find((one) => isUnderWay(one) || one.state === 'succeeded') ?? own[0] ?? null;
}

/** True when **Attach to issue** is offered although there is a transfer already. */
export function mayAttachAnew(transfer: TransferView): boolean {
  if (transfer.state === 'cancelled' || transfer.state === 'removed') return true;
  return transfer.state === 'failed' && !transfer.canRetry;
}

/** The list with one transfer replaced, or put first when it is new. */
export function withTransfer(transfers: TransferView[], changed: TransferView): TransferView[] {
  return transfers.some((one) => one.id === changed.id)
    ? transfers.map((one) => (one.id === changed.id ? changed : one))
    : [changed, ...transfers];
}

/** Bytes seen at a moment, and the smoothed speed up to it. */
export interface Pace {
  bytes: number;
  atMs: number;
  /** Null until two different moments were seen. */
  bytesPerSecond: number | null;
}

/** The pace after another look at a running transfer; a step back in bytes (a new attempt) starts over. */
export function nextPace(before: Pace | undefined, bytes: number, atMs: number): Pace {
  if (!before || bytes < before.bytes) return { bytes, atMs, bytesPerSecond: null };
  if (atMs <= before.atMs) return before;
  const latest = ((bytes - before.bytes) * 1000) / (atMs - before.atMs);
  const known = before.bytesPerSecond;
  return { bytes, atMs, bytesPerSecond: known === null ? latest : known * 0.7 + latest * 0.3 };
}

/** Seconds until everything has moved at this pace; null when that cannot be said. */
export function secondsLeft(transfer: TransferView, pace: Pace | undefined): number | null {
  if (!transfer.bytesTotal || !pace?.bytesPerSecond) return null;
  return Math.ceil((transfer.bytesTotal - transfer.bytesMoved) / pace.bytesPerSecond);
}

export interface TransferNews {
  transfer: TransferView;
  what: 'started' | 'reached' | 'succeeded' | 'failed' | 'cancelled';
  /** 25, 50 or 75 with `reached`, else 0. */
  percent: number;
}

/** What is worth telling the person after a new look: starts, quarters passed, and ends of what was under way. */
export function newsBetween(before: TransferView[], after: TransferView[]): TransferNews[] {
  return after.flatMap((transfer): TransferNews[] => {
    const old = before.find((one) => one.id === transfer.id);
    const wasUnderWay = old !== undefined && isUnderWay(old);
    if (isUnderWay(transfer)) {
      if (!wasUnderWay) return [{ transfer, what: 'started', percent: 0 }];
      const quarter = (one: TransferView) => Math.floor((percentOf(one) ?? 0) / 25) * 25;
      const percent = quarter(transfer);
      return percent > quarter(old) && percent < 100 ? [{ transfer, what: 'reached', percent }] : [];
    }
    if (transfer.state === 'removed' || (!wasUnderWay && old !== undefined)) return [];
    if (old === undefined && transfer.state !== 'succeeded') return [];
    return [{ transfer, what: transfer.state as 'succeeded' | 'failed' | 'cancelled', percent: 0 }];
  });
}
