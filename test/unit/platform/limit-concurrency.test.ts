import { expect, it } from 'vitest';
import { limitConcurrency } from '../../../src/platform/limit-concurrency.ts';

it('runs no more than the limit at once, each in its turn, and a failure makes room for the next', async () => {
  const limited = limitConcurrency(2);
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
