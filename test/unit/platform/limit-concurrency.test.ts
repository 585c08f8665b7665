import { expect, it, vi } from 'vitest';
import { limitConcurrency, WaitedTooLong } from '../../../src/platform/limit-concurrency.ts';

it('runs no more than the limit at once, each in its turn, and a failure makes room for the next', async () => {
  const limited = limitConcurrency(2, 60_000);
  const gates = Array.from({ length: 5 }, () => Promise.withResolvers<void>());
  const started: number[] = [];
  const runs = gates.map((gate, index) =>
    limited(async () => {
      started.push(index);
      await gate.promise;
      return index;
    }),
  );
  const outcomes = Promise.allSettled(runs);
  await Promise.resolve();
  expect(started).toEqual([0, 1]);
  gates[1]?.reject(new Error('broken'));
  await expect(runs[1]).rejects.toThrow('broken');
  await Promise.resolve();
  expect(started).toEqual([0, 1, 2]);
  for (const gate of gates) gate.resolve();
  expect((await outcomes).map(({ status }) => status)).toEqual([
    'fulfilled',
    'rejected',
    'fulfilled',
    'fulfilled',
    'fulfilled',
  ]);
});

it('lets nobody wait longer than agreed, and leaves the place to those still waiting', async () => {
  vi.useFakeTimers();
  try {
    const limited = limitConcurrency(1, 1_000);
    const gate = Promise.withResolvers<void>();
    const first = limited(() => gate.promise);
    const impatient = limited(async () => 'never begun');
    const refused = expect(impatient).rejects.toBeInstanceOf(WaitedTooLong);
    await vi.advanceTimersByTimeAsync(999);
    const later = limited(async () => 'done');
    await vi.advanceTimersByTimeAsync(1);
    await refused;
    gate.resolve();
    await first;
    expect(await later).toBe('done');
  } finally {
    vi.useRealTimers();
  }
});
