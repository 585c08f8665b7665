// Zoom says that a recording is ready: transfers that wait for it go on at once, and no others.

import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { secondsAfter } from '../../src/platform/clock.ts';
import type { ReasonCode } from '../../src/recordings/transfers/transfer-reasons.ts';
import { dispatchNextEvent } from '../../src/zoom-events/dispatch-events.ts';
import { type AskedTransfer, startTransferBench, type TransferBench } from '../support/transfer-bench.ts';
import { eventsUrl, recordingEventOf } from '../support/zoom-events.ts';

let bench: TransferBench;
beforeAll(async () => {
  bench = await startTransferBench();
});
afterEach(() => bench.calm());
afterAll(() => bench.stop());

/** A transfer that ran and now waits for this reason, due in two minutes. */
async function waiting(reasonCode: ReasonCode): Promise<AskedTransfer> {
  const asked = await bench.asked();
  const { clock, deps } = bench.app;
  const now = clock.now();
  const runAfter = secondsAfter(now, 120);
  const run = await deps.transfers.claim(asked.id, now, runAfter);
  if (run === null) throw new Error('the row was not to be had');
  const outcome = { state: 'waiting', reasonCode, failures: 0, runAfter, inDoubt: false, now } as const;
  await deps.database.transaction((transaction) => deps.transfers.settle(run, outcome, transaction));
  await deps.database.rows(`UPDATE pgboss.job SET state = 'completed' WHERE data->>'transferId' = $1`, [
    asked.id,
  ]);
  return asked;
}

async function dispatch(event: Parameters<TransferBench['app']['zoom']['sendEvent']>[1]): Promise<void> {
  expect((await bench.app.zoom.sendEvent(eventsUrl(bench.app), event)).status).toBe(204);
  expect(await dispatchNextEvent(bench.app.deps)).toBe(true);
}
const ready = ({ recorded, file }: AskedTransfer, event = 'recording.completed') =>
  bench.app.zoom.recordingEvent(event, recorded.recording, [file.id]);
const jobsOf = async ({ id }: AskedTransfer) =>
  (
    await bench.app.deps.database.rows(
      `SELECT id FROM pgboss.job WHERE data->>'transferId' = $1 AND state = 'created' AND start_after <= now()`,
      [id],
    )
  ).length;

test.each(['recording.completed', 'recording.transcript_completed'])(
  '%s makes a transfer that waits for it due with a job, so that it is attached without the next look',
  async (event) => {
    const asked = await waiting('recording_processing');

    await dispatch(ready(asked, event));

    expect(await bench.secondsUntilDue(asked)).toBeLessThanOrEqual(0);
    expect(await jobsOf(asked)).toBe(1);
    expect(await bench.run(asked)).toMatchObject({ state: 'succeeded' });
  },
);

test('the same event twice leaves one job, so that nothing runs more often than needed', async () => {
  const asked = await waiting('recording_processing');

  await dispatch(ready(asked));
  await dispatch(ready(asked));

  expect(await jobsOf(asked)).toBe(1);
});

test('a transfer that waits for another reason keeps its pause, so that Zoom’s limits are respected', async () => {
  const asked = await waiting('zoom_rate_limited');

  await dispatch(ready(asked));

  expect(await bench.secondsUntilDue(asked)).toBeGreaterThan(60);
  expect(await jobsOf(asked)).toBe(0);
});

test('an event of another occurrence or another host wakes nothing', async () => {
  const asked = await waiting('recording_processing');
  const { host, recording } = asked.recorded;

  await dispatch(recordingEventOf('anotherOccurrence==', host.id));
  await dispatch(recordingEventOf(recording.uuid, 'anotherHost'));

  expect(await bench.secondsUntilDue(asked)).toBeGreaterThan(60);
});

test('a transfer that has ended stays as it is, so that no event brings it back', async () => {
  const asked = await waiting('recording_processing');
  await bench.app.api('POST', `/transfers/${asked.id}/cancel`, asked.viewer);

  await dispatch(ready(asked));

  expect(await bench.run(asked)).toMatchObject({ state: 'cancelled' });
});
