// Looks at the processes of an embedded Postgres: which one serves a data directory, and on which port.
import { type ChildProcess, spawnSync } from 'node:child_process';
import { readFileSync, readlinkSync, realpathSync, rmSync } from 'node:fs';
import path from 'node:path';

export interface Postmaster {
  pid: number;
  port: number;
  isReady: boolean;
}

/**
 * The server of that data directory, or null. After a crash its file may name a process number that something else
 * has now, which would keep Postgres from starting: such a file is deleted.
 */
export function findPostmaster(dataDirectory: string): Postmaster | null {
  const file = path.join(dataDirectory, 'postmaster.pid');
  const lines = readIfThere(file).split('\n');
  const pid = Number(lines[0]);
  const port = Number(lines[3]);
  if (!Number.isInteger(pid) || pid <= 0 || !isAlive(pid)) return null;
  if (!isPostmasterOf(pid, dataDirectory)) {
    rmSync(file, { force: true });
    return null;
  }
  return { pid, port, isReady: lines[7]?.trim() === 'ready' };
}

/** The port of the last start, which Postgres keeps among its command line's words; null before the first. */
export function readRememberedPort(dataDirectory: string): number | null {
  const port = /"-p" "(\d+)"/.exec(readIfThere(path.join(dataDirectory, 'postmaster.opts')))?.[1];
  return port ? Number(port) : null;
}

export function isRunning(child: ChildProcess): boolean {
  return child.pid !== undefined && child.exitCode === null && child.signalCode === null;
}

function readIfThere(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return '';
    throw error;
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'EPERM';
  }
}

function isPostmasterOf(pid: number, dataDirectory: string): boolean {
  if (process.platform !== 'linux') {
    const { stdout } = spawnSync('ps', ['-o', 'comm=', '-p', String(pid)], { encoding: 'utf8' });
    return path.basename(stdout.trim()) === 'postgres';
  }
  try {
    const words = readFileSync(`/proc/${pid}/cmdline`, 'utf8').split('\0');
    if (path.basename(words[0] ?? '') !== 'postgres') return false;
    return words.includes(dataDirectory) || readlinkSync(`/proc/${pid}/cwd`) === realpathSync(dataDirectory);
  } catch {
    return false;
  }
}
