// The workers of a soak: the product's own program as processes that are killed, paused, ended and replaced.

import { setTimeout as sleep } from 'node:timers/promises';
import { type AppProcess, findFreePort, startAppProcess } from '../support/app-process.ts';
import { type FastClock, fastTimeModule } from './fast-clock.ts';
import { workersCount } from './storm.ts';

export interface Workers {
  /** Ends one at once, and puts another in its place whose clock is wrong by `skewMs`. */
  kill(index: number, skewMs: number): Promise<void>;
  /** Asks one to end, as a deployment does, while its successor already starts. */
  end(index: number, skewMs: number): Promise<void>;
  /** Stops one for so many real milliseconds. */
  pause(index: number, ms: number): void;
  /** Resolves when nobody is paused and all that were asked to end have ended. */
  settled(): Promise<void>;
  /** How processes ended that nobody ended, with the end of what they said. */
  deaths: string[];
  /** What all of them have said about this since `forget`. */
  linesAbout(text: string): string[];
  /** Drops what ended processes have said. */
  forget(): void;
  stop(): Promise<void>;
}

export async function startWorkers(env: Record<string, string>, clock: FastClock): Promise<Workers> {
  const deaths: string[] = [];
  let all: AppProcess[] = [];
  const current: AppProcess[] = [];
  const gone = new Set<AppProcess>();
  const under = new Set<Promise<unknown>>();

  const start = async (index: number, skewMs: number): Promise<void> => {
    // A port of its own: the one before may still listen.
    const port = await findFreePort();
    const one = startAppProcess('worker', { ...env, PORT: String(port), ...clock.environment(skewMs) }, [
      fastTimeModule,
    ]);
    all.push(one);
    current[index] = one;
    void one.ended.then((how) => {
      if (gone.has(one)) return;
      gone.add(one);
      // One that meets a cut database while it starts says so and ends; whoever started it starts it again.
      if (one.output().includes('"working"'))
        deaths.push(`a worker ended by itself (${how}):\n${one.output().slice(-2_000)}`);
      remember(start(index, skewMs));
    });
  };
  const remember = (work: Promise<unknown>): void => {
    under.add(work);
    void work.finally(() => under.delete(work));
  };
  const signal = (one: AppProcess | undefined, name: NodeJS.Signals): void => {
    if (one !== undefined && !gone.has(one)) process.kill(one.pid, name);
  };
  /** Ends one that is there, be it paused. */
  const end = (one: AppProcess | undefined, how: 'SIGKILL' | 'SIGTERM'): Promise<unknown> => {
    if (one === undefined || gone.has(one)) return Promise.resolve();
    const ended = one.end(how);
    signal(one, 'SIGCONT');
    gone.add(one);
    return ended;
  };
  const replace = (index: number, how: 'SIGKILL' | 'SIGTERM', skewMs: number): Promise<void> => {
    remember(end(current[index], how));
    return start(index, skewMs);
  };
  const settled = async (): Promise<void> => {
    while (under.size > 0) await Promise.all(under);
  };

  for (let index = 0; index < workersCount; index += 1) await start(index, 0);
  return {
    kill: (index, skewMs) => replace(index, 'SIGKILL', skewMs),
    end: (index, skewMs) => replace(index, 'SIGTERM', skewMs),
    pause(index, ms) {
      const one = current[index];
      signal(one, 'SIGSTOP');
      remember(sleep(ms).then(() => signal(one, 'SIGCONT')));
    },
    settled,
    deaths,
    linesAbout: (text) =>
      all.flatMap((one) =>
        one
          .output()
          .split('\n')
          .filter((line) => line.includes(text))
          .map((line) => `${one.pid} ${line}`),
      ),
    forget() {
      all = all.filter((one) => !gone.has(one));
    },
    async stop() {
      await settled();
      await Promise.all(all.map((one) => end(one, 'SIGKILL')));
    },
  };
}
