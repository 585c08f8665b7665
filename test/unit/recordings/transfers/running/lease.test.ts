// A run's hold on its transfer while the database says nothing.

import { expect, test, vi } from 'vitest';
import { holdLease, leaseSeconds } from '../../../../../src/recordings/transfers/running/lease.ts';

test('A report that has no answer does not keep the run going when the lease is over', async () => {
  vi.useFakeTimers();
  try {
    let reports = 0;
    const transfers = {
      progress() {
        reports += 1;
        return new Promise<boolean>(() => undefined);
      },
    };
    const clock = { now: () => new Date() };
    const logger = { warn: () => undefined };
    const run = { id: 'a', attempt: 1, bytesMoved: 0 };
    const lease = holdLease({ clock, logger, transfers } as unknown as Parameters<typeof holdLease>[0], run);

    await vi.advanceTimersByTimeAsync(leaseSeconds * 1_000 - 1);
    expect([reports, lease.signal.aborted]).toEqual([1, false]);
    await vi.advanceTimersByTimeAsync(1);

    expect([reports, lease.signal.aborted]).toEqual([1, true]);
  } finally {
    vi.useRealTimers();
  }
});
