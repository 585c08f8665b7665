// A run's hold on its transfer: renewed about once a second together with the progress that people see.

import { type Clock, secondsAfter } from '../../../platform/clock.ts';
import type { Logger } from '../../../platform/logger.ts';
import type { Attempt } from '../transfer.ts';
import type { TransfersRepository } from '../transfers-repository.ts';

/** A killed worker's transfer goes on when this has run out: within a minute. */
export const leaseSeconds = 40;
/** By so much the clocks of two processes may differ without harm: a lease may seem to end so much earlier to others. */
export const skewSeconds = 30;
/** After the fence the upload is completed within this time or not by this run. Others leave it alone for as long. */
export const completionSeconds = leaseSeconds - skewSeconds;
const reportEveryMs = 1_000;

export interface Lease {
  /** Aborted when the row is no longer this run's: cancelled, taken over, or not renewed in time. */
  signal: AbortSignal;
  moved(bytes: number): void;
  total(bytes: number): void;
  /** Stops renewing; resolves when the last report is written, so that none comes after the run's own last word. */
  release(): Promise<void>;
}

export function holdLease(
  { clock, logger, transfers }: { clock: Clock; logger: Logger; transfers: TransfersRepository },
  run: Attempt & { bytesMoved: number },
): Lease {
  const lost = new AbortController();
  let { bytesMoved } = run;
  let bytesTotal: number | null = null;
  let leaseUntil = secondsAfter(clock.now(), leaseSeconds);
  let reporting: Promise<void> | null = null;

  const report = async (): Promise<void> => {
    const now = clock.now();
    const until = secondsAfter(now, leaseSeconds);
    try {
      if (await transfers.progress(run, { bytesMoved, bytesTotal, now, leaseUntil: until }))
        leaseUntil = until;
      else lost.abort();
    } catch (error) {
      // The database may come back in time; if not, somebody else has the right to this transfer.
      logger.warn('the progress of a transfer could not be stored', { transferId: run.id, error });
      if (clock.now() >= leaseUntil) lost.abort();
    }
  };
  const timer = setInterval(() => {
    // A report that has no answer may never have one.
    if (reporting !== null && clock.now() >= leaseUntil) lost.abort();
    reporting ??= report().finally(() => {
      reporting = null;
    });
  }, reportEveryMs);

  return {
    signal: lost.signal,
    moved(bytes) {
      bytesMoved = bytes;
    },
    total(bytes) {
      bytesTotal = bytes;
    },
    async release() {
      clearInterval(timer);
      await reporting;
    },
  };
}
