// Finds processes that a test run started and did not end, by a mark in the environment that children inherit (Linux).
import { readdirSync, readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';

/** The environment variable that marks the processes of one run. */
export const RUN_ID = 'TEST_RUN_ID';

const RUNNERS_OWN = /^vitest-watchdog|vitest\S*\/dist\/workers\//;
const GRACE_MS = 5_000;

/** Gives the run's processes a moment to end, then kills those that are left and returns a line about each. */
export async function killLeftovers(): Promise<string[]> {
  let left = findMarked();
  for (let waited = 0; left.length > 0 && waited < GRACE_MS; waited += 100) {
    await sleep(100);
    left = findMarked();
  }
  for (const { pid } of left) {
    if (isAlive(pid)) process.kill(pid, 'SIGKILL');
  }
  return left.map(({ pid, command }) => `process ${pid} was still running: ${command}`);
}

export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'EPERM';
  }
}

/** The marked processes, without this one and the runner's own, its children, which end after us. */
function findMarked(): { pid: number; command: string }[] {
  const mark = `${RUN_ID}=${process.env[RUN_ID]}`;
  if (process.platform !== 'linux') return [];
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name) && Number(name) !== process.pid)
    .filter((name) => readProcess(name, 'environ').split('\0').includes(mark))
    .map((name) => ({
      pid: Number(name),
      command: readProcess(name, 'cmdline').replaceAll('\0', ' ').trim(),
    }))
    .filter(({ pid, command }) => !(isChild(pid) && RUNNERS_OWN.test(command)));
}

function isChild(pid: number): boolean {
  return readProcess(String(pid), 'status').includes(`\nPPid:\t${process.pid}\n`);
}

/** Empty when the process has gone or belongs to somebody else. */
function readProcess(pid: string, file: string): string {
  try {
    return readFileSync(`/proc/${pid}/${file}`, 'utf8');
  } catch {
    return '';
  }
}
