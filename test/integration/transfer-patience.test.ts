// How long a transfer waits for what passes by itself, and when it stops waiting.

import { afterAll, beforeAll, expect, test } from 'vitest';
import { secondsAfter } from '../../src/platform/clock.ts';
import { settleRun } from '../../src/recordings/transfers/running/settle-run.ts';
import type { Transfer } from '../../src/recordings/transfers/transfer.ts';
import { TransferStop } from '../../src/recordings/transfers/transfer-reasons.ts';
import { type AskedTransfer, startTransferBench, type TransferBench } from '../support/transfer-bench.ts';

let bench: TransferBench;
beforeAll(async () => {
  bench = await startTransferBench();
});
afterAll(() => bench.stop());

/** Runs it when it is due; the run stops for this reason. */
async function stopped(asked: AskedTransfer, stop: TransferStop): Promise<Transfer> {
  const { clock, deps } = bench.app;
  clock.advance(Math.max(0, await bench.secondsUntilDue(asked)) + 1);
  const now = clock.now();
  const run = await deps.transfers.claim(asked.id, now, secondsAfter(now, 60));
  if (run === null) throw new Error('the transfer was not to be had');
  await settleRun(deps, run, { stop, inDoubt: false });
  return bench.row(asked);
}
const processing = new TransferStop('recording_processing');

test('Looking many times at a recording in processing is no failure, so that Zoom’s next short outage is waited for', async () => {
  const asked = await bench.asked();
  for (let look = 0; look < 30; look += 1)
    expect(await stopped(asked, processing)).toMatchObject({ state: 'waiting', failures: 0 });

  expect(await stopped(asked, new TransferStop('download_cut'))).toMatchObject({ state: 'waiting' });
});

test('What can be reached again after an outage of many tries may still be cut off, so that the transfer goes on', async () => {
  const asked = await bench.asked();
  for (let outages = 1; outages < 20; outages += 1)
    await stopped(asked, new TransferStop('jira_unavailable'));

  expect(await stopped(asked, new TransferStop('upload_cut'))).toMatchObject({
    state: 'waiting',
    outages: 19,
    failures: 1,
  });
  expect(await bench.secondsUntilDue(asked)).toBeLessThan(8);
});

test.each([
  ['download_cut', 'failures', 6],
  ['zoom_unavailable', 'outages', 24],
] as const)(
  'What stops with %s is counted among %s and tried %i times, so that an outage is waited out and no fault repeated for hours',
  async (code, counted, times) => {
    const asked = await bench.asked();
    for (let stops = 1; stops < times; stops += 1)
      expect(await stopped(asked, new TransferStop(code))).toMatchObject({
        state: 'waiting',
        [counted]: stops,
      });

    expect(await stopped(asked, new TransferStop(code))).toMatchObject({ state: 'failed', reasonCode: code });
  },
);

test('A file comes in another length than listed only after other failures, so that it is believed when it comes so again', async () => {
  const asked = await bench.asked();
  const { clock, zoom } = bench.app;
  for (let failure = 0; failure < 3; failure += 1) await stopped(asked, new TransferStop('upload_cut'));
  zoom.faults.arm({ on: 'download', kind: 'other-size', by: -1000 }, 2);
  const runWhenDue = async () => {
    clock.advance((await bench.secondsUntilDue(asked)) + 1);
    return bench.run(asked);
  };

  expect(await runWhenDue()).toMatchObject({ state: 'waiting', reasonCode: 'download_cut' });
  expect(await runWhenDue()).toMatchObject({ state: 'succeeded', bytesTotal: asked.file.size - 1000 });
});

test('A recording that Zoom has not processed within a day is given up, so that nobody waits for ever', async () => {
  const asked = await bench.asked();
  bench.app.clock.advance(24 * 3_600 - 300);
  expect(await stopped(asked, processing)).toMatchObject({ state: 'waiting' });
  bench.app.clock.advance(300);

  expect(await stopped(asked, processing)).toMatchObject({
    state: 'failed',
    reasonCode: 'recording_processing',
  });
});

test('A pause of three days that Zoom asks for is cut to one, which is how long its limits last', async () => {
  const asked = await bench.asked();

  await stopped(asked, new TransferStop('zoom_rate_limited', { retryAfterSeconds: 3 * 24 * 3_600 }));

  expect(Math.round((await bench.secondsUntilDue(asked)) / 60)).toBe(24 * 60);
});

test('A recording that was being processed is attached when it is ready', async () => {
  const asked = await bench.asked();
  await stopped(asked, processing);
  bench.app.clock.advance(121);

  expect((await bench.run(asked)).state).toBe('succeeded');
});

test('Zoom’s daily limit names a date hours away, so that the transfer waits for just that long and then goes on', async () => {
  const asked = await bench.asked();
  const resetAt = bench.app.clock.now().getTime() + 9 * 3_600_000;
  bench.app.zoom.faults.arm({ on: 'api', path: '/meetings/', kind: 'daily-limit', resetAt });

  await bench.run(asked);

  expect(Math.round((await bench.secondsUntilDue(asked)) / 60)).toBe(9 * 60);
  bench.app.clock.advance(9 * 3_600 + 1);
  expect((await bench.run(asked)).state).toBe('succeeded');
});

test('An outage of Zoom for two hours is waited for, at most ten minutes at a time, so that the file is attached after it', async () => {
  const asked = await bench.asked();
  const { clock, zoom } = bench.app;
  const over = clock.now().getTime() + 2 * 3_600_000;
  const endOutage = zoom.faults.arm(
    { on: 'download', kind: 'status', status: 503 },
    Number.POSITIVE_INFINITY,
  );
  while (clock.now().getTime() < over) {
    expect(await bench.run(asked)).toMatchObject({ state: 'waiting', reasonCode: 'zoom_unavailable' });
    const pause = await bench.secondsUntilDue(asked);
    expect(pause).toBeLessThan(600 * 1.4);
    clock.advance(pause + 1);
  }
  endOutage();

  expect((await bench.run(asked)).state).toBe('succeeded');
});
