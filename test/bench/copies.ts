// Copies files through the app, or past it, and says what that took.

import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { cpuSeconds, peakMemoryMiB, resetPeakMemory } from './measure.ts';
import type { Copy } from './simulators.ts';
import type { Stage } from './stage.ts';
import type { Timing } from './stopwatch.ts';

/** What one turn took: the time of all its files together, seconds of CPU time. */
export interface Turn extends Timing {
  cpuSeconds: number;
}

export interface TurnOfProcess extends Turn {
  /** The most MiB resident meanwhile. */
  peakMiB: number;
}

export const MiB = 1024 * 1024;

async function using<Result>(pid: number, work: () => Promise<Result>) {
  resetPeakMemory(pid);
  const before = cpuSeconds(pid);
  const result = await work();
  return { result, cpuSeconds: cpuSeconds(pid) - before, peakMiB: peakMemoryMiB(pid) };
}

/** From the press of the button until all transfers are settled. */
export async function copyThroughApp({ simulators, app }: Stage, copies: Copy[]): Promise<TurnOfProcess> {
  const { result, ...used } = await using(app.pid, () => simulators.ask('transfer', { copies }));
  return { ...result, ...used };
}

export async function copyThroughPipe(
  { simulators, pipe }: Stage,
  copies: Copy[],
  hashed: boolean,
): Promise<TurnOfProcess> {
  const tasks = await simulators.ask('pipeTasks', { copies });
  const { result: _, ...used } = await using(pipe.pid, () => pipe.ask('pipe', { tasks, hashed }));
  return { ...(await simulators.ask('uploadTime', null)), ...used };
}

/** A pair of curls for each file: nobody counts, hashes or checks anything, and the upload has no form around it. */
export async function copyThroughCurl({ simulators }: Stage, copies: Copy[]): Promise<Turn> {
  const tasks = await simulators.ask('rawTasks', { copies });
  // The shell's own account of its children is the only one that has not forgotten them when they are gone.
  const script = `set -e\nwhile [ $# -gt 0 ]; do\n(curl -sSL "$1" | curl -sS -T - "$2") &\nshift 2\ndone\nwait\ntimes`;
  const addresses = tasks.flatMap(({ downloadUrl, uploadUrl }) => [downloadUrl, uploadUrl]);
  const { stdout } = await promisify(execFile)('sh', ['-c', script, 'sh', ...addresses]);
  return { ...(await simulators.ask('uploadTime', null)), cpuSeconds: childrenSeconds(stdout) };
}

export async function hasCurl(): Promise<boolean> {
  return promisify(execFile)('curl', ['--version']).then(
    () => true,
    () => false,
  );
}

/** User and system time in the second line of what `times` prints: `0m1.25s 0m0.50s`. */
function childrenSeconds(times: string): number {
  const [user = '', system = ''] = (times.trim().split('\n').at(-1) ?? '').split(' ');
  const seconds = (time: string): number => {
    const [, minutes, rest] = /^(\d+)m([\d.]+)s$/.exec(time) ?? [];
    return Number(minutes) * 60 + Number(rest);
  };
  return seconds(user) + seconds(system);
}
