// Zoom meetings tied to issues.

import { randomUUID } from 'node:crypto';
import type { Database, Transaction } from '../platform/database/database.ts';
import type { MeetingLinkView } from './api-types.ts';

export type LinkScope = 'single' | 'series' | 'occurrence' | 'personal_room';

export interface MeetingLink {
  id: string;
  siteId: string;
  issueId: string;
  meetingId: string;
  scope: LinkScope;
  /** Of a link to one date: when it is planned to begin, in epoch milliseconds, or the UUID of one that was held. */
  occurrence: string | null;
  hostZoomUserId: string;
  linkedBy: string;
  /** Their Jira account; null when they left. */
  linkerAccountId: string | null;
  linkedAt: Date;
  /** When it was linked, or Zoom last told of a change of the meeting. Another one each time. */
  changedAt: Date;
  /** `connected`: the linker's Zoom connection is alive, and still that of the meeting's host. */
  linker: MeetingLinkView['linker'];
}

export type NewMeetingLink = Omit<MeetingLink, 'id' | 'linker' | 'linkerAccountId' | 'changedAt'>;

const nearMs = 6 * 3_600_000;

/** Whether something begun at `startTime` is the date planned for `moment` (epoch milliseconds): six hours either way. */
export function isNear(startTime: Date | null, moment: number): boolean {
  return startTime !== null && Math.abs(startTime.getTime() - moment) < nearMs;
}

/** When the linked date was planned to begin, in epoch milliseconds; null where it is known by its UUID, or is no one date. */
export function plannedStart({
  scope,
  occurrence,
}: Pick<MeetingLink, 'scope' | 'occurrence'>): number | null {
  return scope === 'occurrence' && occurrence !== null && /^\d{13}$/.test(occurrence)
    ? Number(occurrence)
    : null;
}

interface LinkRow {
  id: string;
  installation_id: string;
  issue_id: string;
  meeting_id: string;
  scope: LinkScope;
  occurrence: string | null;
  host_zoom_user_id: string;
  linked_by: string;
  linked_at: Date;
  linker_account_id: string | null;
  told_at: Date;
  linker: MeetingLink['linker'];
}

const select = `
  SELECT l.*, p.account_id AS linker_account_id, greatest(l.changed_at, l.linked_at) AS told_at, CASE
    WHEN p.id IS NULL THEN 'left'
    WHEN g.zoom_user_id IS DISTINCT FROM l.host_zoom_user_id THEN 'not_connected'
    WHEN g.state = 'dead' THEN 'needs_reconnect'
    ELSE 'connected' END AS linker
  FROM meeting_links l
  LEFT JOIN persons p ON p.id = l.linked_by
  LEFT JOIN zoom_connections c ON c.person_id = l.linked_by
  LEFT JOIN zoom_grants g ON g.id = c.grant_id`;

const linkOf = (row: LinkRow): MeetingLink => ({
  id: row.id,
  siteId: row.installation_id,
  issueId: row.issue_id,
  meetingId: row.meeting_id,
  scope: row.scope,
  occurrence: row.occurrence,
  hostZoomUserId: row.host_zoom_user_id,
  linkedBy: row.linked_by,
  linkerAccountId: row.linker_account_id,
  linkedAt: row.linked_at,
  changedAt: row.told_at,
  linker: row.linker,
});

/** Later than before in any case: whoever remembers what they read does so by this time. */
const changedAt = (now: string) =>
  `changed_at = greatest(${now}, greatest(changed_at, linked_at) + interval '1 millisecond')`;

export type MeetingLinksRepository = ReturnType<typeof createMeetingLinksRepository>;

