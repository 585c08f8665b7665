// Questions to a process of the benchmark's own, and their answers, over the channel between parent and child.

import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';

type Answers = Record<string, (input: never) => Promise<unknown>>;

export interface Child<Served extends Answers> {
  pid: number;
  ask<Name extends keyof Served & string>(
    name: Name,
    input: Parameters<Served[Name]>[0],
  ): Promise<Awaited<ReturnType<Served[Name]>>>;
  /** Ends the process and waits for its end. */
  end(): Promise<void>;
}

/** Starts test/bench/<program>.ts, which calls {@link serve} with `Served`. `env` goes over this process's own. */
export function startChild<Served extends Answers>(
  program: string,
  env: Record<string, string> = {},
): Child<Served> {
  const child: ChildProcess = fork(join(import.meta.dirname, `${program}.ts`), {
    execArgv: [],
    env: { ...process.env, ...env },
  });
  // Each question under way listens for its own answer.
  child.setMaxListeners(0);
  const ended = once(child, 'exit');
  let asked = 0;
  return {
    pid: child.pid ?? 0,
    ask(name, input) {
      asked += 1;
      const id = asked;
      return new Promise((resolve, reject) => {
        const stop = (): void => {
          child.off('message', onMessage).off('exit', onExit);
        };
        const onExit = (): void => reject(new Error(`${program} ended while it was asked to ${name}`));
        const onMessage = (message: { id: number; result?: unknown; fault?: string }): void => {
          if (message.id !== id) return;
          stop();
          if (message.fault === undefined) resolve(message.result as never);
          else reject(new Error(`${program} could not ${name}: ${message.fault}`));
        };
        child.on('message', onMessage).once('exit', onExit);
        child.send({ id, name, input });
      });
    },
    async end() {
      child.kill();
      await ended;
    },
  };
}

/** In the child: answers questions until the parent ends it, or is gone. */
export function serve(answers: Answers): void {
  process.on('message', ({ id, name, input }: { id: number; name: string; input: never }) => {
    const answer = answers[name];
    if (answer === undefined) throw new Error(`nobody answers to ${name}`);
    answer(input).then(
      (result) => process.send?.({ id, result }),
      (error: unknown) => process.send?.({ id, fault: String(error) }),
    );
  });
  process.once('disconnect', () => process.exit());
}
