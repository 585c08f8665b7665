// Workers and the events that wait for them: one at a time each, again after a fault or a kill, and never lost.

import { afterAll, afterEach, beforeAll, describe, expect, onTestFinished, test, vi } from 'vitest';
import { secondsAfter } from '../../src/platform/clock.ts';
import {
  type DispatchEventsDeps,
  dispatchNextEvent,
  startEventDispatch,
} from '../../src/zoom-events/dispatch-events.ts';
import { startTestApp, type TestApp } from '../support/test-app.ts';
import { gate } from '../support/transfer-bench.ts';
import {
  allDone,
  deliveriesOf,
  deliveriesWhen,
  eventsUrl,
  recordingEventOf,
  type StoredDelivery,
} from '../support/zoom-events.ts';

let app: TestApp;
beforeAll(async () => {
  app = await startTestApp({ background: false });
});
afterEach(() => app.deps.database.rows('DELETE FROM webhook_deliveries'));
afterAll(() => app.stop());

let sent = 0;
/** An event about a recording that no transfer waits for; its UUID. */
async function sendEvent(): Promise<string> {
  sent += 1;
  const uuid = `occurrence${sent}AAAA==`;
  const { status } = await app.zoom.sendEvent(eventsUrl(app), recordingEventOf(uuid, 'host'));
  expect(status).toBe(204);
  return uuid;
}

/** A worker whose handling is this. */
function worker(handle: (meetingUuid: string) => Promise<void>): DispatchEventsDeps {
  const wake: DispatchEventsDeps['transfers']['wake'] = async ({ meetingUuid }) => {
    await handle(meetingUuid);
    return [];
  };
  return { ...app.deps, transfers: { ...app.deps.transfers, wake } };
}
const failing = () =>
  worker(async () => {
    throw new Error('Foreign words about someone@example.com');
  });
async function onlyRow(): Promise<StoredDelivery> {
  const [row, ...others] = await deliveriesOf(app);
  if (row === undefined || others.length > 0) throw new Error('There is not exactly one row');
  return row;
}

describe('one event', () => {
  test('is handled once and then forgotten but for its type and times', async () => {
    const uuid = await sendEvent();
    const handled: string[] = [];
    const deps = worker(async (meetingUuid) => void handled.push(meetingUuid));

    expect(await dispatchNextEvent(deps)).toBe(true);
    expect(await dispatchNextEvent(deps)).toBe(false);

    expect(handled).toEqual([uuid]);
    expect(await onlyRow()).toMatchObject({
      event: 'recording.completed',
      state: 'done',
      settled_at: expect.any(Date),
      zoom_account_id: null,
      zoom_user_id: null,
      meeting_id: null,
      meeting_uuid: null,
    });
  });

  test('in the hands of one worker is not there for another', async () => {
    await sendEvent();
    const begun = gate();
    const end = gate();
    const first = dispatchNextEvent(
      worker(async () => {
        begun.open();
        await end.until;
      }),
    );
    await begun.until;
    // As long as a slow Zoom keeps a handler busy.
    app.clock.advance(60);

    expect(await dispatchNextEvent(failing())).toBe(false);

    end.open();
    expect(await first).toBe(true);
    expect(await onlyRow()).toMatchObject({ state: 'done', failures: 0 });
  });

  test('whose worker was killed goes to another after two minutes, and not before', async () => {
    await sendEvent();
    const now = app.clock.now();
    await app.deps.deliveries.claim(now, secondsAfter(now, 120));
    app.clock.advance(60);
    expect(await dispatchNextEvent(app.deps)).toBe(false);

    app.clock.advance(61);

    expect(await dispatchNextEvent(app.deps)).toBe(true);
    expect(await onlyRow()).toMatchObject({ state: 'done' });
  });

  test('that failed comes again later and later, at most ten minutes apart, until it is handled', async () => {
    await sendEvent();
    const pauses: number[] = [];
    for (let failures = 1; failures <= 12; failures += 1) {
      const now = app.clock.now();
      const standingStill = { ...failing(), clock: { now: () => now } };
      expect(await dispatchNextEvent(standingStill)).toBe(true);
      expect(await dispatchNextEvent(standingStill)).toBe(false);
      const row = await onlyRow();
      expect(row).toMatchObject({ state: 'received', failures });
      pauses.push((row.run_after.getTime() - now.getTime()) / 1_000);
      app.clock.advance(601);
    }
    expect(pauses).toEqual([5, 10, 20, 40, 80, 160, 320, 600, 600, 600, 600, 600]);

    expect(await dispatchNextEvent(app.deps)).toBe(true);
    expect(await onlyRow()).toMatchObject({ state: 'done', meeting_uuid: null });
    expect(app.log()).toMatch(/"level":"error"/);
    expect(app.log()).not.toContain('Foreign words');
  });

  test('that another worker handled meanwhile stays handled when the slower one fails', async () => {
    await sendEvent();
    const begun = gate();
    const end = gate();
    const slow = dispatchNextEvent(
      worker(async () => {
        begun.open();
        await end.until;
        throw new Error('too late');
      }),
    );
    await begun.until;
    app.clock.advance(121);
    expect(await dispatchNextEvent(app.deps)).toBe(true);

    end.open();
    await slow;

    expect(await onlyRow()).toMatchObject({ state: 'done', failures: 0 });
  });

  test('that another worker has in hand by now stays its own when the slower one fails', async () => {
    await sendEvent();
    const [begun, end, taken, done] = [gate(), gate(), gate(), gate()];
    const slow = dispatchNextEvent(
      worker(async () => {
        begun.open();
        await end.until;
        throw new Error('too late');
      }),
    );
    await begun.until;
    app.clock.advance(121);
    const second = dispatchNextEvent(
      worker(async () => {
        taken.open();
        await done.until;
      }),
    );
    await taken.until;
    end.open();
    await slow;
    app.clock.advance(10);

    expect(await dispatchNextEvent(failing())).toBe(false);

    done.open();
    await second;
    expect(await onlyRow()).toMatchObject({ state: 'done', failures: 0 });
  });

  test('of a kind that only a newer version knows waits for a worker of that version', async () => {
    await sendEvent();
    await app.deps.database.rows(`UPDATE webhook_deliveries SET event = 'recording.imagined'`);

    expect(await dispatchNextEvent(app.deps)).toBe(true);

    expect(await onlyRow()).toMatchObject({ state: 'received', failures: 1, meeting_id: '97763643886' });
  });
});

