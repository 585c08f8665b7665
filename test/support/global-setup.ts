// One Postgres for a whole test run, with a migrated template database; at the end nothing of the run may be left.
import { existsSync, lstatSync, mkdirSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import pg from 'pg';
import type { TestProject } from 'vitest/node';
import {
  eraseEmbeddedPostgres,
  startEmbeddedPostgres,
} from '../../src/platform/database/embedded-postgres.ts';
import { runMigrations } from '../../src/platform/database/migrations.ts';
import { isAlive, killLeftovers, RUN_ID } from './leftover-processes.ts';

declare module 'vitest' {
  interface ProvidedContext {
    testDatabases: { adminUrl: string; template: string };
  }
}

const TEMPLATE = 'migrated_template';
const FOLDER_PREFIX = `zoom-for-jira-tests-${process.getuid?.()}-`;

interface Run {
  adminUrl: string;
  finish(): Promise<void>;
}

// Each project sets up by itself, in this one process: the first one starts the run, the last one finishes it.
const shared = globalThis as { testRun?: { users: number; run: Promise<Run> } };

export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  shared.testRun ??= { users: 0, run: startRun() };
  const testRun = shared.testRun;
  testRun.users += 1;
  const { adminUrl, finish } = await testRun.run;
  project.provide('testDatabases', { adminUrl, template: TEMPLATE });
  return async () => {
    testRun.users -= 1;
    if (testRun.users > 0) return;
    delete shared.testRun;
    await finish();
  };
}

async function startRun(): Promise<Run> {
  process.env[RUN_ID] = `${process.pid}-${Date.now()}`;
  await eraseDeadRuns();
  const folder = path.join(tmpdir(), `${FOLDER_PREFIX}${process.pid}`);
  mkdirSync(folder, { mode: 0o700 });
  const outboundReport = path.join(folder, 'outbound.txt');
  process.env.OUTBOUND_REPORT = outboundReport;
  // The app's programs are started dozens of times: from the second on their code is compiled already.
  process.env.NODE_COMPILE_CACHE = path.join(folder, 'compile-cache');
  const dataFolder = path.join(folder, 'data');
  const server = await startEmbeddedPostgres({ dataFolder, log: () => undefined, durable: false });
  await createTemplate(server.url);
  const finish = async () => {
    await server.stop();
    const faults = await killLeftovers();
    if (existsSync(outboundReport)) faults.push(readFileSync(outboundReport, 'utf8'));
    await eraseRun(folder);
    if (faults.length > 0) {
      process.exitCode = 1;
      throw new Error(`The test run left something behind:\n${faults.join('\n')}`);
    }
  };
  return { adminUrl: server.url, finish };
}

async function createTemplate(adminUrl: string): Promise<void> {
  const client = new pg.Client(adminUrl);
  await client.connect();
  try {
    // Tests connect thousands of times, and each time both sides would prove a password at length.
    await client.query(`SET scram_iterations = 1; ALTER USER CURRENT_USER PASSWORD '${client.password}'`);
    await client.query(`CREATE DATABASE ${TEMPLATE}`);
    const url = new URL(adminUrl);
    url.pathname = `/${TEMPLATE}`;
    await runMigrations(url.href);
    // a template can be copied only while nobody is connected to it
    await client.query(`ALTER DATABASE ${TEMPLATE} ALLOW_CONNECTIONS false`);
  } finally {
    await client.end();
  }
}

/** Runs that were killed leave their folder, and as root their database beside it: the next run clears them away. */
async function eraseDeadRuns(): Promise<void> {
  for (const name of readdirSync(tmpdir())) {
    if (!name.startsWith(FOLDER_PREFIX) || isAlive(Number(name.slice(FOLDER_PREFIX.length)))) continue;
    const folder = path.join(tmpdir(), name);
    // One that cannot be cleared away now, because its database hangs, must not keep this run from running.
    if (lstatSync(folder).uid === process.getuid?.()) await eraseRun(folder).catch(() => undefined);
  }
}

async function eraseRun(folder: string): Promise<void> {
  if (await eraseEmbeddedPostgres(path.join(folder, 'data')))
    rmSync(folder, { recursive: true, force: true });
}