export function createMeetingLinksRepository(database: Database) {
  return {
    /** @throws a unique violation of `meeting_links_once` when it is linked already. */
    async add(link: NewMeetingLink, transaction: Transaction): Promise<string> {
      const id = randomUUID();
      await database.rows(
        `INSERT INTO meeting_links
           (id, installation_id, issue_id, meeting_id, scope, occurrence, host_zoom_user_id, linked_by, linked_at)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)`,
        [
          id,
          link.siteId,
          link.issueId,
          link.meetingId,
          link.scope,
          link.occurrence,
          link.hostZoomUserId,
          link.linkedBy,
          link.linkedAt,
        ],
        transaction,
      );
      return id;
    },

    /** Only within the site and the issue given: ids of others are as unknown as made-up ones. */
    async find(
      where: { id: string; siteId: string; issueId: string },
      transaction?: Transaction,
    ): Promise<MeetingLink | null> {
      const [row] = await database.rows<LinkRow>(
        `${select} WHERE l.id = $1 AND l.installation_id = $2 AND l.issue_id = $3`,
        [where.id, where.siteId, where.issueId],
        transaction,
      );
      return row === undefined ? null : linkOf(row);
    },

    /** Ids of issues of the site that meetings are linked to, by number, those above `after`; at most `most`. */
    async listIssues(siteId: string, after: string, most: number): Promise<string[]> {
      const rows = await database.rows<{ issue_id: string }>(
        `SELECT DISTINCT issue_id FROM meeting_links WHERE installation_id = $1 AND issue_id > $2
         ORDER BY issue_id LIMIT $3`,
        [siteId, after, most],
      );
      return rows.map((row) => row.issue_id);
    },

    /** The link of the same meeting, or the same date of it, on the same issue; held until the transaction ends. */
    async findSame(
      { siteId, issueId, meetingId, occurrence }: NewMeetingLink,
      transaction: Transaction,
    ): Promise<MeetingLink | null> {
      // Locked before it is read: whoever held it may have taken it over.
      const [same] = await database.rows<{ id: string }>(
        `SELECT id FROM meeting_links WHERE installation_id = $1 AND issue_id = $2 AND meeting_id = $3
           AND coalesce(occurrence, '') = coalesce($4, '') FOR UPDATE`,
        [siteId, issueId, meetingId, occurrence],
        transaction,
      );
      if (same === undefined) return null;
      const [row] = await database.rows<LinkRow>(`${select} WHERE l.id = $1`, [same.id], transaction);
      return row === undefined ? null : linkOf(row);
    },

    /** From now on it is read with the Zoom of somebody else, who hosts it too. What is shared of it stays shared. */
    async handOver(
      id: string,
      { scope, linkedBy, linkedAt }: Pick<MeetingLink, 'scope' | 'linkedBy' | 'linkedAt'>,
      transaction: Transaction,
    ): Promise<void> {
      await database.rows(
        'UPDATE meeting_links SET scope = $2, linked_by = $3, linked_at = $4 WHERE id = $1',
        [id, scope, linkedBy, linkedAt],
        transaction,
      );
    },

    /** Stops counting at `most`. */
    async countOfSite(siteId: string, most: number): Promise<number> {
      const [row] = await database.rows<{ links: number }>(
        `SELECT count(*)::int AS links FROM (
           SELECT FROM meeting_links WHERE installation_id = $1 LIMIT $2) counted`,
        [siteId, most],
      );
      return row?.links ?? 0;
    },

    async listOfIssue(siteId: string, issueId: string): Promise<MeetingLink[]> {
      const rows = await database.rows<LinkRow>(
        `${select} WHERE l.installation_id = $1 AND l.issue_id = $2 ORDER BY l.linked_at DESC, l.id`,
        [siteId, issueId],
      );
      return rows.map(linkOf);
    },

    /**
     * The meeting is another than it was: everybody who shows it is to read it again. Where it is linked. Of all hosts
     * when it is not known whose it is.
     */
    noteChange(
      { meetingId, hostZoomUserId }: { meetingId: string; hostZoomUserId: string | null },
      now: Date,
      transaction: Transaction,
    ): Promise<{ siteId: string; issueId: string }[]> {
      return database.rows(
        `UPDATE meeting_links SET ${changedAt('$3')}
         WHERE meeting_id = $1 AND ($2::text IS NULL OR host_zoom_user_id = $2)
         RETURNING installation_id AS "siteId", issue_id AS "issueId"`,
        [meetingId, hostZoomUserId, now],
        transaction,
      );
    },

    /** The same of one link, of which something here is another: what is shared or asked for, say. */
    async noteChangeHere(id: string, now: Date, transaction: Transaction): Promise<void> {
      await database.rows(
        `UPDATE meeting_links SET ${changedAt('$2')} WHERE id = $1`,
        [id, now],
        transaction,
      );
    },

    /** The linked date was moved. @throws a unique violation of `meeting_links_once` when that date is linked as well. */
    async moveDate(id: string, occurrence: string, transaction: Transaction): Promise<void> {
      await database.rows(
        'UPDATE meeting_links SET occurrence = $2 WHERE id = $1',
        [id, occurrence],
        transaction,
      );
    },

    /** False when it was gone already. */
    async remove(id: string, transaction: Transaction): Promise<boolean> {
      const rows = await database.rows<{ id: string }>(
        'DELETE FROM meeting_links WHERE id = $1 RETURNING id',
        [id],
        transaction,
      );
      return rows.length > 0;
    },

    /**
     * Removes it with what hangs on it, as a text from which `putBack` makes the same again. Null when it was gone already.
     */
    async takeAway(id: string, transaction: Transaction): Promise<string | null> {
      const hanging = (table: string) =>
        `(SELECT coalesce(jsonb_agg(h), '[]') FROM ${table} h WHERE h.link_id = l.id)`;
      const [row] = await database.rows<{ kept: string }>(
        `SELECT jsonb_build_object(
           'link', to_jsonb(l),
           'shares', ${hanging('recording_shares')},
           'requests', ${hanging('recording_requests')},
           'transfers', (SELECT coalesce(jsonb_agg(t.id), '[]') FROM transfers t WHERE t.link_id = l.id))::text AS kept
         FROM meeting_links l WHERE l.id = $1 FOR UPDATE`,
        [id],
        transaction,
      );
      if (row === undefined) return null;
      await database.rows('DELETE FROM meeting_links WHERE id = $1', [id], transaction);
      return row.kept;
    },

    /** @throws a unique violation when the same meeting is linked anew, or this was put back already. */
    async putBack(kept: string, transaction: Transaction): Promise<void> {
      for (const statement of [
        "INSERT INTO meeting_links SELECT * FROM jsonb_populate_record(NULL::meeting_links, $1::jsonb -> 'link')",
        "INSERT INTO recording_shares SELECT * FROM jsonb_populate_recordset(NULL::recording_shares, $1::jsonb -> 'shares')",
        // Whose account was closed meanwhile is forgotten.
        `INSERT INTO recording_requests
         SELECT r.* FROM jsonb_populate_recordset(NULL::recording_requests, $1::jsonb -> 'requests') r
         JOIN persons p ON p.id = r.asked_by`,
        `UPDATE transfers SET link_id = ($1::jsonb -> 'link' ->> 'id')::uuid
         WHERE link_id IS NULL
           AND id IN (SELECT transfer::uuid FROM jsonb_array_elements_text($1::jsonb -> 'transfers') transfer)`,
      ])
        await database.rows(statement, [kept], transaction);
    },

    /** Every link to a meeting of this Zoom user, on all sites, with what was shared of it. Where they were. */
    removeOfHost(
      zoomUserId: string,
      transaction: Transaction,
    ): Promise<{ siteId: string; issueId: string }[]> {
      return database.rows(
        `DELETE FROM meeting_links WHERE host_zoom_user_id = $1
         RETURNING installation_id AS "siteId", issue_id AS "issueId"`,
        [zoomUserId],
        transaction,
      );
    },
  };
}
