// What was read elsewhere a moment ago, in this process's memory, so that several who look at once cost one reading.

import type { Clock } from './clock.ts';

export interface ShortMemory<Value> {
  /**
   * What is known under `key`, or what `read` gives: for everybody who asks meanwhile, too. Whether somebody may know
   * it must be settled before. What fails is not remembered, and whoever only joined it asks once more: what it failed of may
   * have ended since it began, as by connecting Zoom again.
   */
  get(key: string, read: () => Promise<Value>): Promise<Value>;
}

/** @param most entries, of which the oldest go first. */
export function createShortMemory<Value>({
  clock,
  forMs,
  most,
}: {
  clock: Clock;
  forMs: number;
  most: number;
}): ShortMemory<Value> {
  // In the order in which they were read, which is also the order in which they end.
  const entries = new Map<string, { value: Promise<Value>; until: number }>();
  const share = (key: string, read: () => Promise<Value>): { value: Promise<Value>; joined: boolean } => {
    const now = clock.now().getTime();
    const known = entries.get(key);
    if (known !== undefined && known.until > now) return { value: known.value, joined: true };
    const entry = { value: read(), until: now + forMs };
    entries.delete(key);
    entries.set(key, entry);
    for (const [oldest, { until }] of entries) {
      if (until > now && entries.size <= most) break;
      entries.delete(oldest);
    }
    entry.value.catch(() => {
      if (entries.get(key) === entry) entries.delete(key);
    });
    return { value: entry.value, joined: false };
  };
  return {
    get(key, read) {
      const { value, joined } = share(key, read);
      return joined ? value.catch(() => share(key, read).value) : value;
    },
  };
}
