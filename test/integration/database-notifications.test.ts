// LISTEN on a connection that gets lost: re-made once, told each time, and gone when stopped.

import { EventEmitter, once } from 'node:events';
import pg from 'pg';
import { afterEach, beforeEach, expect, inject, it, vi } from 'vitest';
import { listenForNotifications, type Notifications } from '../../src/platform/database/notifications.ts';
import type { Logger } from '../../src/platform/logger.ts';
import { createTestDatabase } from '../support/test-database.ts';

let database: Awaited<ReturnType<typeof createTestDatabase>>;
let admin: pg.Client;
const listening: Notifications[] = [];

beforeEach(async () => {
  database = await createTestDatabase();
  admin = new pg.Client(inject('testDatabases').adminUrl);
  await admin.connect();
});
afterEach(async () => {
  vi.useRealTimers();
  for (const notifications of listening.splice(0)) await notifications.stop();
  await admin.end();
  await database.drop();
});

const name = () => new URL(database.url).pathname.slice(1);
const allowConnections = (allowed: boolean) =>
  admin.query(`ALTER DATABASE ${name()} ALLOW_CONNECTIONS ${allowed}`);
const cutConnections = () =>
  admin.query('SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = $1', [name()]);
const countListeners = async () => {
  const { rows } = await admin.query<{ count: string }>(
    `SELECT count(*) FROM pg_stat_activity WHERE datname = $1 AND application_name = 'notifications'`,
    [name()],
  );
  return Number(rows[0]?.count);
};

/** What was told, as events: `message`, `connected` and `warning` with its text. */
async function listen(): Promise<{ told: EventEmitter; notifications: Notifications }> {
  const told = new EventEmitter();
  const notifications = await listenForNotifications(
    database.url,
    'Some channel',
    {
      onMessage: (payload) => void told.emit('message', payload),
      onConnected: () => void told.emit('connected'),
      onLost: () => void told.emit('lost'),
    },
    { warn: (message) => void told.emit('warning', message) } as Logger,
  );
  listening.push(notifications);
  return { told, notifications };
}

async function notify(payload: string): Promise<void> {
  const client = new pg.Client(database.url);
  await client.connect();
  await client.query('SELECT pg_notify($1, $2)', ['Some channel', payload]);
  await client.end();
}

it('passes on what is told', async () => {
  const { told } = await listen();
  const message = once(told, 'message');
  await notify('site-1');
  expect(await message).toEqual(['site-1']);
});

it('is re-made when the connection is cut, says so, and hears again', async () => {
  const { told } = await listen();
  const connected = once(told, 'connected');
  await cutConnections();
  await connected;
  const message = once(told, 'message');
  await notify('site-2');
  expect(await message).toEqual(['site-2']);
  expect(await countListeners()).toBe(1);
});

it('tries one connection at a time while the database is away, at growing pauses, and comes back', async () => {
  const { told } = await listen();
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
  const lost = once(told, 'warning');
  await allowConnections(false);
  await cutConnections();
  await lost;
  for (const pauseMs of [100, 200, 400, 800]) {
    expect(vi.getTimerCount()).toBe(1);
    const failed = once(told, 'warning');
    vi.advanceTimersByTime(pauseMs - 1);
    expect(vi.getTimerCount()).toBe(1);
    vi.advanceTimersByTime(1);
    expect(await failed).toEqual(['notifications cannot be received']);
    // Whatever else the failed connection has to say comes before the next turns.
    for (let turn = 0; turn < 5; turn += 1) await new Promise((resolve) => setImmediate(resolve));
  }
  await allowConnections(true);
  const connected = once(told, 'connected');
  vi.advanceTimersByTime(10_000);
  await connected;
  vi.useRealTimers();
  expect(await countListeners()).toBe(1);
});

it('that cannot be had at first rejects, and nothing goes on trying', async () => {
  await allowConnections(false);
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
  await expect(listen()).rejects.toMatchObject({ code: '55000' });
  for (let turn = 0; turn < 5; turn += 1) await new Promise((resolve) => setImmediate(resolve));
  expect(vi.getTimerCount()).toBe(0);
});

it('stopped while it is being re-made leaves no connection', async () => {
  const { told, notifications } = await listen();
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
  const lost = once(told, 'warning');
  await cutConnections();
  await lost;
  const connected = vi.fn();
  told.on('connected', connected);
  vi.advanceTimersByTime(100);
  await notifications.stop();
  vi.useRealTimers();
  await expect.poll(countListeners).toBe(0);
  expect(connected).not.toHaveBeenCalled();
});
