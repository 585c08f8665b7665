// Every row that is of one site, or of one person, and how it is deleted and counted. Tests compare these lists with the
// schema, so that a new table cannot be forgotten.

import type { Database, Transaction } from '../platform/database/database.ts';
import type { Counts, HeldDataKind, HeldDataView, HeldKind } from './api-types.ts';

interface SiteTable {
  table: string;
  /** The rows of the site `$1`. */
  where: string;
  /** What they are counted as. */
  kind: HeldKind;
}

const ofPersons = (column: string) => `${column} IN (SELECT id FROM persons WHERE installation_id = $1)`;
const ofLinks = 'link_id IN (SELECT id FROM meeting_links WHERE installation_id = $1)';
const ofSite = 'installation_id = $1';

/** In an order in which nothing points to what went before, and the numerous ones first. */
const siteTables: readonly SiteTable[] = [
  // Jobs name transfers, so they go before them.
  { table: 'pgboss.job', where: `data ->> 'siteId' = $1`, kind: 'jobs' },
  { table: 'transfers', where: ofSite, kind: 'transfers' },
  { table: 'recording_shares', where: ofLinks, kind: 'shares' },
  { table: 'recording_requests', where: ofLinks, kind: 'requests' },
  { table: 'meeting_links', where: ofSite, kind: 'links' },
  { table: 'unwritable_projects', where: ofSite, kind: 'unwritableProjects' },
  { table: 'project_settings', where: ofSite, kind: 'siteSettings' },
  { table: 'site_settings', where: ofSite, kind: 'siteSettings' },
  { table: 'zoom_connections', where: ofPersons('person_id'), kind: 'connections' },
  { table: 'oauth_flows', where: ofPersons('person_id'), kind: 'connectionAttempts' },
  { table: 'user_settings', where: ofPersons('person_id'), kind: 'personSettings' },
  { table: 'analytics_refusals', where: ofPersons('person_id'), kind: 'personSettings' },
];
/** What Jira asked to be left alone, by the site's id and maybe an issue's. It asks again where that still holds. */
const pausesTable: SiteTable = {
  table: 'pauses',
  where: `(scope = 'jira/' || $1 OR scope LIKE 'jira/' || $1 || '/%')`,
  kind: 'jobs',
};
const personsTable: SiteTable = { table: 'persons', where: ofSite, kind: 'people' };

/** What goes with a person: all else that names them stays, and names nobody any more. */
const personTables = [
  { table: 'oauth_flows', column: 'person_id', kind: 'connectionAttempts' },
  { table: 'user_settings', column: 'person_id', kind: 'personSettings' },
  { table: 'analytics_refusals', column: 'person_id', kind: 'personSettings' },
  { table: 'recording_requests', column: 'asked_by', kind: 'requests' },
] as const;

export interface ErasedRows {
  erased: Counts<HeldKind>;
  /** Files that were attached, which stay in Jira. */
  attachments: number;
  /** Whether a table had so many that there may be more. */
  more: boolean;
}

export type SiteRows = ReturnType<typeof createSiteRows>;

