// Projects in which Jira does not let the app write the issue property: for admins, who can mend that.

import { secondsAfter } from '../platform/clock.ts';
import type { Database } from '../platform/database/database.ts';

const keptSeconds = 90 * 24 * 3600;

export type UnwritableProjects = ReturnType<typeof createUnwritableProjects>;

export function createUnwritableProjects(database: Database) {
  return {
    async add(siteId: string, projectId: string, now: Date): Promise<void> {
      await database.rows(
        `INSERT INTO unwritable_projects (installation_id, project_id, since) VALUES ($1, $2, $3)
         ON CONFLICT DO NOTHING`,
        [siteId, projectId, now],
      );
    },

    async remove(siteId: string, projectId: string): Promise<void> {
      await database.rows('DELETE FROM unwritable_projects WHERE installation_id = $1 AND project_id = $2', [
        siteId,
        projectId,
      ]);
    },

    async removeOlder(than: Date): Promise<void> {
      await database.rows('DELETE FROM unwritable_projects WHERE since < $1', [than]);
    },

    /** The latest first; at most fifty. */
    list(siteId: string): Promise<{ projectId: string; since: Date }[]> {
      return database.rows(
        `SELECT project_id AS "projectId", since FROM unwritable_projects WHERE installation_id = $1
         ORDER BY since DESC, project_id LIMIT 50`,
        [siteId],
      );
    },
  };
}

/** Scheduled: a project may be gone, or nobody writes there any more. The next refusal names it anew. */
export async function forgetOldRefusals(
  { unwritableProjects }: { unwritableProjects: UnwritableProjects },
  now: Date,
): Promise<void> {
  await unwritableProjects.removeOlder(secondsAfter(now, -keptSeconds));
}
