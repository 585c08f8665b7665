// The top of a plot's scale.

import fc from 'fast-check';
import { expect, test } from 'vitest';
import { topOfScale } from '../../../src/web/plot-scale.ts';

const mib = 1024 ** 2;

test.each([
  [0, 1],
  [1, 1],
  [3, 3],
  [999, 1024],
  [1024, 1024],
  [7 * mib, 8 * mib],
  [101 * mib, 150 * mib],
  [801 * mib, 1024 * mib],
  [1023 * mib, 1024 * mib],
  [1025 * mib, 1.5 * 1024 * mib],
])('for at most %i bytes it is %i', (most, top) => {
  expect(topOfScale(most)).toBe(top);
});

test('no bar is higher than the plot, and the highest is more than half of it', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 2 ** 50 }), (most) => {
      const top = topOfScale(most);
      expect(top).toBeGreaterThanOrEqual(most);
      expect(most / top).toBeGreaterThan(0.5);
    }),
  );
});
