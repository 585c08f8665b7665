// Runs a real Postgres from npm where no DATABASE_URL is set (development, demo, tests). One server per data folder.
import { type ChildProcess, spawn } from 'node:child_process';
import { closeSync, openSync, readFileSync, rmSync } from 'node:fs';
import { createServer, Socket } from 'node:net';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import {
  type Cluster,
  findClusterFolder,
  findOrCreateCluster,
  SUPERUSER,
} from './embedded-postgres-cluster.ts';
import {
  findPostmaster,
  isRunning,
  type Postmaster,
  readRememberedPort,
} from './embedded-postgres-process.ts';

const DATABASE = 'zoom_for_jira';
// Every process that uses the server holds a share of this advisory lock, which Postgres takes back the moment the
// process dies. So the last one to leave knows that it is the last, whoever was killed before.
const USERS_LOCK = 7_261_984;
const START_DEADLINE_MS = 60_000;
const MAX_STARTS = 8;

export interface EmbeddedPostgresOptions {
  /** kept between runs, for example `.data` in the project's folder */
  dataFolder: string;
  log: (message: string) => void;
  /** false: never sync to disk, for data that a crash may destroy; default true */
  durable?: boolean;
}

export interface EmbeddedPostgres {
  url: string;
  /** Leaves the server; stops it and waits for its end if no other process uses it. */
  stop(): Promise<void>;
}

/**
 * Starts the data folder's Postgres, or joins the one that runs already, be it another process's or left behind by one
 * that was killed. The last process to leave stops it. Who started it and ends without calling `stop` takes it along.
 * Listens on 127.0.0.1 only. Throws an Error that says what to do when it cannot run here.
 */
export async function startEmbeddedPostgres(options: EmbeddedPostgresOptions): Promise<EmbeddedPostgres> {
  const dataFolder = path.resolve(options.dataFolder);
  const durable = options.durable ?? true;
  const cluster = findOrCreateCluster(dataFolder, durable);
  const logFile = path.join(dataFolder, 'postgres.log');
  const deadline = Date.now() + START_DEADLINE_MS;
  let starts = 0;
  let child: ChildProcess | undefined;
  while (Date.now() < deadline) {
    const server = findPostmaster(cluster.data);
    if (server?.isReady) {
      const joined = await join(cluster, server, server.pid === child?.pid, options.log);
      if (joined) return joined;
    } else if (!server && !(child && isRunning(child))) {
      if (starts === MAX_STARTS) break;
      const port = starts === 0 ? readRememberedPort(cluster.data) : null;
      child = spawnServer(cluster, port ?? (await findFreePort()), logFile, durable);
      starts += 1;
    }
    await sleep(child && !isRunning(child) ? 500 : 50);
  }
  const lastLines = readFileSync(logFile, 'utf8').trim().split('\n').slice(-5).join('\n');
  throw new Error(`Postgres did not start. The end of ${logFile}:\n${lastLines}`);
}

/**
 * Deletes the data folder and its database for good. Returns false, and deletes nothing, while a living process uses
 * the server; one that was left behind is stopped first.
 */
export async function eraseEmbeddedPostgres(dataFolder: string): Promise<boolean> {
  const folder = findClusterFolder(dataFolder);
  if (folder && findPostmaster(path.join(folder, 'data'))) {
    const server = await startEmbeddedPostgres({ dataFolder, log: () => undefined, durable: false });
    await server.stop();
    if (findPostmaster(path.join(folder, 'data'))) return false;
  }
  if (folder) rmSync(folder, { recursive: true, force: true });
  rmSync(dataFolder, { recursive: true, force: true });
  return true;
}

