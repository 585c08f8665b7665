// Zoom grants (one per client id and Zoom user) and the connections of persons to them.

import { randomUUID } from 'node:crypto';
import { type Database, onlyRow, type Transaction } from '../platform/database/database.ts';
import type { Encryption } from '../platform/encryption.ts';
import type { ZoomUser } from '../zoom/schemas.ts';
import type { ZoomTokens } from '../zoom/zoom-oauth.ts';

export interface Grant {
  id: string;
  zoomUserId: string;
  state: 'alive' | 'dead';
  /** Raised with each new pair of tokens, so that an older pair never overwrites a newer one. */
  version: number;
  accessTokenExpiresAt: Date | null;
}

export interface Connection {
  personId: string;
  grantId: string;
  zoomUserId: string;
  zoomUserType: number | null;
  connectedAt: Date;
  grantState: 'alive' | 'dead';
  grantStateSince: Date;
}

/** Where one connected person works: their site. Used to write an audit event for each affected site. */
export interface ConnectedPerson {
  personId: string;
  siteId: string;
}

interface GrantRow {
  id: string;
  zoom_user_id: string;
  state: 'alive' | 'dead';
  version: number;
  access_token: string | null;
  refresh_token: string | null;
  access_token_expires_at: Date | null;
}

interface ConnectionRow {
  person_id: string;
  grant_id: string;
  zoom_user_id: string;
  zoom_user_type: number | null;
  connected_at: Date;
  state: 'alive' | 'dead';
  state_since: Date;
}

export interface StoredTokens {
  grant: Grant;
  /** Null when the grant is dead. */
  tokens: { accessToken: string; refreshToken: string } | null;
}

export interface GrantsRepository {
  findConnection(personId: string, transaction?: Transaction): Promise<Connection | null>;
  /** A grant with its tokens opened; `lock` holds the row until the transaction ends. */
  findTokens(grantId: string, lock?: Transaction): Promise<StoredTokens | null>;
  /** Stores the pair of a new authorization for its Zoom user: replaces the one that Zoom has just ended. */
  storeAuthorization(
    input: { clientId: string; user: ZoomUser; tokens: ZoomTokens; now: Date },
    transaction: Transaction,
  ): Promise<string>;
  /** Stores a refreshed pair, unless somebody stored a newer one. */
  storeRefreshed(
    input: { grantId: string; version: number; tokens: ZoomTokens; now: Date },
    transaction: Transaction,
  ): Promise<void>;
  /** The grant is over at Zoom: its tokens go. */
  markDead(grantId: string, now: Date, transaction: Transaction): Promise<void>;
  /** False when the person's site does not have the app any more; the site cannot end before the commit. */
  connect(personId: string, grantId: string, now: Date, transaction: Transaction): Promise<boolean>;
  disconnect(personId: string, transaction: Transaction): Promise<void>;
  listConnectedPersons(grantId: string, transaction?: Transaction): Promise<ConnectedPerson[]>;
  /** Everybody of one site who is connected. */
  listConnectionsOfSite(siteId: string, transaction?: Transaction): Promise<Connection[]>;
  /** Grants without a connection, whose revocation was interrupted. */
  listUnusedGrants(): Promise<string[]>;
  /** Removes a grant that nobody is connected to any more; its tokens, for revoking it at Zoom, or null. */
  takeUnusedGrant(grantId: string, transaction: Transaction): Promise<StoredTokens['tokens']>;
}

const place = (column: 'access_token' | 'refresh_token', id: string) => ({
  table: 'zoom_grants',
  column,
  id,
});

const selectConnection = `
  SELECT c.person_id, c.grant_id, c.connected_at, g.zoom_user_id, g.zoom_user_type, g.state, g.state_since
  FROM zoom_connections c JOIN zoom_grants g ON g.id = c.grant_id`;

function connectionOf(row: ConnectionRow): Connection {
  return {
    personId: row.person_id,
    grantId: row.grant_id,
    zoomUserId: row.zoom_user_id,
    zoomUserType: row.zoom_user_type,
    connectedAt: row.connected_at,
    grantState: row.state,
    grantStateSince: row.state_since,
  };
}

