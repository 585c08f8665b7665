// At most so many at a time; the others wait their turn, but not for ever.

/** The turn did not come in time; the work was not begun. */
export class WaitedTooLong extends Error {
  override readonly name = 'WaitedTooLong';
}

/**
 * Wraps async work so that at most `most` of its runs are under way at once in this process.
 * @throws {WaitedTooLong} after `waitMs` without a turn.
 */
export function limitConcurrency(
  most: number,
  waitMs: number,
): <Result>(work: () => Promise<Result>) => Promise<Result> {
  let running = 0;
  const waiting = new Set<() => void>();

  const turn = (): Promise<void> =>
    new Promise((resolve, reject) => {
      const begin = (): void => {
        clearTimeout(timer);
        waiting.delete(begin);
        resolve();
      };
      const timer = setTimeout(() => {
        waiting.delete(begin);
        reject(new WaitedTooLong('No turn in time'));
      }, waitMs);
      waiting.add(begin);
    });

  return async (work) => {
    if (running >= most) await turn();
    else running += 1;
    try {
      return await work();
    } finally {
      const [next] = waiting;
      // The place is handed on, so that nobody can slip in between.
      if (next === undefined) running -= 1;
      else next();
    }
  };
}
