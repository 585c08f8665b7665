// What was read a moment ago: remembered so long and no longer, once for all who ask at once, and never a failure.

import { describe, expect, test } from 'vitest';
import { createShortMemory } from '../../../src/platform/short-memory.ts';

function memory(most = 10) {
  let now = 0;
  const asked: string[] = [];
  const known = createShortMemory<string>({ clock: { now: () => new Date(now) }, forMs: 1000, most });
  return {
    asked,
    pass: (ms: number) => {
      now += ms;
    },
    read: (key: string, answer = async () => `answer to ${key}`) =>
      known.get(key, () => {
        asked.push(key);
        return answer();
      }),
  };
}

describe('what was read', () => {
  test('is given again without reading, until its time is over', async () => {
    const { read, pass, asked } = memory();
    expect([await read('a'), await read('a')]).toEqual(['answer to a', 'answer to a']);
    pass(999);
    await read('a');
    expect(asked).toEqual(['a']);
    pass(1);
    await read('a');
    expect(asked).toEqual(['a', 'a']);
  });

  test('is read once for everybody who asks while it is being read', async () => {
    const { read, asked } = memory();
    await Promise.all([read('a'), read('a'), read('b')]);
    expect(asked).toEqual(['a', 'b']);
  });

  test('is forgotten when it failed, so that the next who asks may be luckier', async () => {
    const { read, asked } = memory();
    const failing = () => Promise.reject(new Error('no'));
    await expect(read('a', failing)).rejects.toThrow('no');
    expect(await read('a')).toBe('answer to a');
    expect(asked).toEqual(['a', 'a']);
  });

  test('is read once more for those who only joined a reading that failed, so that they are not told what is over', async () => {
    const { read, asked } = memory();
    const { promise, reject } = Promise.withResolvers<string>();
    const first = read('a', () => promise);
    const joined = [read('a'), read('a')];
    reject(new Error('no'));
    await expect(first).rejects.toThrow('no');
    expect(await Promise.all(joined)).toEqual(['answer to a', 'answer to a']);
    expect(asked).toEqual(['a', 'a']);
  });

  test('goes first when there is too much, if it is the oldest', async () => {
    const { read, asked } = memory(2);
    for (const key of ['a', 'b', 'c', 'c', 'b', 'a']) await read(key);
    expect(asked).toEqual(['a', 'b', 'c', 'a']);
  });
});