export function createGrantsRepository(database: Database, encryption: Encryption): GrantsRepository {
  const sealed = (id: string, tokens: ZoomTokens) => ({
    access: encryption.encrypt(tokens.accessToken, place('access_token', id)),
    refresh: encryption.encrypt(tokens.refreshToken, place('refresh_token', id)),
  });
  const expiryOf = (tokens: ZoomTokens, now: Date) =>
    new Date(now.getTime() + tokens.expiresInSeconds * 1000);

  return {
    async findConnection(personId, transaction) {
      const [row] = await database.rows<ConnectionRow>(
        `${selectConnection} WHERE c.person_id = $1`,
        [personId],
        transaction,
      );
      return row === undefined ? null : connectionOf(row);
    },

    async findTokens(grantId, lock) {
      const [row] = await database.rows<GrantRow>(
        `SELECT id, zoom_user_id, state, version, access_token, refresh_token, access_token_expires_at
         FROM zoom_grants WHERE id = $1 ${lock === undefined ? '' : 'FOR UPDATE'}`,
        [grantId],
        lock,
      );
      if (row === undefined) return null;
      const grant: Grant = {
        id: row.id,
        zoomUserId: row.zoom_user_id,
        state: row.state,
        version: row.version,
        accessTokenExpiresAt: row.access_token_expires_at,
      };
      if (row.access_token === null || row.refresh_token === null) return { grant, tokens: null };
      return {
        grant,
        tokens: {
          accessToken: encryption.decrypt(row.access_token, place('access_token', row.id)),
          refreshToken: encryption.decrypt(row.refresh_token, place('refresh_token', row.id)),
        },
      };
    },

    async storeAuthorization({ clientId, user, tokens, now }, transaction) {
      // The row must exist before its tokens are sealed to its id. The update changes nothing: it locks the row.
      const row = onlyRow(
        await database.rows<{ id: string }>(
          `INSERT INTO zoom_grants (id, client_id, zoom_user_id, version, state, state_since)
           VALUES ($1, $2, $3, 0, 'dead', $4)
           ON CONFLICT (client_id, zoom_user_id) DO UPDATE SET client_id = excluded.client_id RETURNING id`,
          [randomUUID(), clientId, user.id, now],
          transaction,
        ),
      );
      const { access, refresh } = sealed(row.id, tokens);
      await database.rows(
        `UPDATE zoom_grants SET zoom_account_id = $2, zoom_user_type = $3, access_token = $4, refresh_token = $5,
           access_token_expires_at = $6, version = version + 1,
           state_since = CASE state WHEN 'alive' THEN state_since ELSE $7 END, state = 'alive'
         WHERE id = $1`,
        [row.id, user.accountId, user.type, access, refresh, expiryOf(tokens, now), now],
        transaction,
      );
      return row.id;
    },

    async storeRefreshed({ grantId, version, tokens, now }, transaction) {
      const { access, refresh } = sealed(grantId, tokens);
      await database.rows(
        `UPDATE zoom_grants SET access_token = $3, refresh_token = $4, access_token_expires_at = $5,
           version = version + 1
         WHERE id = $1 AND version = $2`,
        [grantId, version, access, refresh, expiryOf(tokens, now)],
        transaction,
      );
    },

    async markDead(grantId, now, transaction) {
      await database.rows(
        `UPDATE zoom_grants SET state = 'dead', state_since = $2, access_token = NULL, refresh_token = NULL,
           access_token_expires_at = NULL, version = version + 1
         WHERE id = $1 AND state = 'alive'`,
        [grantId, now],
        transaction,
      );
    },

    async connect(personId, grantId, now, transaction) {
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

    async disconnect(personId, transaction) {
      await database.rows('DELETE FROM zoom_connections WHERE person_id = $1', [personId], transaction);
    },

    async listConnectedPersons(grantId, transaction) {
      return database.rows<ConnectedPerson>(
        `SELECT c.person_id AS "personId", p.installation_id AS "siteId"
         FROM zoom_connections c JOIN persons p ON p.id = c.person_id WHERE c.grant_id = $1`,
        [grantId],
        transaction,
      );
    },

    async listConnectionsOfSite(siteId, transaction) {
      const rows = await database.rows<ConnectionRow>(
        `${selectConnection} JOIN persons p ON p.id = c.person_id WHERE p.installation_id = $1`,
        [siteId],
        transaction,
      );
      return rows.map(connectionOf);
    },

    async listUnusedGrants() {
      const rows = await database.rows<{ id: string }>(
        `SELECT id FROM zoom_grants g
         WHERE NOT EXISTS (SELECT FROM zoom_connections c WHERE c.grant_id = g.id) LIMIT 100`,
      );
      return rows.map(({ id }) => id);
    },

    async takeUnusedGrant(grantId, transaction) {
      const stored = await this.findTokens(grantId, transaction);
      if (stored === null) return null;
      const removed = await database.rows<{ id: string }>(
        `DELETE FROM zoom_grants g WHERE id = $1
           AND NOT EXISTS (SELECT FROM zoom_connections c WHERE c.grant_id = g.id) RETURNING id`,
        [grantId],
        transaction,
      );
      return removed.length === 0 ? null : stored.tokens;
    },
  };
}
