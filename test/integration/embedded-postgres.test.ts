// The embedded Postgres between processes: data kept, one server for all users, left by the last, adopted after a kill.
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { chownSync, existsSync, mkdtempSync, readFileSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { createInterface } from 'node:readline';
import pg from 'pg';
import { afterEach, beforeEach, describe, expect, onTestFinished, test } from 'vitest';
import {
  type EmbeddedPostgres,
  eraseEmbeddedPostgres,
  startEmbeddedPostgres,
} from '../../src/platform/database/embedded-postgres.ts';

const program = path.join(import.meta.dirname, '../support/run-embedded-postgres.ts');
const log = () => undefined;
const isRoot = process.getuid?.() === 0;

let folder: string;
const started: EmbeddedPostgres[] = [];
beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'embedded-postgres-test-'));
});
afterEach(async () => {
  for (const server of started.splice(0)) await server.stop();
  expect(await eraseEmbeddedPostgres(folder)).toBe(true);
});

async function start(durable = false): Promise<EmbeddedPostgres> {
  const server = await startEmbeddedPostgres({ dataFolder: folder, log, durable });
  started.push(server);
  return server;
}

async function startElsewhere(): Promise<{ child: ChildProcess; url: string }> {
  const child = spawn(process.execPath, [program, folder], { stdio: ['pipe', 'pipe', 'inherit'] });
  onTestFinished(() => void child.kill('SIGKILL'));
  if (!child.stdout) throw new Error('no output to read');
  const [url] = (await once(createInterface(child.stdout), 'line')) as [string];
  return { child, url };
}

async function stopElsewhere(child: ChildProcess): Promise<void> {
  const exited = once(child, 'exit');
  child.stdin?.end();
  expect(await exited).toEqual([0, null]);
}

async function query(url: string, statement: string): Promise<unknown[]> {
  const client = new pg.Client(url);
  await client.connect();
  try {
    return (await client.query<Record<string, unknown>>(statement)).rows;
  } finally {
    await client.end();
  }
}

describe('embedded Postgres', () => {
  test('keeps its data, its address and its secrets between starts', async () => {
    const first = await start();
    await query(first.url, 'CREATE TABLE kept AS SELECT 42 AS answer');
    await first.stop();
    await expect(query(first.url, 'SELECT 1')).rejects.toThrow('ECONNREFUSED');

    const second = await start();
    expect(second.url).toBe(first.url);
    expect(new URL(second.url).hostname).toBe('127.0.0.1');
    expect(await query(second.url, 'SELECT answer FROM kept')).toEqual([{ answer: 42 }]);
    await second.stop();
    expect(statSync(path.join(folder, 'postgres.json')).mode & 0o077).toBe(0);
  });

  test('asks for the password', async () => {
    const server = await start();
    const url = new URL(server.url);
    url.password = 'guess';
    await expect(query(url.href, 'SELECT 1')).rejects.toThrow('password authentication failed');
    await server.stop();
  });

  test('serves several processes and ends with the last of them, whoever started it', async () => {
    const { child, url } = await startElsewhere();
    const joined = await start();
    expect(joined.url).toBe(url);
    expect(await eraseEmbeddedPostgres(folder)).toBe(false);

    await stopElsewhere(child);
    expect(await query(url, 'SELECT 1 AS alive')).toEqual([{ alive: 1 }]);
    await joined.stop();
    await expect(query(url, 'SELECT 1')).rejects.toThrow('ECONNREFUSED');
  });

  test('is adopted after its only user was killed', async () => {
    const { child, url } = await startElsewhere();
    await query(url, 'CREATE TABLE kept AS SELECT 42 AS answer');
    const exited = once(child, 'exit');
    child.kill('SIGKILL');
    await exited;
    expect(await query(url, 'SELECT answer FROM kept')).toEqual([{ answer: 42 }]);

    const adopted = await start();
    expect(adopted.url).toBe(url);
    await adopted.stop();
    await expect(query(url, 'SELECT 1')).rejects.toThrow('ECONNREFUSED');
  });

  test('is started once by two processes that start at the same instant', async () => {
    const [one, two] = await Promise.all([startElsewhere(), startElsewhere()]);
    expect(one.url).toBe(two.url);
    await Promise.all([stopElsewhere(one.child), stopElsewhere(two.child)]);
    await expect(query(one.url, 'SELECT 1')).rejects.toThrow('ECONNREFUSED');
  });

  test('recovers after Postgres itself was killed', async () => {
    const first = await start(true);
    await query(first.url, 'CREATE TABLE kept AS SELECT 42 AS answer');
    const [row] = (await query(first.url, "SELECT current_setting('data_directory') AS data")) as [
      { data: string },
    ];
    process.kill(
      Number(readFileSync(path.join(row.data, 'postmaster.pid'), 'utf8').split('\n')[0]),
      'SIGKILL',
    );

    const second = await start(true);
    expect(await query(second.url, 'SELECT answer FROM kept')).toEqual([{ answer: 42 }]);
  });

  test("says whose a folder is that is not this user's", async () => {
    const foreign = isRoot ? folder : '/usr';
    if (isRoot) chownSync(foreign, 65_534, 65_534);
    await expect(startEmbeddedPostgres({ dataFolder: foreign, log })).rejects.toThrow(
      new RegExp(`${foreign} cannot be used: it belongs to user ${isRoot ? 65_534 : 0} .* set DATABASE_URL`),
    );
    expect(existsSync(path.join(foreign, 'postgres.json'))).toBe(false);
  });
});
