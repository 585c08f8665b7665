// Work that comes round every few seconds, never twice at a time in one process.

import type { Clock } from './clock.ts';
import type { Logger } from './logger.ts';

export interface Schedule {
  stop(): Promise<void>;
}

/** Runs `work(now)` every `everyMs`, beginning now. A failure is logged; the next round comes all the same. */
export function scheduleEvery(
  everyMs: number,
  name: string,
  { clock, logger }: { clock: Clock; logger: Logger },
  work: (now: Date) => Promise<void>,
): Schedule {
  let running: Promise<void> | null = null;
  const round = (): void => {
    running ??= work(clock.now())
      .catch((error: unknown) => logger.error('scheduled work failed', { work: name, error }))
      .finally(() => {
        running = null;
      });
  };
  const timer = setInterval(round, everyMs);
  round();
  return {
    async stop() {
      clearInterval(timer);
      await running;
    },
  };
}