test('many events and two workers at once, so that each event is handled by one of them', async () => {
  const uuids = await Promise.all(Array.from({ length: 40 }, sendEvent));
  const handled: string[] = [];
  const deps = worker(async (uuid) => void handled.push(uuid));
  const drain = async (): Promise<void> => {
    if (await dispatchNextEvent(deps)) await drain();
  };

  await Promise.all([drain(), drain(), drain(), drain()]);

  expect(handled.toSorted()).toEqual(uuids.toSorted());
  expect(allDone(await deliveriesOf(app))).toBe(true);
});

describe('a worker that runs', () => {
  /** Time passes for what comes round every few seconds only when the test says so. */
  const holdSweeps = () => {
    vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] });
    onTestFinished(() => void vi.useRealTimers());
  };
  async function startWorker(deps: DispatchEventsDeps = app.deps) {
    const running = await startEventDispatch(deps);
    onTestFinished(() => running.stop());
    return running;
  }

  test('is woken by the notification, so that nobody waits for the sweep', async () => {
    holdSweeps();
    await startWorker();
    await deliveriesWhen(app, (rows) => rows.length === 0);

    await sendEvent();

    await deliveriesWhen(app, allDone);
  });

  test('finds by its sweep what no notification told of', async () => {
    holdSweeps();
    await startWorker();
    const event = {
      type: 'recording.completed',
      at: app.clock.now(),
      zoomAccountId: null,
      zoomUserId: 'host',
      meetingId: null,
      meetingUuid: 'untoldAAAAAA==',
      fileIds: null,
      retainData: null,
    };
    await app.deps.deliveries.add('a hash', event, app.clock.now(), false);
    expect(await onlyRow()).toMatchObject({ state: 'received' });

    // A sweep may find the one before it still at work, and is then left out.
    await deliveriesWhen(app, (rows) => {
      vi.advanceTimersByTime(5_000);
      return allDone(rows);
    });
  });

  test('finds at its start what came while nobody ran', async () => {
    holdSweeps();
    await sendEvent();
    await startWorker();
    await deliveriesWhen(app, allDone);
  });

  test('takes other events while one takes long, so that nobody waits behind it', async () => {
    const end = gate();
    const slow = await sendEvent();
    await startWorker(worker((uuid) => (uuid === slow ? end.until : Promise.resolve())));
    await Promise.all(Array.from({ length: 10 }, sendEvent));

    const rows = await deliveriesWhen(
      app,
      (all) => all.filter(({ state }) => state === 'done').length === 10,
    );

    expect(rows.find(({ state }) => state === 'received')?.meeting_uuid).toBe(slow);
    end.open();
    await deliveriesWhen(app, allDone);
  });

  test('that is to stop ends what it has in hand and takes nothing more', async () => {
    const begun = gate();
    const end = gate();
    const running = await startWorker(
      worker(async () => {
        begun.open();
        await end.until;
      }),
    );
    await sendEvent();
    await begun.until;
    const stopped = running.stop();
    const later = await sendEvent();
    end.open();
    await stopped;

    expect((await deliveriesOf(app)).map(({ state, meeting_uuid }) => [state, meeting_uuid])).toEqual([
      ['done', null],
      ['received', later],
    ]);
  });

  test('forgets events a week after they were handled, and none that were not', async () => {
    holdSweeps();
    await Promise.all([sendEvent(), sendEvent()]);
    await dispatchNextEvent(app.deps);
    app.clock.advance(7 * 24 * 3600 - 60);
    await startWorker(failing());
    const both = await deliveriesWhen(app, (rows) => rows.some(({ failures }) => failures === 1));
    expect(both).toHaveLength(2);

    app.clock.advance(601);
    vi.advanceTimersByTime(5_000);

    await deliveriesWhen(app, (rows) => rows.length === 1 && rows[0]?.state === 'received');
  });
});

test('an event that nobody could handle for thirty days is given up, so that its ids do not stay', async () => {
  await sendEvent();
  await dispatchNextEvent(failing());
  app.clock.advance(30 * 24 * 3_600 - 60);
  await dispatchNextEvent(failing());
  expect(await onlyRow()).toMatchObject({ state: 'received' });
  app.clock.advance(700);
  await dispatchNextEvent(failing());
  expect(await onlyRow()).toMatchObject({ state: 'done', zoom_user_id: null, meeting_uuid: null });
  expect(app.log()).toContain('given up');
});
