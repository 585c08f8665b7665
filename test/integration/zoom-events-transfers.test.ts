// Zoom says that a recording is ready: transfers that wait for it go on at once, and no others.

import { afterAll, afterEach, beforeAll, expect, onTestFinished, test } from 'vitest';
import { secondsAfter } from '../../src/platform/clock.ts';
import { listenForNotifications } from '../../src/platform/database/notifications.ts';
import { transfersChannel } from '../../src/recordings/transfers/line/transfer-line.ts';
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
  const outcome = {
    state: 'waiting',
    reasonCode,
    failures: 0,
    outages: 0,
    runAfter,
    inDoubt: false,
    now,
  } as const;
  await deps.database.transaction((transaction) => deps.transfers.settle(run, outcome, transaction));
  return asked;
}

/** `told` resolves when workers are woken from now on. */
async function listeningWorkers(): Promise<{ told: Promise<void> }> {
  const { promise, resolve } = Promise.withResolvers<void>();
  const { databaseUrl, logger } = bench.app.deps;
  const handlers = { onMessage: () => resolve(), onConnected: () => undefined, onLost: () => undefined };
  const listening = await listenForNotifications(databaseUrl, transfersChannel, handlers, logger);
  onTestFinished(() => listening.stop());
  return { told: promise };
}

async function dispatch(event: Parameters<TransferBench['app']['zoom']['sendEvent']>[1]): Promise<void> {
  expect((await bench.app.zoom.sendEvent(eventsUrl(bench.app), event)).status).toBe(204);
  expect(await dispatchNextEvent(bench.app.deps)).toBe(true);
}
const ready = ({ recorded, file }: AskedTransfer, event = 'recording.completed') =>
  bench.app.zoom.recordingEvent(event, recorded.recording, [file.id]);

test.each(['recording.completed', 'recording.transcript_completed'])(
  '%s makes a transfer that waits for it due and tells the workers, so that it is attached at once',
  async (event) => {
    const asked = await waiting('recording_processing');
    const workers = await listeningWorkers();

    await dispatch(ready(asked, event));

    expect(await bench.secondsUntilDue(asked)).toBeLessThanOrEqual(0);
    await workers.told;
    expect(await bench.run(asked)).toMatchObject({ state: 'succeeded' });
  },
);

test('a transfer that waits for another reason keeps its pause, so that Zoom’s limits are respected', async () => {
  const asked = await waiting('zoom_rate_limited');

  await dispatch(ready(asked));

  expect(await bench.secondsUntilDue(asked)).toBeGreaterThan(60);
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
