// Times several copies that are made at once.

export interface Timing {
  /** Milliseconds from the start until the first byte of each. */
  toFirstByte: number[];
  /** Milliseconds from the first byte of the first until the last is stored. */
  copying: number;
  /** The most that were under way at once. */
  atOnce: number;
}

const longestMs = 900_000;

export interface Stopwatch {
  /** Counts once for each `key`. */
  began(key: string): void;
  stored(key: string): void;
  failed(error: unknown): void;
  /** Resolves when all are stored. */
  timing: Promise<Timing>;
}

/** Begins now. */
export function startStopwatch(keys: readonly string[]): Stopwatch {
  const startedAt = performance.now();
  const { promise, resolve, reject } = Promise.withResolvers<Timing>();
  const begun = new Map<string, number>();
  const left = new Set(keys);
  let atOnce = 0;
  const late = setTimeout(() => reject(new Error('not all was copied in time')), longestMs);
  return {
    began(key) {
      if (!left.has(key) || begun.has(key)) return;
      begun.set(key, performance.now() - startedAt);
      atOnce = Math.max(atOnce, begun.size - (keys.length - left.size));
    },
    stored(key) {
      if (!left.delete(key) || left.size > 0) return;
      const toFirstByte = [...begun.values()];
      resolve({ toFirstByte, copying: performance.now() - startedAt - Math.min(...toFirstByte), atOnce });
    },
    failed: reject,
    timing: promise.finally(() => clearTimeout(late)),
  };
}
