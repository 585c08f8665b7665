// Who does not want their page views counted. Nothing is kept of those who do not mind.

import type { Database } from '../platform/database/database.ts';

export type AnalyticsRefusals = ReturnType<typeof createAnalyticsRefusals>;

export function createAnalyticsRefusals(database: Database) {
  return {
    /** By account id, so that nobody gets a row in `persons` by looking at a page. */
    async has(siteId: string, accountId: string): Promise<boolean> {
      const rows = await database.rows(
        `SELECT 1 FROM analytics_refusals r JOIN persons p ON p.id = r.person_id
         WHERE p.installation_id = $1 AND p.account_id = $2`,
        [siteId, accountId],
      );
      return rows.length > 0;
    },

    async add(personId: string): Promise<void> {
      await database.rows(
        'INSERT INTO analytics_refusals (person_id) VALUES ($1) ON CONFLICT (person_id) DO NOTHING',
        [personId],
      );
    },

    async remove(siteId: string, accountId: string): Promise<void> {
      await database.rows(
        `DELETE FROM analytics_refusals r USING persons p
         WHERE p.id = r.person_id AND p.installation_id = $1 AND p.account_id = $2`,
        [siteId, accountId],
      );
    },
  };
}
