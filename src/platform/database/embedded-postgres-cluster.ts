// Where an embedded Postgres lives: its folder, its password, and the system user that runs it. Made once, then found again.
import { spawnSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import {
  accessSync,
  chownSync,
  constants,
  cpSync,
  existsSync,
  linkSync,
  lstatSync,
  mkdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { findPostgresPrograms } from './embedded-postgres-programs.ts';

export const SUPERUSER = 'postgres';
const NAME = 'zoom-meetings-for-jira';
const SYSTEM_USER = 'postgres';

/** A user's numbers, ready for spawn's options; empty: the one we run as. */
export type RunAs = { uid?: number; gid?: number };

export interface Cluster {
  /** holds `data` and, when run as root, a copy of the programs */
  folder: string;
  data: string;
  password: string;
  programs: string;
  runAs: RunAs;
}

/** What `<dataFolder>/postgres.json` remembers; `folder` is relative to the data folder or absolute. */
interface State {
  folder: string;
  password: string;
}

const stateFile = (dataFolder: string) => path.join(dataFolder, 'postgres.json');

/** The cluster's folder as remembered, or null when the data folder has none yet. */
export function findClusterFolder(dataFolder: string): string | null {
  const file = stateFile(dataFolder);
  if (!existsSync(file)) return null;
  return path.resolve(dataFolder, readState(file).folder);
}

function readState(file: string): State {
  return JSON.parse(readFileSync(file, 'utf8')) as State;
}

/**
 * Finds the data folder's cluster, or makes it. Two processes may do so at once: each makes its own, the first to
 * write down its own wins, and the other throws its own away. `durable: false` skips the syncs to disk.
 * Throws with advice when the folder belongs to somebody else or the cluster is gone.
 */
export function findOrCreateCluster(dataFolder: string, durable: boolean): Cluster {
  findPostgresPrograms(); // throws first where there are none, on Windows for one
  claimDataFolder(dataFolder);
  const runAs = process.getuid?.() === 0 ? findOrCreateSystemUser() : {};
  const file = stateFile(dataFolder);
  if (!existsSync(file)) createCluster(dataFolder, runAs, durable);
  const state = readState(file);
  const folder = path.resolve(dataFolder, state.folder);
  const data = path.join(folder, 'data');
  if (!existsSync(data)) {
    throw new Error(
      `The database was kept in ${folder}, which is gone. Delete ${file} to begin with an empty one.`,
    );
  }
  const expectedOwner = runAs.uid ?? process.getuid?.();
  const owner = lstatSync(data).uid;
  if (owner !== expectedOwner) {
    throw new Error(
      `The database in ${data} belongs to user ${owner}, but Postgres would run as user ${expectedOwner}. Start as the user who made it, or delete ${file} to begin with an empty one.`,
    );
  }
  return { folder, data, password: state.password, programs: placePrograms(folder, runAs), runAs };
}

function claimDataFolder(dataFolder: string): void {
  try {
    mkdirSync(dataFolder, { recursive: true, mode: 0o700 });
    const owner = lstatSync(dataFolder).uid;
    if (owner !== process.getuid?.()) {
      throw new Error(`it belongs to user ${owner} and this process runs as user ${process.getuid?.()}`);
    }
    accessSync(dataFolder, constants.R_OK | constants.W_OK | constants.X_OK);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new Error(
      `The data folder ${dataFolder} cannot be used: ${reason}. Start as its owner, move it away, or set DATABASE_URL.`,
    );
  }
}

function createCluster(dataFolder: string, runAs: RunAs, durable: boolean): void {
  const id = randomBytes(6).toString('hex');
  const password = randomBytes(24).toString('hex');
  const name = runAs.uid === undefined ? `postgres-${id}` : createReachableFolder(`${NAME}-${id}`, runAs);
  const folder = path.resolve(dataFolder, name);
  try {
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    initialise(folder, placePrograms(folder, runAs), password, runAs, durable);
    const draft = `${stateFile(dataFolder)}.${id}`;
    writeFileSync(draft, JSON.stringify({ folder: name, password } satisfies State), { mode: 0o600 });
    try {
      linkSync(draft, stateFile(dataFolder));
    } finally {
      rmSync(draft);
    }
  } catch (error) {
    rmSync(folder, { recursive: true, force: true });
    const isAlreadyMade = error instanceof Error && 'code' in error && error.code === 'EEXIST';
    if (!isAlreadyMade) throw error;
  }
}

function initialise(
  folder: string,
  programs: string,
  password: string,
  runAs: RunAs,
  durable: boolean,
): void {
  const passwordFile = path.join(folder, 'password');
  writeFileSync(passwordFile, password, { mode: 0o600 });
  give(passwordFile, runAs);
  const args = [
    `--pgdata=${path.join(folder, 'data')}`,
    `--username=${SUPERUSER}`,
    `--pwfile=${passwordFile}`,
    '--auth=scram-sha-256',
    '--encoding=UTF8',
    '--locale=C',
    '--locale-provider=builtin',
    '--builtin-locale=C.UTF-8',
    ...(durable ? [] : ['--no-sync']),
  ];
  const result = spawnSync(path.join(programs, 'bin', 'initdb'), args, {
    ...runAs,
    cwd: folder,
    encoding: 'utf8',
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  rmSync(passwordFile);
  if (result.status !== 0) {
    throw new Error(
      `Postgres could not be set up in ${folder}: ${result.error?.message ?? result.stderr.trim()}`,
    );
  }
}

/**
 * The folder to run the programs from. Postgres refuses to run as root, and the user it runs as instead often
 * cannot reach a checkout in root's home, so as root the programs always stand beside the data.
 */
function placePrograms(folder: string, runAs: RunAs): string {
  const installed = findPostgresPrograms();
  if (runAs.uid === undefined) return installed.folder;
  const place = path.join(folder, `programs-${installed.version}`);
  if (!existsSync(place)) {
    const draft = `${place}.${randomBytes(6).toString('hex')}`;
    cpSync(installed.folder, draft, {
      recursive: true,
      verbatimSymlinks: true,
      filter: (source) => !source.endsWith('.a'),
    });
    try {
      renameSync(draft, place);
    } catch (error) {
      rmSync(draft, { recursive: true, force: true });
      if (!existsSync(place)) throw error;
    }
  }
  return place;
}

/** Makes a 0700 folder of that user at the most lasting place where the user may run programs. */
function createReachableFolder(name: string, runAs: RunAs): string {
  const parents = ['/var/lib', '/var/tmp', tmpdir()];
  for (const parent of parents) {
    const folder = path.join(parent, name);
    try {
      mkdirSync(folder, { mode: 0o700 });
      give(folder, runAs);
      const programs = placePrograms(folder, runAs);
      const probe = spawnSync(path.join(programs, 'bin', 'postgres'), ['--version'], {
        ...runAs,
        cwd: folder,
      });
      if (probe.status === 0) return folder;
    } catch {
      // read-only or missing: the next place is tried
    }
    rmSync(folder, { recursive: true, force: true });
  }
  throw new Error(
    `Postgres cannot run as root, and the user ${SYSTEM_USER} can run it from none of ${parents.join(', ')}. Start as another user or set DATABASE_URL.`,
  );
}

function give(file: string, { uid, gid }: RunAs): void {
  if (uid !== undefined && gid !== undefined) chownSync(file, uid, gid);
}

function findOrCreateSystemUser(): RunAs {
  const existing = findSystemUser();
  if (existing) return existing;
  const result = spawnSync(
    'useradd',
    ['--system', '--user-group', '--no-create-home', '--shell', '/usr/sbin/nologin', SYSTEM_USER],
    { encoding: 'utf8', stdio: ['ignore', 'ignore', 'pipe'] },
  );
  // another process may have made it meanwhile, so what counts is that it is there
  const created = findSystemUser();
  if (created) return created;
  throw new Error(
    `Postgres cannot run as root, and the system user ${SYSTEM_USER} could not be created (${result.error?.message ?? result.stderr.trim()}). Start as another user or set DATABASE_URL.`,
  );
}

function findSystemUser(): RunAs | null {
  const [uid, gid] = ['-u', '-g'].map((flag) => spawnSync('id', [flag, SYSTEM_USER], { encoding: 'utf8' }));
  if (uid?.status !== 0 || gid?.status !== 0) return null;
  return { uid: Number(uid.stdout), gid: Number(gid.stdout) };
}