async function join(
  cluster: Cluster,
  { pid, port }: Postmaster,
  isStarter: boolean,
  log: (message: string) => void,
): Promise<EmbeddedPostgres | null> {
  const address = `postgres://${SUPERUSER}:${cluster.password}@127.0.0.1:${port}`;
  const socket = new Socket();
  const client = new pg.Client({
    connectionString: `${address}/postgres`,
    connectionTimeoutMillis: 5_000,
    stream: () => socket,
  });
  let isOver = false;
  client.on('error', () => {
    if (!isOver) log('The embedded Postgres closed the connection: it was stopped or has failed.');
    isOver = true;
  });
  try {
    await client.connect();
    const isIn = await tryLock(client, 'pg_try_advisory_lock_shared');
    if (isIn) await createDatabase(client);
    else {
      await client.end();
      return null;
    }
  } catch (error) {
    await client.end().catch(() => undefined);
    if (isPassing(error)) return null;
    throw error;
  }
  socket.unref();
  log(
    `The embedded Postgres ${isStarter ? 'runs' : 'was already running'} on port ${port}, data in ${cluster.data}.`,
  );
  const isUp = () => findPostmaster(cluster.data)?.pid === pid;
  const signal = (name: NodeJS.Signals) => {
    if (isUp()) process.kill(pid, name);
  };
  const stopAtExit = () => signal('SIGINT');
  if (isStarter) process.once('exit', stopAtExit);
  const stop = async () => {
    isOver = true;
    socket.ref();
    process.off('exit', stopAtExit);
    const isLast = await leave(client).catch(() => isStarter);
    if (isLast) signal('SIGINT');
    for (let waited = 0; isLast && isUp(); waited += 20) {
      if (waited === 10_000) signal('SIGQUIT');
      if (waited > 20_000) throw new Error(`Postgres (process ${pid}) does not stop.`);
      await sleep(20);
    }
    await client.end().catch(() => undefined);
  };
  let stopped: Promise<void> | undefined;
  return {
    url: `${address}/${DATABASE}`,
    stop: () => {
      stopped ??= stop();
      return stopped;
    },
  };
}

/** Lets go of this process's share; true if nobody else has one. From then on newcomers wait for the next server. */
async function leave(client: pg.Client): Promise<boolean> {
  await client.query('SELECT pg_advisory_unlock_shared($1)', [USERS_LOCK]);
  return tryLock(client, 'pg_try_advisory_lock');
}

async function tryLock(
  client: pg.Client,
  kind: 'pg_try_advisory_lock' | 'pg_try_advisory_lock_shared',
): Promise<boolean> {
  const { rows } = await client.query<{ locked: boolean }>(`SELECT ${kind}($1) AS locked`, [USERS_LOCK]);
  return rows[0]?.locked === true;
}

async function createDatabase(client: pg.Client): Promise<void> {
  const { rowCount } = await client.query('SELECT 1 FROM pg_database WHERE datname = $1', [DATABASE]);
  if (rowCount) return;
  await client.query(`CREATE DATABASE ${DATABASE}`).catch((error: unknown) => {
    // two joined at once and the other was first
    if (!['42P04', '23505'].includes(codeOf(error))) throw error;
  });
}

/** Starting up, shutting down, or gone since we looked: worth another look. */
function isPassing(error: unknown): boolean {
  const code = codeOf(error);
  return code.startsWith('57P') || code.startsWith('E') || /terminated|timeout/i.test(String(error));
}

function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : '';
}

/**
 * The server outlives a killed parent and does not hear the terminal's Ctrl-C: it logs to a file and leads its own
 * session. Failing statements, which may quote what people wrote, stay out of its log.
 */
function spawnServer(cluster: Cluster, port: number, logFile: string, durable: boolean): ChildProcess {
  const settings: Record<string, string> = {
    listen_addresses: '127.0.0.1',
    unix_socket_directories: '',
    max_connections: '200',
    log_min_messages: 'log',
    log_checkpoints: 'off',
    ...(durable ? {} : { fsync: 'off', synchronous_commit: 'off', full_page_writes: 'off' }),
  };
  const log = openSync(logFile, 'a', 0o600);
  try {
    const child = spawn(
      path.join(cluster.programs, 'bin', 'postgres'),
      [
        '-D',
        cluster.data,
        '-p',
        String(port),
        ...Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`]),
      ],
      {
        ...cluster.runAs,
        cwd: cluster.folder,
        detached: true,
        stdio: ['ignore', log, log],
        env: { ...process.env, LC_ALL: 'C' },
      },
    );
    child.on('error', () => undefined);
    child.unref();
    return child;
  } finally {
    closeSync(log);
  }
}

function findFreePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      server.close(() => resolve(typeof address === 'object' && address ? address.port : 0));
    });
  });
}
