// Work that comes round every few seconds, never twice at a time in one process.

import type { Clock } from './clock.ts';
import type { Logger } from './logger.ts';

export interface Schedule {
  stop(): Promise<void>;
}

/**
 * Runs `work(now, stopping)` every `everyMs`, beginning now. A failure is logged; the next round comes all the same.
 * `stopping` aborts when `stop` is called, which waits for the round in hand: long work looks at it.
 */
export function scheduleEvery(
  everyMs: number,
  name: string,
  { clock, logger }: { clock: Clock; logger: Logger },
  work: (now: Date, stopping: AbortSignal) => Promise<void>,
): Schedule {
  let running: Promise<void> | null = null;
  const stopping = new AbortController();
  const round = (): void => {
    running ??= work(clock.now(), stopping.signal)
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
      stopping.abort();
      await running;
    },
  };
}
