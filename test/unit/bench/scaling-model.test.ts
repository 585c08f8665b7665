// The simulation behind docs/scaling.md.

import { expect, test } from 'vitest';
import {
  type AskedFile,
  type Assumptions,
  filesOfDay,
  quantile,
  runLine,
} from '../../bench/scaling-model.ts';

const assumptions: Assumptions = {
  attachedPerSite: 2,
  siteTail: 1.5,
  files: [
    { share: 1, medianMiB: 200, sigma: 1 },
    { share: 0.5, medianMiB: 1, sigma: 1 },
  ],
  mostMiB: 2_000,
  mibPerSecond: 10,
  overheadSeconds: 3,
  regions: [{ utc: 0, share: 1 }],
  hours: Array.from({ length: 24 }, (_, hour) => (hour >= 9 && hour < 18 ? 1 : 0)),
};
const limits = { perProcess: 16, perSite: 8, keptForIdleSites: 2 };
const asked = (site: number, at: number, mib = 100): AskedFile => ({ site, at, mib });

test('the same seed gives the same day, and another seed another one', () => {
  expect(filesOfDay(50, assumptions, 7)).toEqual(filesOfDay(50, assumptions, 7));
  expect(filesOfDay(50, assumptions, 8)).not.toEqual(filesOfDay(50, assumptions, 7));
});

test('about as many occurrences are attached as was assumed, in office hours only, and none above what Jira takes', () => {
  const files = filesOfDay(5_000, assumptions, 1);

  expect(files.length / 5_000 / 1.5 / assumptions.attachedPerSite).toBeCloseTo(1, 0);
  expect(files.every(({ at, mib }) => at >= 9 * 3600 && at < 18 * 3600 && mib <= 2_000)).toBe(true);
});

test('everything that is asked for is moved, however few the workers are', () => {
  const files = filesOfDay(200, assumptions, 3);
  const sum = files.reduce((total, { mib }) => total + mib, 0);

  for (const processes of [1, 4])
    expect(runLine(files, processes, limits, assumptions).moved).toBeCloseTo(sum, 3);
});

test('no more run at once than there are slots, nor than a site may have', () => {
  const flood = Array.from({ length: 100 }, () => asked(1, 0));

  expect(runLine(flood, 1, limits, assumptions).mostRunning).toBe(8);
  const crowd = Array.from({ length: 100 }, (_, site) => asked(site, 0));
  expect(runLine(crowd, 2, limits, assumptions).mostRunning).toBe(32);
});

test('a site with a thousand files does not delay another’s one', () => {
  const flood = Array.from({ length: 1_000 }, () => asked(1, 0));

  const { waits } = runLine([...flood, asked(2, 1), asked(3, 1), asked(4, 1)], 1, limits, assumptions);

  expect(waits.slice(-3)).toEqual([0, 0, 0]);
  expect(quantile(waits, 0.99)).toBeGreaterThan(100);
});
