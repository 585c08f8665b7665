// The connections of persons to Zoom grants: one for each person, and any number to a grant.

import type { Database, Transaction } from '../platform/database/database.ts';
import type { ZoomScope } from '../zoom/scopes.ts';
import type { RateCategory } from '../zoom/zoom-error.ts';

export interface Connection {
  personId: string;
  grantId: string;
  zoomUserId: string;
  /** Whose limits the calls count against. */
  zoomAccountId: string;
  zoomUserType: number | null;
  connectedAt: Date;
  grantState: 'alive' | 'dead';
  grantStateSince: Date;
  /** Needed by the app, and not in this grant. */
  missingScopes: ZoomScope[];
  missingSince: Date | null;
  /** Zoom did not answer since then; null when it did when last asked. */
  unreachableSince: Date | null;
  /** Until when Zoom takes no more calls of a category from this account. */
  usedUp: Partial<Record<RateCategory, Date>>;
}

/** What decides in which state a connection is. */
export interface ConnectionHealth {
  grantState: 'alive' | 'dead';
  missingScopes: ZoomScope[];
  isUnreachable: boolean;
}

/** Where one connected person works: their site. Used to write an audit event for each affected site. */
export interface ConnectedPerson {
  personId: string;
  siteId: string;
}

interface ConnectionRow {
  person_id: string;
  grant_id: string;
  zoom_user_id: string;
  zoom_account_id: string;
  zoom_user_type: number | null;
  connected_at: Date;
  state: 'alive' | 'dead';
  state_since: Date;
  missing_scopes: ZoomScope[] | null;
  missing_since: Date | null;
  unreachable_since: Date | null;
  used_up: Partial<Record<RateCategory, string>> | null;
}

export type ConnectionsRepository = ReturnType<typeof createConnectionsRepository>;

const selectConnection = `
  SELECT c.person_id, c.grant_id, c.connected_at, g.zoom_user_id, g.zoom_user_type,
    coalesce(g.zoom_account_id, g.zoom_user_id) AS zoom_account_id, g.state, g.state_since,
    g.missing_scopes, g.missing_since, g.unreachable_since,
    (SELECT jsonb_object_agg(l.category, l.until) FROM zoom_limits l
      WHERE l.zoom_account_id = coalesce(g.zoom_account_id, g.zoom_user_id)) AS used_up
  FROM zoom_connections c JOIN zoom_grants g ON g.id = c.grant_id`;

function connectionOf(row: ConnectionRow): Connection {
  return {
    personId: row.person_id,
    grantId: row.grant_id,
    zoomUserId: row.zoom_user_id,
    zoomAccountId: row.zoom_account_id,
    zoomUserType: row.zoom_user_type,
    connectedAt: row.connected_at,
    grantState: row.state,
    grantStateSince: row.state_since,
    missingScopes: row.missing_scopes ?? [],
    missingSince: row.missing_since,
    unreachableSince: row.unreachable_since,
    usedUp: Object.fromEntries(
      Object.entries(row.used_up ?? {}).map(([category, until]) => [category, new Date(until)]),
    ),
  };
}

export function createConnectionsRepository(database: Database) {
  return {
    async find(personId: string, transaction?: Transaction): Promise<Connection | null> {
      const [row] = await database.rows<ConnectionRow>(
        `${selectConnection} WHERE c.person_id = $1`,
        [personId],
        transaction,
      );
      return row === undefined ? null : connectionOf(row);
    },

    /** False when the person's site does not have the app any more; the site cannot end before the commit. */
    async connect(personId: string, grantId: string, now: Date, transaction: Transaction): Promise<boolean> {
      const connected = await database.rows(
        `WITH person AS (
           SELECT p.id FROM persons p JOIN installations i ON i.id = p.installation_id
           WHERE p.id = $1 AND i.state = 'installed' FOR SHARE OF i)
         INSERT INTO zoom_connections (person_id, grant_id, connected_at)
         SELECT id, $2::uuid, $3::timestamptz FROM person
         ON CONFLICT (person_id) DO UPDATE SET grant_id = excluded.grant_id, connected_at = excluded.connected_at
         RETURNING person_id`,
        [personId, grantId, now],
        transaction,
      );
      return connected.length > 0;
    },

    /**
     * From that grant only: the person may have connected to another one in between. False when it had ended already.
     */
    async disconnect(personId: string, grantId: string, transaction: Transaction): Promise<boolean> {
      const ended = await database.rows(
        'DELETE FROM zoom_connections WHERE person_id = $1 AND grant_id = $2 RETURNING person_id',
        [personId, grantId],
        transaction,
      );
      return ended.length > 0;
    },

    /** On all sites; in an order that is always the same, so that two who end them do not wait for each other. */
    listOfGrant(grantId: string, transaction?: Transaction): Promise<ConnectedPerson[]> {
      return database.rows<ConnectedPerson>(
        `SELECT c.person_id AS "personId", p.installation_id AS "siteId"
         FROM zoom_connections c JOIN persons p ON p.id = c.person_id WHERE c.grant_id = $1
         ORDER BY c.person_id`,
        [grantId],
        transaction,
      );
    },

    /** Account ids of the others who use the person's grant on the person's own site. */
    async listSharersOnSite(personId: string): Promise<string[]> {
      const rows = await database.rows<{ accountId: string }>(
        `SELECT other.account_id AS "accountId" FROM persons me
         JOIN zoom_connections mine ON mine.person_id = me.id
         JOIN zoom_connections theirs ON theirs.grant_id = mine.grant_id AND theirs.person_id <> me.id
         JOIN persons other ON other.id = theirs.person_id AND other.installation_id = me.installation_id
         WHERE me.id = $1 ORDER BY theirs.connected_at, other.id`,
        [personId],
      );
      return rows.map(({ accountId }) => accountId);
    },

    /** How many connections of the site are in which health. */
    countOfSite(siteId: string): Promise<(ConnectionHealth & { people: number })[]> {
      return database.rows<ConnectionHealth & { people: number }>(
        `SELECT g.state AS "grantState", coalesce(g.missing_scopes, '{}') AS "missingScopes",
           g.unreachable_since IS NOT NULL AS "isUnreachable", count(*)::int AS people
         FROM persons p JOIN zoom_connections c ON c.person_id = p.id JOIN zoom_grants g ON g.id = c.grant_id
         WHERE p.installation_id = $1 GROUP BY 1, 2, 3`,
        [siteId],
      );
    },

    /** Everybody of one site who is connected, in the same order. */
    async listOfSite(siteId: string, transaction?: Transaction): Promise<Connection[]> {
      const rows = await database.rows<ConnectionRow>(
        `${selectConnection} JOIN persons p ON p.id = c.person_id WHERE p.installation_id = $1 ORDER BY c.person_id`,
        [siteId],
        transaction,
      );
      return rows.map(connectionOf);
    },
  };
}
