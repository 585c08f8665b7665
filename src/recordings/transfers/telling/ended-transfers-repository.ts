// What follows the end of a transfer and changes no state of it: counting it, telling the person, and commenting on the
// attachment.

import type { Database } from '../../../platform/database/database.ts';
import { type Transfer, type TransferRow, transferOf } from '../transfer.ts';

export type EndedTransfersRepository = ReturnType<typeof createEndedTransfersRepository>;

export function createEndedTransfersRepository(database: Database) {
  return {
    /** How many recording files of ours are attached to the issue. */
    async countAttached({ siteId, issueId }: { siteId: string; issueId: string }): Promise<number> {
      const [row] = await database.rows<{ attached: number }>(
        `SELECT count(*)::int AS attached FROM transfers
         WHERE installation_id = $1 AND issue_id = $2 AND state = 'succeeded'`,
        [siteId, issueId],
      );
      return row?.attached ?? 0;
    },

    /** Those of the person that ended since then and of which they were not told; newest first. */
    async listUntold(personId: string, since: Date, most: number): Promise<Transfer[]> {
      const rows = await database.rows<TransferRow>(
        `SELECT * FROM transfers WHERE requested_by = $1 AND updated_at >= $2 AND told_at IS NULL
           AND state IN ('succeeded', 'failed') ORDER BY updated_at DESC, id LIMIT $3`,
        [personId, since, most],
      );
      return rows.map(transferOf);
    },

    /** The person was told how these ended. Those of others, and those that go on, stay as they are. */
    async setTold(personId: string, ids: readonly string[], now: Date): Promise<void> {
      await database.rows(
        `UPDATE transfers SET told_at = $3 WHERE id = ANY ($2::uuid[]) AND requested_by = $1 AND told_at IS NULL
           AND state IN ('succeeded', 'failed')`,
        [personId, ids, now],
      );
    },

    /** The right to comment on its attachment, for one caller alone: false when it was given before. */
    async claimComment(id: string, now: Date): Promise<boolean> {
      const claimed = await database.rows<{ id: string }>(
        `UPDATE transfers SET commented_at = $2 WHERE id = $1 AND state = 'succeeded' AND commented_at IS NULL
         RETURNING id`,
        [id, now],
      );
      return claimed.length > 0;
    },

    /** There surely is no comment: it may be tried again. */
    async releaseComment(id: string): Promise<void> {
      await database.rows('UPDATE transfers SET commented_at = NULL WHERE id = $1', [id]);
    },
  };
}
