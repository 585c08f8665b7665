// How often one person may ask for something that costs others: so much at once, and again as it comes back by and by.

import type { Clock } from './clock.ts';
import { AppError } from './errors.ts';

export interface Allowance {
  /** @throws {AppError} 429 `too_many_reads` when it is used up. */
  take(personId: string): void;
}

/** Of one process: several of them allow more. */
export function createAllowance({ clock, perMinute }: { clock: Clock; perMinute: number }): Allowance {
  const perMs = perMinute / 60_000;
  // When all of it will have come back to the person. Whom that is true of now is forgotten.
  const freeAt = new Map<string, number>();
  return {
    take(personId) {
      const now = clock.now().getTime();
      const used = Math.max(freeAt.get(personId) ?? 0, now) - now;
      if (used * perMs > perMinute - 1)
        throw new AppError('too_many_reads', 429, 'This is asked of Zoom too often. Please wait a moment.', {
          retryAfterSeconds: Math.ceil((used - 60_000 + 1 / perMs) / 1000),
        });
      freeAt.delete(personId);
      freeAt.set(personId, now + used + 1 / perMs);
      for (const [person, free] of freeAt) {
        if (free > now) break;
        freeAt.delete(person);
      }
    },
  };
}
