// A burst of events, and a database that is away: everything is answered in Zoom's time, and nothing is lost.

import pg from 'pg';
import { afterEach, beforeEach, expect, inject, onTestFinished, test, vi } from 'vitest';
import { startTestApp, type TestApp } from '../support/test-app.ts';
import {
  allDone,
  deliveriesOf,
  deliveriesWhen,
  eventsUrl,
  recordingEventOf,
  sendSigned,
} from '../support/zoom-events.ts';

let app: TestApp;
let url: string;
beforeEach(async () => {
  app = await startTestApp();
  url = eventsUrl(app);
});
afterEach(() => app.stop());

const event = (index: number) => recordingEventOf(`occurrence${index}AAAAAA==`, 'host');
const send = (index: number) => app.zoom.sendEvent(url, event(index));
/** All at once, with all the time in the world: how fast they are answered is a figure of the benchmark. */
const burst = (count: number) =>
  Promise.all(
    Array.from({ length: count }, (_, index) =>
      sendSigned(app, JSON.stringify({ ...event(index), event_ts: index })),
    ),
  );
const only204 = new Set([204]);

test('hundreds of events at once are all stored and handled, and people’s requests go on meanwhile', async () => {
  const sending = burst(300);
  const ready = await fetch(`${app.baseUrl}/health/ready`);

  expect(ready.status).toBe(200);
  expect(new Set((await sending).map(({ status }) => status))).toEqual(only204);
  expect(await deliveriesWhen(app, allDone)).toHaveLength(300);
});

test('events that cannot be stored yet wait on one connection, so that the others are there for people', async () => {
  const blocker = new pg.Client(app.databaseUrl);
  await blocker.connect();
  // Should the test fail, the database goes before this connection does.
  blocker.on('error', () => undefined);
  await blocker.query('BEGIN; LOCK TABLE webhook_deliveries IN SHARE MODE');
  const sending = burst(50);
  const waitingInserts = async () => {
    const [row] = await app.deps.database.rows<{ count: number }>(
      `SELECT count(*)::integer AS count FROM pg_stat_activity WHERE datname = current_database()
         AND wait_event_type = 'Lock' AND query LIKE 'INSERT INTO webhook_deliveries%'`,
    );
    return row?.count;
  };
  await vi.waitUntil(async () => (await waitingInserts()) !== 0, { timeout: 20_000, interval: 10 });

  expect((await fetch(`${app.baseUrl}/health/ready`)).status).toBe(200);
  expect(await waitingInserts()).toBe(1);

  await blocker.query('COMMIT');
  await blocker.end();
  expect(new Set((await sending).map(({ status }) => status))).toEqual(only204);
  expect(await deliveriesWhen(app, allDone)).toHaveLength(50);
});

test('while the database is away Zoom is told to send again, so that afterwards nothing is missing', async () => {
  const admin = new pg.Client(inject('testDatabases').adminUrl);
  await admin.connect();
  onTestFinished(() => admin.end());
  const name = new URL(app.databaseUrl).pathname.slice(1);
  await admin.query(`ALTER DATABASE ${name} ALLOW_CONNECTIONS false`);
  await admin.query('SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = $1', [name]);

  const refused = await Promise.all([send(1), send(2), send(3)]);
  expect(refused.map(({ status, answer }) => [status, JSON.parse(answer).error.code])).toEqual(
    Array(3).fill([503, 'not_stored']),
  );

  await admin.query(`ALTER DATABASE ${name} ALLOW_CONNECTIONS true`);
  app.clock.advance(304);
  const again = await Promise.all(
    refused.map((delivery, index) => app.zoom.sendEvent(url, event(index), { repeat: delivery })),
  );
  expect(again.map(({ status }) => status)).toEqual([204, 204, 204]);
  expect(await deliveriesWhen(app, allDone)).toHaveLength(3);
  expect((await deliveriesOf(app)).map(({ failures }) => failures)).toEqual([0, 0, 0]);
});
