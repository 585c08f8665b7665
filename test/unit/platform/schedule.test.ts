// Work that comes round: never twice at a time, on after a failure, and waited for at the end.

import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import type { Logger } from '../../../src/platform/logger.ts';
import { scheduleEvery } from '../../../src/platform/schedule.ts';

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

const deps = () => {
  const errors: [string, unknown][] = [];
  const logger = { error: (message, fields) => errors.push([message, fields]) } as Pick<Logger, 'error'>;
  return { errors, clock: { now: () => new Date(7) }, logger: logger as Logger };
};

it('begins at once and comes round, with the time of the clock', async () => {
  const times: Date[] = [];
  const schedule = scheduleEvery(1_000, 'work', deps(), async (now) => {
    times.push(now);
  });
  await vi.advanceTimersByTimeAsync(2_500);
  await schedule.stop();
  await vi.advanceTimersByTimeAsync(5_000);
  expect(times).toEqual([new Date(7), new Date(7), new Date(7)]);
});

it('does not begin again while it still runs', async () => {
  let begun = 0;
  const { promise, resolve } = Promise.withResolvers<void>();
  const schedule = scheduleEvery(1_000, 'work', deps(), () => {
    begun += 1;
    return promise;
  });
  await vi.advanceTimersByTimeAsync(5_000);
  expect(begun).toBe(1);
  resolve();
  await vi.advanceTimersByTimeAsync(1_000);
  expect(begun).toBe(2);
  await schedule.stop();
});

it('goes on after a failure, which is logged by the name of the work', async () => {
  const surroundings = deps();
  const failure = new Error('down');
  let begun = 0;
  const schedule = scheduleEvery(1_000, 'sweep', surroundings, async () => {
    begun += 1;
    throw failure;
  });
  await vi.advanceTimersByTimeAsync(1_000);
  await schedule.stop();
  expect(begun).toBe(2);
  expect(surroundings.errors[0]).toEqual(['scheduled work failed', { work: 'sweep', error: failure }]);
});

it('is stopped only when the round in hand has ended', async () => {
  const { promise, resolve } = Promise.withResolvers<void>();
  const schedule = scheduleEvery(1_000, 'work', deps(), () => promise);
  let stopped = false;
  const stopping = schedule.stop().then(() => {
    stopped = true;
  });
  await vi.advanceTimersByTimeAsync(3_000);
  expect(stopped).toBe(false);
  resolve();
  await stopping;
});

it('tells the round in hand that it must stop, so that long work ends early', async () => {
  const schedule = scheduleEvery(
    1_000,
    'work',
    deps(),
    (_now, stopping) => new Promise((resolve) => stopping.addEventListener('abort', () => resolve())),
  );
  await schedule.stop();
});
