// Brings a database to the current schema. Several starting processes may call it at once: an advisory lock orders them.

import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import pg from 'pg';
import { PgBoss } from 'pg-boss';
import { ConfigError } from '../config.ts';

/** A file under migrations/ exports `up`; there is no way back: forward only, expand then contract. */
export type Migration = (client: pg.Client) => Promise<void>;

const migrationsFolder = join(import.meta.dirname, '../../../migrations');
const migrationLock = 7_301_542;
const connectionTimeoutMillis = 10_000;

/**
 * Runs what is pending, each migration in its own transaction together with the row that remembers it.
 * @returns the names that were run now, oldest first.
 * @throws {ConfigError} when no connection is to be had.
 */
export async function runMigrations(databaseUrl: string): Promise<string[]> {
  const client = await connect(databaseUrl);
  try {
    // A session lock: it goes with the connection, so a killed process never leaves it behind.
    await client.query('SELECT pg_advisory_lock($1)', [migrationLock]);
    await client.query(
      'CREATE TABLE IF NOT EXISTS schema_migrations (name text PRIMARY KEY, run_at timestamptz NOT NULL)',
    );
    // Servers do not migrate, so they need not load it.
    const { Umzug } = await import('umzug');
    const umzug = new Umzug({
      migrations: migrationNames().map((name) => ({
        name,
        up: async () => {
          const { up } = (await import(join(migrationsFolder, `${name}.ts`))) as { up: Migration };
          await begin(client, up);
        },
      })),
      storage: {
        async logMigration({ name }) {
          await client.query('INSERT INTO schema_migrations (name, run_at) VALUES ($1, $2)', [
            name,
            new Date(),
          ]);
          await client.query('COMMIT');
        },
        unlogMigration: () => Promise.reject(new Error('Migrations only go forward')),
        async executed() {
          const { rows } = await client.query<{ name: string }>('SELECT name FROM schema_migrations');
          return rows.map((row) => row.name);
        },
      },
      logger: undefined,
    });
    const run = await umzug.up();
    await migrateJobs(databaseUrl);
    return run.map(({ name }) => name);
  } finally {
    await client.end();
  }
}

const lockNotAvailable = '55P03';
const mostTries = 12;

/**
 * Runs a migration in a transaction and leaves that open. While it waits for a lock, everybody else waits behind it:
 * so it gives up after five seconds, lets them pass, and tries again.
 */
async function begin(client: pg.Client, up: Migration): Promise<void> {
  for (let tries = 1; ; tries += 1) {
    await client.query("BEGIN; SET LOCAL lock_timeout = '5s'");
    try {
      return await up(client);
    } catch (error) {
      if (tries >= mostTries || (error as { code?: unknown }).code !== lockNotAvailable) throw error;
      await client.query('ROLLBACK');
    }
  }
}

/** Names of the migrations that the database lacks. Reads only. @throws {ConfigError} when no connection is to be had. */
export async function listPendingMigrations(databaseUrl: string): Promise<string[]> {
  const client = await connect(databaseUrl);
  try {
    const { rows } = await client.query<{ known: boolean }>(
      "SELECT to_regclass('schema_migrations') IS NOT NULL AS known",
    );
    const run = rows[0]?.known
      ? (await client.query<{ name: string }>('SELECT name FROM schema_migrations')).rows.map(
          ({ name }) => name,
        )
      : [];
    return migrationNames().filter((name) => !run.includes(name));
  } finally {
    await client.end();
  }
}

async function connect(connectionString: string): Promise<pg.Client> {
  const client = new pg.Client({
    connectionString,
    connectionTimeoutMillis,
    application_name: 'migrations',
  });
  client.on('error', () => undefined); // A lost connection rejects the statement in hand, which is told.
  await client.connect().catch((error: unknown) => {
    // Of a foreign message nothing is told: it may quote the address, with its password.
    const { code = 'no answer' } = error as { code?: string };
    const what = error instanceof pg.DatabaseError ? 'refuses the connection' : 'cannot be reached';
    throw new ConfigError([`the database of DATABASE_URL ${what} (${code})`]);
  });
  return client;
}

function migrationNames(): string[] {
  return readdirSync(migrationsFolder)
    .filter((file) => file.endsWith('.ts'))
    .map((file) => file.replace(/\.ts$/, ''))
    .sort();
}

/** pg-boss keeps a schema of its own and knows how to bring it up to date. */
async function migrateJobs(connectionString: string): Promise<void> {
  const boss = new PgBoss({
    connectionString,
    connectionTimeoutMillis,
    max: 1,
    supervise: false,
    schedule: false,
  });
  boss.on('error', () => undefined); // What matters rejects start(); later errors are those of closing.
  await boss.start();
  await boss.stop({ graceful: false });
}
