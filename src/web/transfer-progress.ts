// What the panel concludes from lists of transfers: which one belongs to a file, how fast it moves, what to announce.

import type { TransferState, TransferView } from '../recordings/api-types.ts';

const underWayStates: TransferState[] = ['queued', 'running', 'waiting', 'finishing'];

type Moved = Pick<TransferView, 'bytesMoved' | 'bytesTotal'>;

/** True while the transfer may still move by itself. */
export function isUnderWay(transfer: TransferView): boolean {
  return underWayStates.includes(transfer.state);
}

/** 0 to 100, or null while the size is unknown. */
export function percentOf(transfer: Moved): number | null {
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

/** The list with these replaced, or put first where they are new. */
export function withTransfers(transfers: TransferView[], changed: TransferView[]): TransferView[] {
  const kept = transfers.map((one) => changed.find(({ id }) => id === one.id) ?? one);
  return [...changed.filter(({ id }) => !transfers.some((one) => one.id === id)), ...kept];
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
export function secondsLeft(transfer: Moved, pace: Pace | undefined): number | null {
  if (!transfer.bytesTotal || !pace?.bytesPerSecond) return null;
  return Math.ceil((transfer.bytesTotal - transfer.bytesMoved) / pace.bytesPerSecond);
}

/** Several transfers as one: what they have moved, and how fast they all move. */
export interface Together {
  count: number;
  bytesMoved: number;
  /** Null until known of each. */
  bytesTotal: number | null;
  pace: Pace;
}

/** Those under way, and those attached since the first of these began; null unless two or more are under way. */
export function togetherOf(
  transfers: TransferView[],
  batch: ReadonlySet<string>,
  paces: ReadonlyMap<string, Pace>,
): Together | null {
  const all = transfers.filter((one) => isUnderWay(one) || (one.state === 'succeeded' && batch.has(one.id)));
  const underWay = all.filter(isUnderWay);
  if (underWay.length < 2) return null;
  const sum = (numbers: number[]) => numbers.reduce((total, one) => total + one, 0);
  const bytesMoved = sum(all.map((one) => one.bytesMoved));
  return {
    count: all.length,
    bytesMoved,
    bytesTotal: all.every((one) => one.bytesTotal) ? sum(all.map((one) => one.bytesTotal ?? 0)) : null,
    pace: {
      bytes: bytesMoved,
      atMs: 0,
      bytesPerSecond:
        sum(underWay.map((one) => (one.state === 'running' && paces.get(one.id)?.bytesPerSecond) || 0)) ||
        null,
    },
  };
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
