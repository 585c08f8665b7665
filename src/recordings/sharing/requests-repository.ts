// Who asks a host to share an occurrence on an issue, until it is answered, taken back or a month old.

import type { Database, Transaction } from '../../platform/database/database.ts';

interface Occurrence {
  linkId: string;
  meetingUuid: string;
}

/** One occurrence that people ask for on one issue. */
export interface AskedOccurrence extends Occurrence {
  issueId: string;
  /** Account ids, the latest first; at most twenty. */
  askedBy: string[];
  askedAt: Date;
}

export type RequestsRepository = ReturnType<typeof createRequestsRepository>;

export function createRequestsRepository(database: Database) {
  return {
    /** False when the person asks for it already. */
    async add(
      request: Occurrence & { askedBy: string; askedAt: Date },
      transaction: Transaction,
    ): Promise<boolean> {
      const rows = await database.rows(
        `INSERT INTO recording_requests (link_id, meeting_uuid, asked_by, asked_at) VALUES ($1, $2, $3, $4)
         ON CONFLICT DO NOTHING RETURNING link_id`,
        [request.linkId, request.meetingUuid, request.askedBy, request.askedAt],
        transaction,
      );
      return rows.length > 0;
    },

    async countOfPerson(personId: string, transaction: Transaction): Promise<number> {
      const rows = await database.rows(
        'SELECT link_id FROM recording_requests WHERE asked_by = $1',
        [personId],
        transaction,
      );
      return rows.length;
    },

    /** Takes one person's back. False when they do not ask. */
    async remove(
      { linkId, meetingUuid }: Occurrence,
      askedBy: string,
      transaction: Transaction,
    ): Promise<boolean> {
      const rows = await database.rows(
        'DELETE FROM recording_requests WHERE link_id = $1 AND meeting_uuid = $2 AND asked_by = $3 RETURNING link_id',
        [linkId, meetingUuid, askedBy],
        transaction,
      );
      return rows.length > 0;
    },

    /** They are answered, whoever asked. False when nobody does. */
    async removeAll({ linkId, meetingUuid }: Occurrence, transaction: Transaction): Promise<boolean> {
      const rows = await database.rows(
        'DELETE FROM recording_requests WHERE link_id = $1 AND meeting_uuid = $2 RETURNING link_id',
        [linkId, meetingUuid],
        transaction,
      );
      return rows.length > 0;
    },

    /** The latest first; a screenful is enough for the panel. */
    listOfLink(linkId: string): Promise<{ meetingUuid: string; personId: string; accountId: string }[]> {
      return database.rows(
        `SELECT r.meeting_uuid AS "meetingUuid", p.id AS "personId", p.account_id AS "accountId"
         FROM recording_requests r JOIN persons p ON p.id = r.asked_by
         WHERE r.link_id = $1 ORDER BY r.asked_at DESC, p.id LIMIT 200`,
        [linkId],
      );
    },

    /** What this Zoom user is asked for on the site, as the host, and has not shared; the latest first. */
    listOfHost(siteId: string, hostZoomUserId: string, most: number): Promise<AskedOccurrence[]> {
      return database.rows(
        `SELECT l.id AS "linkId", l.issue_id AS "issueId", r.meeting_uuid AS "meetingUuid",
           (array_agg(p.account_id ORDER BY r.asked_at DESC, p.id))[1:20] AS "askedBy", max(r.asked_at) AS "askedAt"
         FROM meeting_links l JOIN recording_requests r ON r.link_id = l.id JOIN persons p ON p.id = r.asked_by
         WHERE l.installation_id = $1 AND l.host_zoom_user_id = $2 AND NOT EXISTS (
           SELECT FROM recording_shares s WHERE s.link_id = r.link_id AND s.meeting_uuid = r.meeting_uuid)
         GROUP BY l.id, r.meeting_uuid ORDER BY max(r.asked_at) DESC, l.id LIMIT $3`,
        [siteId, hostZoomUserId, most],
      );
    },

    /** On which issue of the site somebody asks for it; null when nobody does. */
    async findIssue({ linkId, meetingUuid }: Occurrence, siteId: string): Promise<string | null> {
      const [row] = await database.rows<{ issueId: string }>(
        `SELECT l.issue_id AS "issueId" FROM recording_requests r JOIN meeting_links l ON l.id = r.link_id
         WHERE r.link_id = $1 AND r.meeting_uuid = $2 AND l.installation_id = $3 LIMIT 1`,
        [linkId, meetingUuid, siteId],
      );
      return row?.issueId ?? null;
    },

    async removeOlder(than: Date): Promise<void> {
      await database.rows('DELETE FROM recording_requests WHERE asked_at < $1', [than]);
    },
  };
}
