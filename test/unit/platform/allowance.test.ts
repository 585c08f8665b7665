// So many at once, then again as it comes back, for each person apart.

import { expect, test } from 'vitest';
import { createAllowance } from '../../../src/platform/allowance.ts';

test('what is used up comes back by and by, and nobody uses up what is another person’s', () => {
  let now = 0;
  const allowance = createAllowance({ clock: { now: () => new Date(now) }, perMinute: 6 });
  const taken = (person: string): boolean => {
    try {
      allowance.take(person);
      return true;
    } catch (error) {
      expect(error).toMatchObject({ code: 'too_many_reads', status: 429, retryAfterSeconds: 10 });
      return false;
    }
  };
  const many = (person: string) => Array.from({ length: 8 }, () => taken(person)).filter(Boolean).length;

  expect(many('one')).toBe(6);
  expect(many('other')).toBe(6);
  now += 10_000;
  expect(many('one')).toBe(1);
  now += 3_600_000;
  allowance.take('one', 4);
  expect(many('one')).toBe(2);
});
