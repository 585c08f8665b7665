// Recordings that a host has shared on an issue: one occurrence of one linked meeting each.

import type { Database, Transaction } from '../../platform/database/database.ts';

export type SharesRepository = ReturnType<typeof createSharesRepository>;

export function createSharesRepository(database: Database) {
  return {
    /** False when it was shared already. */
    async add(
      share: { linkId: string; meetingUuid: string; sharedBy: string; sharedAt: Date },
      transaction: Transaction,
    ): Promise<boolean> {
      const rows = await database.rows<{ link_id: string }>(
        `INSERT INTO recording_shares (link_id, meeting_uuid, shared_by, shared_at) VALUES ($1, $2, $3, $4)
         ON CONFLICT DO NOTHING RETURNING link_id`,
        [share.linkId, share.meetingUuid, share.sharedBy, share.sharedAt],
        transaction,
      );
      return rows.length > 0;
    },
    /** False when it was not shared. */
    async remove(share: { linkId: string; meetingUuid: string }, transaction: Transaction): Promise<boolean> {
      const rows = await database.rows<{ link_id: string }>(
        'DELETE FROM recording_shares WHERE link_id = $1 AND meeting_uuid = $2 RETURNING link_id',
        [share.linkId, share.meetingUuid],
        transaction,
      );
      return rows.length > 0;
    },
    async isShared(linkId: string, meetingUuid: string): Promise<boolean> {
      const rows = await database.rows<{ link_id: string }>(
        'SELECT link_id FROM recording_shares WHERE link_id = $1 AND meeting_uuid = $2',
        [linkId, meetingUuid],
      );
      return rows.length > 0;
    },
    /** UUIDs shared on this link, newest share first. */
    async listOfLink(linkId: string): Promise<string[]> {
      const rows = await database.rows<{ meeting_uuid: string }>(
        'SELECT meeting_uuid FROM recording_shares WHERE link_id = $1 ORDER BY shared_at DESC, meeting_uuid',
        [linkId],
      );
      return rows.map(({ meeting_uuid }) => meeting_uuid);
    },
  };
}
