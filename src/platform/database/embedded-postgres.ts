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
import { findPostmaster, isRunning, readRememberedPort } from './embedded-postgres-process.ts';

const DATABASE = 'zoom_for_jira';
// Owning the server is holding this advisory lock, which Postgres lets go the moment its holder dies.
const OWNER_LOCK = 7_261_984;
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
  /** Stops the server and waits for its end if this process owns it, else leaves it to its owner. */
  stop(): Promise<void>;
}

/**
 * Starts the data folder's Postgres, or joins the one that runs already. Who starts it owns it and stops it; so does
 * who finds it after its owner was killed. A process that ends without calling `stop` takes the server it owns along.
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
      const joined = await join(cluster, server, options.log);
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
 * Deletes the data folder and its database for good. Returns false, and deletes nothing, while a living process owns
 * the server; one whose owner died is stopped first.
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
  { pid, port }: { pid: number; port: number },
  log: (message: string) => void,
): Promise<EmbeddedPostgres | null> {
  const address = `postgres://${SUPERUSER}:${cluster.password}@127.0.0.1:${port}`;
  const socket = new Socket();
  const client = new pg.Client({
    connectionString: `${address}/postgres`,
    connectionTimeoutMillis: 5_000,
    stream: () => socket,
  });
  let isStopping = false;
  client.on('error', () => {
    if (!isStopping) log('The embedded Postgres closed the connection: it was stopped or has failed.');
  });
  let isOwner: boolean;
  try {
    await client.connect();
    isOwner = await tryToOwn(client);
    await createDatabase(client);
  } catch (error) {
    await client.end().catch(() => undefined);
    if (isPassing(error)) return null;
    throw error;
  }
  const url = `${address}/${DATABASE}`;
  if (!isOwner) {
    await client.end();
    log(`Using the embedded Postgres that another process runs on port ${port}.`);
    return { url, stop: async () => undefined };
  }
  log(`The embedded Postgres runs on port ${port}; its data is in ${cluster.data}.`);
  socket.unref();
  const signal = (name: NodeJS.Signals) => {
    if (findPostmaster(cluster.data)?.pid === pid) process.kill(pid, name);
  };
  const stopAtExit = () => signal('SIGINT');
  process.once('exit', stopAtExit);
  const stop = async () => {
    isStopping = true;
    process.off('exit', stopAtExit);
    signal('SIGINT');
    for (let waited = 0; findPostmaster(cluster.data)?.pid === pid; waited += 20) {
      if (waited === 10_000) signal('SIGQUIT');
      if (waited > 20_000) throw new Error(`Postgres (process ${pid}) does not stop.`);
      await sleep(20);
    }
    await client.end().catch(() => undefined);
  };
  let stopped: Promise<void> | undefined;
  return {
    url,
    stop: () => {
      stopped ??= stop();
      return stopped;
    },
  };
}

async function tryToOwn(client: pg.Client): Promise<boolean> {
  const { rows } = await client.query<{ owned: boolean }>('SELECT pg_try_advisory_lock($1) AS owned', [
    OWNER_LOCK,
  ]);
  return rows[0]?.owned === true;
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
