// The workers of a soak: the product's own program as processes that are killed, paused, ended and replaced.

import { type AppProcess, findFreePort, startAppProcess } from '../support/app-process.ts';
import { type FastClock, fastTimeModule } from './fast-clock.ts';
import { workersCount } from './storm.ts';

export interface Workers {
  /** Ends one at once, and puts another in its place whose clock is wrong by `skewMs`. */
  kill(index: number, skewMs: number): Promise<void>;
  /** Asks one to end, as a deployment does, while its successor already starts. */
  end(index: number, skewMs: number): Promise<void>;
  /** Stops one for so many real milliseconds. */
  pause(index: number, ms: number): Promise<void>;
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
  const expected = new Set<AppProcess>();
  const under = new Set<Promise<unknown>>();
  let stopping = false;

  const start = async (skewMs: number): Promise<AppProcess> => {
    // Of its own: the one before may still listen.
    const port = await findFreePort();
    const one = startAppProcess('worker', { ...env, PORT: String(port), ...clock.environment(skewMs) }, [
      fastTimeModule,
    ]);
    all.push(one);
    void one.ended.then((how) => {
      if (!expected.has(one))
        deaths.push(`a worker ended by itself (${how}):\n${one.output().slice(-2_000)}`);
    });
    return one;
  };
  const current = await Promise.all(Array.from({ length: workersCount }, () => start(0)));

  const at = (index: number): AppProcess => {
    const one = current[index];
    if (one === undefined) throw new Error(`there is no worker ${index}`);
    return one;
  };
  const remember = <Result>(work: Promise<Result>): void => {
    under.add(work);
    void work.finally(() => under.delete(work));
  };
  const replace = async (index: number, signal: 'SIGKILL' | 'SIGTERM', skewMs: number): Promise<void> => {
    const old = at(index);
    expected.add(old);
    const ended = old.end(signal);
    // One that is paused must be able to hear that it is to end.
    process.kill(old.pid, 'SIGCONT');
    remember(ended);
    current[index] = await start(skewMs);
  };
  const signal = (one: AppProcess, name: NodeJS.Signals): void => {
    if (all.includes(one) && !stopping && !expected.has(one)) process.kill(one.pid, name);
  };

  const settled = async (): Promise<void> => {
    while (under.size > 0) await Promise.all(under);
  };

  return {
    kill: (index, skewMs) => replace(index, 'SIGKILL', skewMs),
    end: (index, skewMs) => replace(index, 'SIGTERM', skewMs),
    async pause(index, ms) {
      const one = at(index);
      signal(one, 'SIGSTOP');
      remember(
        new Promise<void>((resolve) => {
          setTimeout(() => {
            signal(one, 'SIGCONT');
            resolve();
          }, ms);
        }),
      );
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
      all = all.filter((one) => current.includes(one));
    },
    async stop() {
      await settled();
      stopping = true;
      for (const one of current) expected.add(one);
      await Promise.all(current.map((one) => one.end('SIGKILL')));
    },
  };
}