export function createSiteRows(database: Database) {
  const add = (counts: Counts<HeldKind>, kind: HeldKind, count: number) => {
    if (count > 0) counts[kind] = (counts[kind] ?? 0) + count;
  };

  async function erase(
    tables: readonly SiteTable[],
    siteId: string,
    most: number | null,
    transaction: Transaction,
  ): Promise<ErasedRows> {
    const rows: ErasedRows = { erased: {}, attachments: 0, more: false };
    for (const { table, where, kind } of tables) {
      const attached = table === 'transfers' ? `count(*) FILTER (WHERE state = 'succeeded')` : '0';
      const some =
        most === null ? where : `ctid = ANY (ARRAY(SELECT ctid FROM ${table} WHERE ${where} LIMIT ${most}))`;
      const [gone = { count: 0, attached: 0 }] = await database.rows<{ count: number; attached: number }>(
        `WITH gone AS (DELETE FROM ${table} WHERE ${some} RETURNING *)
         SELECT count(*)::integer AS count, (${attached})::integer AS attached FROM gone`,
        [siteId],
        transaction,
      );
      add(rows.erased, kind, gone.count);
      rows.attachments += gone.attached;
      if (gone.count === most) rows.more = true;
    }
    return rows;
  }

  return {
    /** All but the persons, the audit log and files of which Jira may have all bytes, at most so many of each table. */
    eraseSome(siteId: string, most: number, transaction: Transaction): Promise<ErasedRows> {
      const where = (table: SiteTable) =>
        table.table === 'transfers' ? `${table.where} AND state <> 'finishing'` : table.where;
      return erase(
        siteTables
          .filter(({ table }) => table !== 'pgboss.job')
          .map((table) => ({ ...table, where: where(table) })),
        siteId,
        most,
        transaction,
      );
    },

    /** All but the audit log. */
    eraseAll(siteId: string, transaction: Transaction): Promise<ErasedRows> {
      return erase([...siteTables, pausesTable, personsTable], siteId, null, transaction);
    },

    /** Account ids may not be kept of a site that is not asked about them any more; what people alone have goes with them. */
    erasePersons(siteId: string, transaction: Transaction): Promise<ErasedRows> {
      const theirs = siteTables.filter(({ where }) => where === ofPersons('person_id'));
      return erase([...theirs, personsTable], siteId, null, transaction);
    },

    /** Before the person's own row goes, with which all this would go uncounted. */
    async eraseOfPerson(personId: string, transaction: Transaction): Promise<Counts<HeldKind>> {
      const erased: Counts<HeldKind> = {};
      for (const { table, column, kind } of personTables) {
        const gone = await database.rows(
          `DELETE FROM ${table} WHERE ${column} = $1 RETURNING 1`,
          [personId],
          transaction,
        );
        add(erased, kind, gone.length);
      }
      return erased;
    },

    /** What stays of them in nobody's name: links, and files attached to issues. */
    async countKept(personId: string, transaction: Transaction): Promise<Counts<'attachments' | 'links'>> {
      const [row] = await database.rows<{ links: number; attachments: number }>(
        `SELECT (SELECT count(*) FROM meeting_links WHERE linked_by = $1)::integer AS links,
           (SELECT count(*) FROM transfers WHERE requested_by = $1 AND state = 'succeeded')::integer AS attachments`,
        [personId],
        transaction,
      );
      return row ?? {};
    },

    /** Zoom users who host what the person linked or has connected, and whom nobody else of the site is connected to. */
    async listZoomUsersOf(personId: string, siteId: string, transaction: Transaction): Promise<string[]> {
      const rows = await database.rows<{ id: string }>(
        `SELECT id FROM (
           SELECT host_zoom_user_id AS id FROM meeting_links WHERE linked_by = $1
           UNION SELECT host_zoom_user_id FROM transfers WHERE requested_by = $1 AND read_as = $1
           UNION SELECT g.zoom_user_id FROM zoom_connections c JOIN zoom_grants g ON g.id = c.grant_id
             WHERE c.person_id = $1) AS theirs
         WHERE id <> '' AND NOT EXISTS (
           SELECT FROM zoom_connections c JOIN zoom_grants g ON g.id = c.grant_id
             JOIN persons p ON p.id = c.person_id
           WHERE g.zoom_user_id = theirs.id AND p.installation_id = $2 AND p.id <> $1)`,
        [personId, siteId],
        transaction,
      );
      return rows.map(({ id }) => id);
    },

    /** Links and transfers of the site say no more which Zoom user hosts the meeting. */
    async forgetZoomUsers(
      siteId: string,
      zoomUserIds: readonly string[],
      transaction: Transaction,
    ): Promise<void> {
      for (const table of ['meeting_links', 'transfers'])
        await database.rows(
          `UPDATE ${table} SET host_zoom_user_id = '' WHERE host_zoom_user_id = ANY($2::text[]) AND installation_id = $1`,
          [siteId, zoomUserIds],
          transaction,
        );
    },

    async listIssuesLinkedBy(personId: string, transaction: Transaction): Promise<string[]> {
      const rows = await database.rows<{ issueId: string }>(
        'SELECT DISTINCT issue_id::text AS "issueId" FROM meeting_links WHERE linked_by = $1',
        [personId],
        transaction,
      );
      return rows.map(({ issueId }) => issueId);
    },

    /**
     * Takes back writes of issue properties that wait their turn: the issues that they were for. Writes of when the next
     * meeting begins or ends are among them.
     */
    async takeWaitingProperties(siteId: string, queue: string, transaction: Transaction): Promise<string[]> {
      const rows = await database.rows<{ issueId: string }>(
        `DELETE FROM pgboss.job WHERE name = $2 AND state IN ('created', 'retry') AND data ->> 'siteId' = $1
         RETURNING data ->> 'issueId' AS "issueId"`,
        [siteId, queue],
        transaction,
      );
      return [...new Set(rows.map(({ issueId }) => issueId))];
    },

    /** Whether something of the site is being written to Jira at this moment: an issue property, or the end of a file. */
    async isWriting(siteId: string, queue: string, now: Date, transaction: Transaction): Promise<boolean> {
      const rows = await database.rows(
        `SELECT 1 FROM pgboss.job WHERE name = $2 AND state = 'active' AND data ->> 'siteId' = $1::text
         UNION ALL SELECT 1 FROM transfers WHERE installation_id = ($1::text)::uuid AND state = 'finishing'
           AND lease_until > $3 AND run_after < lease_until
         LIMIT 1`,
        [siteId, queue, now],
        transaction,
      );
      return rows.length > 0;
    },

    /** Counted no further than the page tells, so that large sites answer as fast as small ones. */
    async count(siteId: string): Promise<HeldDataView['held']> {
      return Promise.all(
        countedTables.map(async ({ kind, from }) => {
          const [row] = await database.rows<{ count: number }>(
            `SELECT count(*)::integer AS count FROM (SELECT 1 FROM ${from} LIMIT ${mostCounted + 1}) AS held`,
            [siteId],
          );
          const count = row?.count ?? 0;
          return { kind, count: Math.min(count, mostCounted), more: count > mostCounted };
        }),
      );
    },
  };
}

const mostCounted = 10_000;
const countedTables: readonly { kind: HeldDataKind; from: string }[] = [
  { kind: 'people', from: 'persons WHERE installation_id = $1' },
  {
    kind: 'connections',
    from: 'persons p JOIN zoom_connections c ON c.person_id = p.id WHERE p.installation_id = $1',
  },
  { kind: 'links', from: 'meeting_links WHERE installation_id = $1' },
  { kind: 'transfers', from: 'transfers WHERE installation_id = $1' },
  { kind: 'auditEvents', from: 'audit_events WHERE installation_id = $1' },
  {
    kind: 'siteSettings',
    from: `(SELECT installation_id FROM site_settings UNION ALL SELECT installation_id FROM project_settings) AS settings
      WHERE installation_id = $1`,
  },
];
