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
  /** Of a link to one date: Zoom's occurrence id (its planned start in epoch milliseconds) or a meeting UUID. */
  occurrence: string | null;
  hostZoomUserId: string;
  linkedBy: string;
  linkedAt: Date;
  /** `connected`: the linker's Zoom connection is alive, and still that of the meeting's host. */
  linker: MeetingLinkView['linker'];
}

export type NewMeetingLink = Omit<MeetingLink, 'id' | 'linker'>;

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
  linker: MeetingLink['linker'];
}

const select = `
  SELECT l.*, CASE
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
  linkedAt: row.linked_at,
  linker: row.linker,
});

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
    async find(where: { id: string; siteId: string; issueId: string }): Promise<MeetingLink | null> {
      const [row] = await database.rows<LinkRow>(
        `${select} WHERE l.id = $1 AND l.installation_id = $2 AND l.issue_id = $3`,
        [where.id, where.siteId, where.issueId],
      );
      return row === undefined ? null : linkOf(row);
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

    async listOfIssue(siteId: string, issueId: string): Promise<MeetingLink[]> {
      const rows = await database.rows<LinkRow>(
        `${select} WHERE l.installation_id = $1 AND l.issue_id = $2 ORDER BY l.linked_at DESC, l.id`,
        [siteId, issueId],
      );
      return rows.map(linkOf);
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
