// The real programs as processes: how they start, what they refuse, and how they end.

import { once } from 'node:events';
import { existsSync, mkdtempSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { afterEach, beforeEach, expect, onTestFinished, test } from 'vitest';
import { eraseEmbeddedPostgres } from '../../src/platform/database/embedded-postgres.ts';
import { findClusterFolder } from '../../src/platform/database/embedded-postgres-cluster.ts';
import { listPendingMigrations } from '../../src/platform/database/migrations.ts';
import { type AppProcess, findFreePort, startAppProcess } from '../support/app-process.ts';
import { createTestDatabase } from '../support/test-database.ts';

let database: Awaited<ReturnType<typeof createTestDatabase>>;
let dataFolder: string;
const started: AppProcess[] = [];
beforeEach(async () => {
  database = await createTestDatabase();
  dataFolder = mkdtempSync(join(tmpdir(), 'app-process-test-'));
});
afterEach(async () => {
  await Promise.all(started.splice(0).map((app) => app.end('SIGKILL')));
  await database.drop();
  expect(await eraseEmbeddedPostgres(dataFolder)).toBe(true);
});

const key = 'test:q83vEjRWeJCrze8SNFZ4kKvN7xI0VniQq83vEjRWeJA=';
/** Enough to start with; an empty value is one that is not set. */
const environment = (port: number): Record<string, string> => ({
  NODE_ENV: 'test',
  PORT: String(port),
  APP_BASE_URL: `http://localhost:${port}`,
  DATABASE_URL: database.url,
  DATA_FOLDER: dataFolder,
  ENCRYPTION_KEYS: key,
  ZOOM_CLIENT_ID: 'client-id-of-the-test',
  ZOOM_CLIENT_SECRET: 'client-secret-of-the-test',
});
const production = { NODE_ENV: 'production', ALLOW_INSECURE_LOOPBACK: 'true' };

/** Starts it and sees to its end. */
function run(env: Record<string, string>, imports: readonly string[] = []): AppProcess {
  const app = startAppProcess('main', env, imports);
  started.push(app);
  return app;
}

async function runOnFreePort(
  env: Record<string, string> = {},
  imports: readonly string[] = [],
): Promise<{ app: AppProcess; port: number; ready(): Promise<number> }> {
  const port = await findFreePort();
  const app = run({ ...environment(port), ...env }, imports);
  const ready = async () => (await fetch(`http://localhost:${port}/health/ready`)).status;
  return { app, port, ready };
}

async function query(url: string, sql: string): Promise<Record<string, unknown>[]> {
  const client = new pg.Client(url);
  await client.connect();
  try {
    return (await client.query<Record<string, unknown>>(sql)).rows;
  } finally {
    await client.end();
  }
}

const eraseSchema = () =>
  query(database.url, 'DROP SCHEMA pgboss CASCADE; DROP SCHEMA public CASCADE; CREATE SCHEMA public');

test('it starts, says that it lives and is ready, and ends on SIGTERM with code 0 and no connection left', async () => {
  const { app, port, ready } = await runOnFreePort();
  await app.says('"listening"');

  const live = await fetch(`http://localhost:${port}/health/live`);
  expect([live.status, await live.json()]).toEqual([200, { status: 'live' }]);
  expect(await ready()).toBe(200);

  expect(await app.end('SIGTERM')).toBe(0);
  await expect(ready()).rejects.toThrow();
  expect(
    await query(
      database.url,
      'SELECT application_name FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()',
    ),
  ).toEqual([]);
});

test('without its database it still lives, but says that it is not ready', async () => {
  const { app, port, ready } = await runOnFreePort();
  await app.says('"listening"');

  await database.drop();

  expect(await ready()).toBe(503);
  expect((await fetch(`http://localhost:${port}/health/live`)).status).toBe(200);
  expect(await app.end()).toBe(0);
});

test('every fault of the configuration is listed in one message, without any value, and the exit code is 1', async () => {
  const { app } = await runOnFreePort({
    PORT: 'eighty',
    DATABASE_URL: 'mysql://user:hidden-value@localhost/app',
    ENCRYPTION_KEYS: 'one:c2hvcnQ=',
    ZOOM_CLIENT_ID: '',
    ZOOM_CLIENT_SECRET: '',
    ZOOM_API_BASE_URL: 'http://zoom.example',
    WORKER: 'sometimes',
  });

  expect(await app.ended).toBe(1);
  const output = app.output();
  expect(output).toContain('The configuration has 7 faults:');
  for (const name of [
    'PORT',
    'DATABASE_URL',
    'ENCRYPTION_KEYS',
    'ZOOM_CLIENT_ID',
    'ZOOM_CLIENT_SECRET',
    'ZOOM_API_BASE_URL',
    'WORKER',
  ])
    expect(output).toContain(`\n- ${name} `);
  expect(output).not.toMatch(/hidden-value|c2hvcnQ|zoom\.example|sometimes|eighty/);
});

test('production refuses to start without a database of its own and without keys, and starts no embedded one', async () => {
  const { app } = await runOnFreePort({ ...production, DATABASE_URL: '', ENCRYPTION_KEYS: '' });

  expect(await app.ended).toBe(1);
  expect(app.output()).toContain('DATABASE_URL is required in production');
  expect(app.output()).toContain('ENCRYPTION_KEYS is required in production');
  expect(existsSync(join(dataFolder, 'postgres.json'))).toBe(false);
  expect(existsSync(join(dataFolder, 'encryption-keys'))).toBe(false);
});

test('production refuses a database that lacks migrations, says how to run them, and changes nothing', async () => {
  await eraseSchema();
  const { app } = await runOnFreePort(production);

  expect(await app.ended).toBe(1);
  expect(app.output()).toContain('run npm run migrate first');
  expect(await query(database.url, "SELECT 1 FROM pg_tables WHERE schemaname = 'public'")).toEqual([]);
});

test('production starts on a migrated database', async () => {
  const { app, ready } = await runOnFreePort(production);
  await app.says('"listening"');

  expect(await ready()).toBe(200);
  expect(await app.end()).toBe(0);
});

test('a database that cannot be reached is told with its code, without its address, and the exit code is 1', async () => {
  const nobody = await findFreePort();
  const DATABASE_URL = `postgres://app:hidden-value@localhost:${nobody}/app`;
  const { app } = await runOnFreePort({ DATABASE_URL });
  const migrate = startAppProcess('migrate', { DATABASE_URL });
  started.push(migrate);

  expect(await Promise.all([app.ended, migrate.ended])).toEqual([1, 1]);
  for (const { output } of [app, migrate]) {
    expect(output()).toContain('the database of DATABASE_URL cannot be reached (ECONNREFUSED)');
    expect(output()).not.toMatch(/hidden-value|migration failed/);
  }
});

test('a database that refuses the connection is told with its code, without its address', async () => {
  const url = new URL(database.url);
  url.pathname = '/no-such-database';
  const { app } = await runOnFreePort({ DATABASE_URL: url.href });

  expect(await app.ended).toBe(1);
  expect(app.output()).toContain('the database of DATABASE_URL refuses the connection (3D000)');
  expect(app.output()).not.toContain('no-such-database');
});

test('two processes that start at once on an empty database both get ready, and each migration ran once', async () => {
  await eraseSchema();
  const both = await Promise.all([runOnFreePort(), runOnFreePort()]);

  await Promise.all(both.map(({ app }) => app.says('"listening"')));

  expect(await Promise.all(both.map(({ ready }) => ready()))).toEqual([200, 200]);
  expect(await listPendingMigrations(database.url)).toEqual([]);
  expect(await Promise.all(both.map(({ app }) => app.end()))).toEqual([0, 0]);
});

test('without DATABASE_URL a Postgres runs under the data folder, and ends with the process', async () => {
  const { app, ready } = await runOnFreePort({ DATABASE_URL: '', ENCRYPTION_KEYS: '' });
  await app.says('"listening"');

  expect(await ready()).toBe(200);
  const data = join(findClusterFolder(dataFolder) ?? '', 'data');
  expect(existsSync(join(data, 'postmaster.pid'))).toBe(true);
  expect(existsSync(join(dataFolder, 'encryption-keys'))).toBe(true);

  expect(await app.end()).toBe(0);
  expect(existsSync(join(data, 'postmaster.pid'))).toBe(false);
});

test('a fault that nobody handles ends the process with code 1, and its text is not logged', async () => {
  const fault = "process.on('SIGUSR2', () => { Promise.reject(new Error('text of the planted fault')); });";
  const { app } = await runOnFreePort({}, [`data:text/javascript,${encodeURIComponent(fault)}`]);
  await app.says('"listening"');

  expect(await app.end('SIGUSR2')).toBe(1);
  expect(app.output()).toContain('a fault nobody handled: stopping');
  expect(app.output()).not.toContain('text of the planted fault');
});

test('a port that is taken is named in the message, and the exit code is 1', async () => {
  const other = createServer().listen(0);
  await once(other, 'listening');
  onTestFinished(() => void other.close());
  const { port } = other.address() as AddressInfo;

  const app = run(environment(port));

  expect(await app.ended).toBe(1);
  expect(app.output()).toContain(`PORT ${port} cannot be listened on (EADDRINUSE)`);
});
