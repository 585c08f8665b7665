// What a site's transfers come to: of a day, of what goes on now, of what fails, and how much was attached on which day.

import type { Database } from '../../platform/database/database.ts';
import type { ReasonCode } from '../transfers/transfer-reasons.ts';

/** What ended since a moment, and what goes on now. */
export interface TransferCounts {
  attached: number;
  failed: number;
  cancelled: number;
  running: number;
  waiting: number;
  queued: number;
}

export type TransferCountsRepository = ReturnType<typeof createTransferCounts>;

export function createTransferCounts(database: Database) {
  return {
    /** `attached` counts what was removed since, too. */
    async count(siteId: string, since: Date): Promise<TransferCounts> {
      const rows = await database.rows<{ outcome: keyof TransferCounts; files: number }>(
        `SELECT 'attached' AS outcome, count(*)::int AS files FROM transfers
         WHERE installation_id = $1 AND attached_at >= $2
         UNION ALL SELECT state, count(*)::int FROM transfers
         WHERE installation_id = $1 AND state IN ('failed', 'cancelled') AND updated_at >= $2 GROUP BY state
         UNION ALL SELECT state, count(*)::int FROM transfers
         WHERE installation_id = $1 AND state IN ('queued', 'waiting') GROUP BY state
         UNION ALL SELECT 'running', count(*)::int FROM transfers
         WHERE installation_id = $1 AND state IN ('running', 'finishing')`,
        [siteId, since],
      );
      const counts = { attached: 0, failed: 0, cancelled: 0, running: 0, waiting: 0, queued: 0 };
      for (const { outcome, files } of rows) counts[outcome] = files;
      return counts;
    },

    /** How many failed since then, and for which reason most of them; null when none did. */
    async findFailing(siteId: string, since: Date): Promise<{ files: number; reason: ReasonCode } | null> {
      const [row] = await database.rows<{ files: number; reason: ReasonCode }>(
        `SELECT (sum(count(*)) OVER ())::int AS files, reason_code AS reason FROM transfers
         WHERE installation_id = $1 AND state = 'failed' AND updated_at >= $2 AND reason_code IS NOT NULL
         GROUP BY reason_code ORDER BY count(*) DESC, reason_code LIMIT 1`,
        [siteId, since],
      );
      return row ?? null;
    },

    /** Files and bytes attached from each of these moments, which ascend, to the next; from the last on without end. */
    async sumVolumes(siteId: string, moments: readonly Date[]): Promise<{ files: number; bytes: number }[]> {
      const rows = await database.rows<{ part: number; files: number; bytes: string }>(
        `SELECT width_bucket(attached_at, $2::timestamptz[]) AS part, count(*)::int AS files,
           sum(bytes_total) AS bytes
         FROM transfers WHERE installation_id = $1 AND attached_at >= $3 GROUP BY part`,
        [siteId, moments, moments[0]],
      );
      return moments.map((_moment, index) => {
        const row = rows.find(({ part }) => part === index + 1);
        return { files: row?.files ?? 0, bytes: Number(row?.bytes ?? 0) };
      });
    },
  };
}
