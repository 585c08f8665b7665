// Migrations: each runs once however many processes start, and one that fails leaves nothing behind.

import { randomBytes } from 'node:crypto';
import pg from 'pg';
import { afterEach, beforeEach, expect, inject, it } from 'vitest';
import { listPendingMigrations, runMigrations } from '../../src/platform/database/migrations.ts';

let url: string;
let admin: pg.Client;
let name: string;

beforeEach(async () => {
  const { adminUrl } = inject('testDatabases');
  admin = new pg.Client(adminUrl);
  await admin.connect();
  name = `empty_${randomBytes(8).toString('hex')}`;
  await admin.query(`CREATE DATABASE ${name}`);
  const address = new URL(adminUrl);
  address.pathname = `/${name}`;
  url = address.href;
});
afterEach(async () => {
  await admin.query(`DROP DATABASE ${name} WITH (FORCE)`);
  await admin.end();
});

async function query<Row extends object>(sql: string): Promise<Row[]> {
  const client = new pg.Client(url);
  await client.connect();
  try {
    return (await client.query<Row>(sql)).rows;
  } finally {
    await client.end();
  }
}
const tables = async () =>
  (
    await query<{ name: string }>(
      `SELECT table_name AS name FROM information_schema.tables WHERE table_schema = 'public' ORDER BY 1`,
    )
  ).map((table) => table.name);

it('of an empty database are all pending, then none, and looking changes nothing', async () => {
  const pending = await listPendingMigrations(url);
  expect(pending[0]).toBe('0001-installations-to-transfers');
  expect([...pending].sort()).toEqual(pending);
  expect(await tables()).toEqual([]);
  expect(await runMigrations(url)).toEqual(pending);
  expect(await listPendingMigrations(url)).toEqual([]);
  expect(await runMigrations(url)).toEqual([]);
  expect(await tables()).toContain('transfers');
  expect(await query(`SELECT version FROM pgboss.version`)).toHaveLength(1);
});

it('are run once when several processes start at the same moment', async () => {
  const pending = await listPendingMigrations(url);
  const runs = await Promise.all(Array.from({ length: 5 }, () => runMigrations(url)));
  expect(runs.filter((run) => run.length > 0)).toEqual([pending]);
  expect(await query('SELECT name FROM schema_migrations ORDER BY name')).toEqual(
    pending.map((migration) => ({ name: migration })),
  );
});

it('wait for a process that holds the lock, and go on when it is killed', async () => {
  const other = new pg.Client(url);
  other.on('error', () => undefined);
  await other.connect();
  const { rows } = await other.query<{ pid: number }>(
    'SELECT pg_backend_pid() AS pid, pg_advisory_lock(7301542)',
  );
  const running = runMigrations(url);
  await expect
    .poll(
      async () =>
        (
          await admin.query(
            `SELECT 1 FROM pg_locks l JOIN pg_database d ON d.oid = l.database
             WHERE d.datname = $1 AND l.locktype = 'advisory' AND NOT l.granted`,
            [name],
          )
        ).rowCount,
    )
    .toBe(1);
  expect(await tables()).toEqual([]);
  const ended = new Promise((resolve) => other.once('end', resolve));
  await admin.query('SELECT pg_terminate_backend($1)', [rows[0]?.pid]);
  await ended;
  expect(await running).toHaveLength((await query('SELECT name FROM schema_migrations')).length);
});

it('that fail half-way leave nothing of themselves, and run whole once the cause is gone', async () => {
  // In the way of one of the last tables of the first migration.
  await query('CREATE TABLE audit_events (id integer)');
  await expect(runMigrations(url)).rejects.toThrow();
  expect(await tables()).toEqual(['audit_events', 'schema_migrations']);
  expect(await query('SELECT name FROM schema_migrations')).toEqual([]);
  const pending = await listPendingMigrations(url);
  expect(pending[0]).toBe('0001-installations-to-transfers');

  await query('DROP TABLE audit_events');
  expect(await runMigrations(url)).toEqual(pending);
});

it('that cannot be written down as run are taken back as a whole', async () => {
  await query(
    `CREATE TABLE schema_migrations (name text PRIMARY KEY CHECK (name = ''), run_at timestamptz NOT NULL)`,
  );
  await expect(runMigrations(url)).rejects.toThrow();
  expect(await tables()).toEqual(['schema_migrations']);
});

it('that must wait for a table let its readers pass meanwhile, and go on once it is free', {
  timeout: 60_000,
}, async () => {
  await runMigrations(url);
  await query(`DELETE FROM schema_migrations WHERE name = '0003-indexes-for-endings'`);
  await query('DROP INDEX meeting_links_by_host, transfers_by_host, transfers_by_requester');
  await query('DROP INDEX transfers_by_reader, transfers_by_occurrence, audit_events_of_connections');
  const writer = new pg.Client(url);
  await writer.connect();
  await writer.query('BEGIN; LOCK TABLE transfers IN ROW EXCLUSIVE MODE');
  const running = runMigrations(url);
  const triesSeen = new Set<string>();
  await expect
    .poll(
      async () => {
        const { rows } = await admin.query<{ began: Date }>(
          `SELECT a.xact_start AS began FROM pg_locks l JOIN pg_stat_activity a ON a.pid = l.pid
           WHERE a.datname = $1 AND l.locktype = 'relation' AND NOT l.granted`,
          [name],
        );
        for (const { began } of rows) triesSeen.add(began.toISOString());
        return triesSeen.size;
      },
      { timeout: 40_000 },
    )
    .toBe(2);
  await writer.query('COMMIT');
  await writer.end();
  expect(await running).toEqual(['0003-indexes-for-endings']);
});
