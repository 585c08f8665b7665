// Writes made together: who is in which batch, how many are under way, and whom a failure meets.

import { expect, it } from 'vitest';
import { inBatches } from '../../../src/platform/in-batches.ts';

/** A write that ends when it is told to. */
function heldWrites() {
  const writes: { items: readonly string[]; end: (error?: Error) => void }[] = [];
  const write = (items: readonly string[]) =>
    new Promise<void>((resolve, reject) => {
      writes.push({ items, end: (error) => (error === undefined ? resolve() : reject(error)) });
    });
  return { writes, write };
}
const turn = () => new Promise((resolve) => setImmediate(resolve));

it('what comes at once is written at once, and what comes meanwhile is written together afterwards', async () => {
  const { writes, write } = heldWrites();
  const add = inBatches(10, write);
  const first = [add('a'), add('b')];
  await turn();
  const next = [add('c'), add('d'), add('e')];
  await turn();
  expect(writes.map(({ items }) => items)).toEqual([['a', 'b']]);

  writes[0]?.end();
  await Promise.all(first);
  await turn();
  expect(writes.map(({ items }) => items)).toEqual([
    ['a', 'b'],
    ['c', 'd', 'e'],
  ]);
  writes[1]?.end();
  await Promise.all(next);
});

it('no write gets more than allowed, and each item is written once', async () => {
  const batches: (readonly string[])[] = [];
  const add = inBatches<string>(3, async (items) => void batches.push(items));
  const items = Array.from({ length: 8 }, (_, index) => String(index));

  await Promise.all(items.map(add));

  expect(batches.map(({ length }) => length)).toEqual([3, 3, 2]);
  expect(batches.flat()).toEqual(items);
});

it('a failure meets those who were part of it and nobody else', async () => {
  const { writes, write } = heldWrites();
  const add = inBatches(10, write);
  const lost = [add('a'), add('b')];
  await turn();
  const later = add('c');
  writes[0]?.end(new Error('away'));

  for (const one of lost) await expect(one).rejects.toThrow('away');
  await turn();
  writes[1]?.end();
  await later;
});
