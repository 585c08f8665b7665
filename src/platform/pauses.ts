// What Jira and Zoom asked us to wait for, known to every process: a row for each scope, and until when it is left alone.

import { type Clock, secondsAfter } from './clock.ts';
import type { Database } from './database/database.ts';
import type { Logger } from './logger.ts';

export interface Pauses {
  /** The last end of the pauses that are on in any of these scopes; null when none is, or the database does not tell. */
  until(scopes: readonly string[]): Promise<Date | null>;
  /** Of two pauses of a scope the longer one counts, and none is longer than an hour. Never throws. */
  begin(scope: string, until: Date): Promise<void>;
  forgetPast(now: Date): Promise<void>;
}

/** Quotas of an hour are the longest there are; whoever asks for more is asked again then. */
const longestPauseSeconds = 3600;
/** A database that fails would fail for each call: it is said so often. */
const complainEverySeconds = 60;

/** @param logger is told of scopes, which must be made of names and ids. */
export function createPauses({
  database,
  clock,
  logger,
}: {
  database: Pick<Database, 'rows'>;
  clock: Clock;
  logger: Pick<Logger, 'info' | 'warn'>;
}): Pauses {
  let complainedAt = new Date(0);
  const complain = (error: unknown): void => {
    const now = clock.now();
    if (now < secondsAfter(complainedAt, complainEverySeconds)) return;
    complainedAt = now;
    logger.warn('the database does not tell or keep what to wait for: nothing is waited for', { error });
  };
  return {
    async until(scopes) {
      if (scopes.length === 0) return null;
      try {
        const [row] = await database.rows<{ until: Date | null }>(
          'SELECT max(until) AS until FROM pauses WHERE scope = ANY($1) AND until > $2',
          [scopes, clock.now()],
        );
        return row?.until ?? null;
      } catch (error) {
        complain(error);
        return null;
      }
    },
    async begin(scope, until) {
      const now = clock.now();
      const longest = secondsAfter(now, longestPauseSeconds);
      const end = until < longest ? until : longest;
      if (end <= now) return;
      try {
        const begun = await database.rows(
          `INSERT INTO pauses (scope, until) VALUES ($1, $2)
           ON CONFLICT (scope) DO UPDATE SET until = excluded.until WHERE pauses.until < excluded.until
           RETURNING scope`,
          [scope, end],
        );
        if (begun.length > 0) logger.info('asked to wait', { scope, until: end });
      } catch (error) {
        complain(error);
      }
    },
    async forgetPast(now) {
      await database.rows('DELETE FROM pauses WHERE until <= $1', [now]);
    },
  };
}
