// How often one person may ask for something that costs others: so much at once, and again as it comes back by and by.

import type { Clock } from './clock.ts';
import { AppError } from './errors.ts';

export interface Allowance {
  /** @param cost of this one, 1 if not given. @throws {AppError} 429 `too_many_reads` when less than that is left. */
  take(personId: string, cost?: number): void;
}

/** Of one process: several of them allow more. */
export function createAllowance({ clock, perMinute }: { clock: Clock; perMinute: number }): Allowance {
  const perMs = perMinute / 60_000;
  // When all of it will have come back to the person. Whom that is true of now is forgotten.
  const freeAt = new Map<string, number>();
  return {
    take(personId, cost = 1) {
      const now = clock.now().getTime();
      const used = Math.max(freeAt.get(personId) ?? 0, now) - now;
      if (used * perMs > perMinute - cost)
        throw new AppError('too_many_reads', 429, 'This is asked of Zoom too often. Please wait a moment.', {
          retryAfterSeconds: Math.ceil((used - 60_000 + cost / perMs) / 1000),
        });
      freeAt.delete(personId);
      freeAt.set(personId, now + used + cost / perMs);
      for (const [person, free] of freeAt) {
        if (free > now) break;
        freeAt.delete(person);
      }
    },
  };
}
