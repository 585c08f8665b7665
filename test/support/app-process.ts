// The app's real programs as processes of their own, as the scripts of package.json start them.

import { type ChildProcess, spawn } from 'node:child_process';
import { randomInt } from 'node:crypto';
import { once } from 'node:events';
import { createServer } from 'node:net';
import { join } from 'node:path';

const projectFolder = join(import.meta.dirname, '../..');
const outboundGuard = join(import.meta.dirname, 'outbound-guard.ts');

export interface AppProcess {
  pid: number;
  /** All of its standard output and standard error so far. */
  output(): string;
  /** Resolves when `text` is among its output. Rejects, with the output, when the process ends without it. */
  says(text: string): Promise<void>;
  /** Resolves with the exit code, or with the signal that killed it, once its output is complete. */
  ended: Promise<number | NodeJS.Signals>;
  /** Asks it to end, and resolves as `ended` does. */
  end(signal?: NodeJS.Signals): Promise<number | NodeJS.Signals>;
}

/**
 * Starts src/<program>.ts, or the demo. `env` goes over this process's own; `imports` are loaded before the program. A
 * worker listens on any free port, and says on which when it is `working`. `descriptors`: how many it may have open. The caller
 * ends it.
 */
export function startAppProcess(
  program: 'main' | 'worker' | 'migrate' | 'rotate-keys' | 'verify-audit-log' | 'demo',
  env: Record<string, string>,
  imports: readonly string[] = [],
  descriptors?: number,
  programArguments: readonly string[] = [],
): AppProcess {
  const loaded = [outboundGuard, ...imports].flatMap((module) => ['--import', module]);
  const file = join(projectFolder, program === 'demo' ? 'test/demo/demo.ts' : `src/${program}.ts`);
  const limited = descriptors === undefined ? [] : ['sh', '-c', `ulimit -n ${descriptors} && exec "$0" "$@"`];
  const [command = '', ...given] = [...limited, process.execPath, ...loaded, file, ...programArguments];
  const child: ChildProcess = spawn(command, given, {
    cwd: projectFolder,
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...process.env, ...env, ...(program === 'worker' ? { PORT: '0' } : {}) },
  });
  let output = '';
  const listeners = new Set<() => void>();
  for (const stream of [child.stdout, child.stderr])
    stream?.setEncoding('utf8').on('data', (text: string) => {
      output += text;
      for (const listener of listeners) listener();
    });
  const ended = once(child, 'close').then(([code, signal]) => (code ?? signal) as number | NodeJS.Signals);
  return {
    pid: child.pid ?? 0,
    output: () => output,
    ended,
    async says(text) {
      const said = new Promise<void>((resolve) => {
        const look = (): void => {
          if (!output.includes(text)) return;
          listeners.delete(look);
          resolve();
        };
        listeners.add(look);
        look();
      });
      const endedBefore = ended.then((how) => {
        if (!output.includes(text))
          throw new Error(`The process ended (${how}) without saying "${text}":\n${output}`);
      });
      await Promise.race([said, endedBefore]);
    },
    end(signal = 'SIGTERM') {
      child.kill(signal);
      return ended;
    },
  };
}

/**
 * The first of `count` ports in a row that nobody listens on now. They are below those that the system hands out by
 * itself, so that no connection of another test takes one before the program listens.
 */
export async function findFreePort(count = 1): Promise<number> {
  for (let tries = 0; tries < 100; tries += 1) {
    const first = randomInt(15_000, 32_000);
    const ports = Array.from({ length: count }, (_, index) => first + index);
    if ((await Promise.all(ports.map(isFree))).every(Boolean)) return first;
  }
  throw new Error('No free port was found');
}

async function isFree(port: number): Promise<boolean> {
  const server = createServer();
  const listens = await new Promise<boolean>((resolve) => {
    server.once('error', () => resolve(false)).listen(port, '127.0.0.1', () => resolve(true));
  });
  if (!listens) return false;
  server.close();
  await once(server, 'close');
  return true;
}
