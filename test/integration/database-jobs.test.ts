// Transactions and the job queue on one Postgres: what is rolled back never happened.

import pg from 'pg';
import { afterEach, beforeEach, expect, it } from 'vitest';
import {
  type Database,
  isLockTimeout,
  isUniqueViolation,
  onlyRow,
  openDatabase,
} from '../../src/platform/database/database.ts';
import { type Jobs, type QueueDefinition, startJobs } from '../../src/platform/jobs.ts';
import type { Logger } from '../../src/platform/logger.ts';
import { createTestDatabase } from '../support/test-database.ts';

const queue: QueueDefinition = { name: 'test-queue', policy: 'standard', expireInSeconds: 60 };
const coalescing: QueueDefinition = { name: 'test-coalescing', policy: 'coalescing', expireInSeconds: 60 };
const silent = { error: () => undefined } as unknown as Logger;

let testDatabase: Awaited<ReturnType<typeof createTestDatabase>>;
let database: Database;
let jobs: Jobs;
beforeEach(async () => {
  testDatabase = await createTestDatabase();
  database = openDatabase(testDatabase.url, 5);
  jobs = await startJobs(testDatabase.url, [queue, coalescing], silent);
});
afterEach(async () => {
  await jobs.stop(1_000);
  await database.close();
  await testDatabase.drop();
});

const queued = async () =>
  (await database.rows<{ data: unknown }>('SELECT data FROM pgboss.job ORDER BY created_on')).map(
    ({ data }) => data,
  );

it('a job put in by a transaction that is rolled back does not exist', async () => {
  const failing = database.transaction(async (transaction) => {
    await jobs.enqueue(queue, { id: 'never' }, { transaction });
    await database.rows('SELECT 1', [], transaction);
    throw new Error('rolled back');
  });
  await expect(failing).rejects.toThrow('rolled back');
  expect(await queued()).toEqual([]);
});

it('a job put in by a transaction exists with its commit, and not before', async () => {
  await database.transaction(async (transaction) => {
    await jobs.enqueue(queue, { id: 'once' }, { transaction });
    expect(await queued()).toEqual([]);
  });
  expect(await queued()).toEqual([{ id: 'once' }]);
});

it('a job of a committed transaction is worked on, with its payload', async () => {
  const { promise, resolve } = Promise.withResolvers<unknown>();
  await jobs.work(queue, 1, async (payload) => resolve(payload));
  await database.transaction((transaction) => jobs.enqueue(queue, { id: 'once' }, { transaction }));
  expect(await promise).toEqual({ id: 'once' });
});

it('jobs of one key wait as one', async () => {
  for (let time = 0; time < 3; time += 1) await jobs.enqueue(coalescing, { id: 'a' }, { key: 'a' });
  await jobs.enqueue(coalescing, { id: 'b' }, { key: 'b' });
  expect(await queued()).toEqual([{ id: 'a' }, { id: 'b' }]);
});

it('the signal of a job in hand tells it when the process must stop', async () => {
  const { promise: begun, resolve } = Promise.withResolvers<AbortSignal>();
  const own = await startJobs(testDatabase.url, [queue], silent);
  await own.work(queue, 1, async (_payload, signal) => {
    resolve(signal);
    await new Promise((done) => signal.addEventListener('abort', done, { once: true }));
  });
  await own.enqueue(queue, { id: 'long' });
  const signal = await begun;
  await own.stop(1_000);
  expect(signal.aborted).toBe(true);
});

it('a transaction that throws leaves nothing, and one that resolves leaves all', async () => {
  await database.rows('CREATE TABLE things (id integer PRIMARY KEY)');
  const insert = (id: number, thrown?: Error) =>
    database.transaction(async (transaction) => {
      await database.rows('INSERT INTO things VALUES ($1)', [id], transaction);
      if (thrown !== undefined) throw thrown;
      return id;
    });
  await expect(insert(1, new Error('no'))).rejects.toThrow('no');
  expect(await insert(2)).toBe(2);
  expect(await database.rows('SELECT id FROM things')).toEqual([{ id: 2 }]);
});

it('parameters are values and never SQL', async () => {
  const hostile = `'; DROP TABLE transfers; --`;
  expect(await database.rows('SELECT $1::text AS value', [hostile])).toEqual([{ value: hostile }]);
});

it('a duplicate is told apart by its constraint, and a lock that is waited for too long by its code', async () => {
  await database.rows('CREATE TABLE things (id integer CONSTRAINT one_each PRIMARY KEY)');
  await database.rows('INSERT INTO things VALUES (1)');
  const duplicate = await database.rows('INSERT INTO things VALUES (1)').catch((error: unknown) => error);
  expect(isUniqueViolation(duplicate)).toBe(true);
  expect(isUniqueViolation(duplicate, 'one_each')).toBe(true);
  expect(isUniqueViolation(duplicate, 'another')).toBe(false);
  expect(isLockTimeout(duplicate)).toBe(false);

  const holder = new pg.Client(testDatabase.url);
  await holder.connect();
  await holder.query('BEGIN; SELECT id FROM things FOR UPDATE');
  const waited = await database
    .transaction(async (transaction) => {
      await database.rows("SET LOCAL lock_timeout = '10ms'", [], transaction);
      await database.rows('SELECT id FROM things FOR UPDATE', [], transaction);
    })
    .catch((error: unknown) => error);
  await holder.end();
  expect(isLockTimeout(waited)).toBe(true);
  expect(isUniqueViolation(waited)).toBe(false);
});

it('a statement that must return a row says so when there is none', () => {
  expect(onlyRow([1, 2])).toBe(1);
  expect(() => onlyRow([])).toThrow('no row');
});
