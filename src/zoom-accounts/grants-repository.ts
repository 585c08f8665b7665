// Zoom grants: one per client id and Zoom user, with its tokens and what is known of its health.

import { randomUUID } from 'node:crypto';
import { type Database, onlyRow, type Transaction } from '../platform/database/database.ts';
import type { Encryption } from '../platform/encryption.ts';
import type { ZoomUser } from '../zoom/schemas.ts';
import type { ZoomScope } from '../zoom/scopes.ts';
import type { RateCategory } from '../zoom/zoom-error.ts';
import type { ZoomTokens } from '../zoom/zoom-oauth.ts';

export interface Grant {
  id: string;
  clientId: string;
  zoomUserId: string;
  state: 'alive' | 'dead';
  /** Raised with each new pair of tokens, so that an older pair never overwrites a newer one. */
  version: number;
  accessTokenExpiresAt: Date | null;
}

interface GrantRow {
  id: string;
  client_id: string;
  zoom_user_id: string;
  state: 'alive' | 'dead';
  version: number;
  access_token: string | null;
  refresh_token: string | null;
  api_url: string | null;
  access_token_expires_at: Date | null;
}

export interface StoredTokens {
  grant: Grant;
  /** Null when the grant is dead. */
  tokens: Pick<ZoomTokens, 'accessToken' | 'refreshToken' | 'apiUrl'> | null;
}

export type GrantsRepository = ReturnType<typeof createGrantsRepository>;

/** What is sealed here: key rotation goes through it. */
export const grantSecrets = {
  table: 'zoom_grants',
  columns: ['access_token', 'refresh_token', 'api_url'],
} as const;

const place = (column: (typeof grantSecrets.columns)[number], id: string) => ({
  table: grantSecrets.table,
  column,
  id,
});

const isUnused = 'NOT EXISTS (SELECT FROM zoom_connections c WHERE c.grant_id = g.id)';
/** One with tokens whose revocation was begun: it was interrupted. */
const isDue = (moment: string) => `(g.state = 'alive' OR g.revoked_at IS NULL OR g.revoked_at <= ${moment})`;

export function createGrantsRepository(database: Database, encryption: Encryption) {
  const sealed = (id: string, tokens: ZoomTokens) => ({
    access: encryption.encrypt(tokens.accessToken, place('access_token', id)),
    refresh: encryption.encrypt(tokens.refreshToken, place('refresh_token', id)),
    // A vanity address names a company.
    api: tokens.apiUrl === null ? null : encryption.encrypt(tokens.apiUrl, place('api_url', id)),
  });
  const expiryOf = (tokens: ZoomTokens, now: Date) =>
    new Date(now.getTime() + tokens.expiresInSeconds * 1000);
  const changed = async (sql: string, bind: unknown[], transaction?: Transaction): Promise<boolean> =>
    (await database.rows<{ id: string }>(`${sql} RETURNING id`, bind, transaction)).length > 0;

  return {
    /** A grant with its tokens opened. @throws {DecryptionError} when they cannot be. */
    async findTokens(grantId: string, transaction?: Transaction): Promise<StoredTokens | null> {
      const [row] = await database.rows<GrantRow>(
        `SELECT id, client_id, zoom_user_id, state, version, access_token, refresh_token, api_url,
           access_token_expires_at
         FROM zoom_grants WHERE id = $1`,
        [grantId],
        transaction,
      );
      if (row === undefined) return null;
      const grant: Grant = {
        id: row.id,
        clientId: row.client_id,
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
          apiUrl: row.api_url === null ? null : encryption.decrypt(row.api_url, place('api_url', row.id)),
        },
      };
    },

    /**
     * Waits for whoever refreshes this grant now, at most `seconds`; held until the transaction ends. A lock apart
     * from the row: connecting a Zoom user anew must not wait while another site's refresh hangs.
     */
    async lockForRefresh(grantId: string, seconds: number, transaction: Transaction): Promise<void> {
      await database.rows(
        `SELECT set_config('lock_timeout', $2, true), pg_advisory_xact_lock(hashtextextended('zoom-grant-refresh/' || $1, 0))`,
        [grantId, `${seconds}s`],
        transaction,
      );
    },

    /**
     * Stores the pair of a new authorization for its Zoom user, which replaces the one that Zoom has just ended.
     * Scopes that are missing now and were not before are left to {@link addMissingScopes}.
     * @returns `mended`: whether something works again that did not.
     */
    async storeAuthorization(
      { clientId, user, tokens, now }: { clientId: string; user: ZoomUser; tokens: ZoomTokens; now: Date },
      transaction: Transaction,
    ): Promise<{ grantId: string; version: number; mended: boolean }> {
      // The row must exist before its tokens are sealed to its id. The update changes nothing: it locks the row.
      const row = onlyRow(
        await database.rows<{
          id: string;
          version: number;
          state: string;
          missing_scopes: ZoomScope[] | null;
        }>(
          `INSERT INTO zoom_grants (id, client_id, zoom_user_id, version, state, state_since)
           VALUES ($1, $2, $3, 0, 'dead', $4)
           ON CONFLICT (client_id, zoom_user_id) DO UPDATE SET client_id = excluded.client_id
           RETURNING id, version, state, missing_scopes`,
          [randomUUID(), clientId, user.id, now],
          transaction,
        ),
      );
      const { access, refresh, api } = sealed(row.id, tokens);
      const missingBefore = row.missing_scopes ?? [];
      const stillMissing = missingBefore.filter((scope) => tokens.missingScopes?.includes(scope));
      await database.rows(
        `UPDATE zoom_grants SET zoom_account_id = $2, zoom_user_type = $3, access_token = $4, refresh_token = $5,
           api_url = $6, access_token_expires_at = $7, version = version + 1, authorized_at = $8, refreshed_at = $8,
           missing_scopes = $9, missing_since = CASE WHEN cardinality($9::text[]) > 0 THEN missing_since END,
           unreachable_since = NULL, revoked_at = NULL,
           state_since = CASE state WHEN 'alive' THEN state_since ELSE $8 END, state = 'alive'
         WHERE id = $1`,
        [row.id, user.accountId, user.type, access, refresh, api, expiryOf(tokens, now), now, stillMissing],
        transaction,
      );
      const mended = row.state === 'dead' || stillMissing.length < missingBefore.length;
      return { grantId: row.id, version: row.version + 1, mended };
    },

    /** Stores a refreshed pair; false when somebody stored a newer one, which then stays. */
    storeRefreshed(
      { grantId, version, tokens, now }: { grantId: string; version: number; tokens: ZoomTokens; now: Date },
      transaction?: Transaction,
    ): Promise<boolean> {
      const { access, refresh, api } = sealed(grantId, tokens);
      return changed(
        `UPDATE zoom_grants SET access_token = $3, refresh_token = $4, api_url = $5, access_token_expires_at = $6,
           refreshed_at = $7, version = version + 1
         WHERE id = $1 AND version = $2`,
        [grantId, version, access, refresh, api, expiryOf(tokens, now), now],
        transaction,
      );
    },

    /** The grant is over at Zoom: its tokens go. False when it was dead, or has a newer pair than the one refused. */
    markDead(grantId: string, version: number, now: Date, transaction: Transaction): Promise<boolean> {
      return changed(
        `UPDATE zoom_grants SET state = 'dead', state_since = $3, access_token = NULL, refresh_token = NULL,
           api_url = NULL, access_token_expires_at = NULL, unreachable_since = NULL, version = version + 1
         WHERE id = $1 AND version = $2 AND state = 'alive'`,
        [grantId, version, now],
        transaction,
      );
    },

    /**
     * False when all of these were known to be missing, or when the grant has another pair of tokens than the one that
     * lacked them: the person may just have approved them.
     */
    addMissingScopes(
      { grantId, version }: { grantId: string; version: number },
      scopes: ZoomScope[],
      now: Date,
      transaction: Transaction,
    ): Promise<boolean> {
      return changed(
        `UPDATE zoom_grants SET missing_since = coalesce(missing_since, $3::timestamptz),
           missing_scopes = ARRAY(SELECT DISTINCT unnest(coalesce(missing_scopes, '{}') || $2::text[]) ORDER BY 1)
         WHERE id = $1 AND version = $4 AND state = 'alive' AND NOT coalesce(missing_scopes, '{}') @> $2::text[]`,
        [grantId, scopes, now, version],
        transaction,
      );
    },

    /** Since when Zoom does not answer for this grant; null when it does. An earlier beginning stays. */
    async setUnreachable(grantId: string, since: Date | null): Promise<void> {
      await database.rows(
        `UPDATE zoom_grants SET unreachable_since = $2
         WHERE id = $1 AND (unreachable_since IS NULL) = ($2::timestamptz IS NOT NULL)`,
        [grantId, since],
      );
    },

    /** Zoom takes no more calls of this category from the grant's whole account until then. */
    async setUsedUp(grantId: string, category: RateCategory, until: Date): Promise<void> {
      await database.rows(
        `INSERT INTO zoom_limits (zoom_account_id, category, until)
         SELECT coalesce(zoom_account_id, zoom_user_id), $2, $3 FROM zoom_grants WHERE id = $1
         ON CONFLICT (zoom_account_id, category) DO UPDATE SET until = excluded.until`,
        [grantId, category, until],
      );
    },

    /** Limits that are over. */
    async forgetUsedUp(now: Date): Promise<void> {
      await database.rows('DELETE FROM zoom_limits WHERE until <= $1', [now]);
    },

    /** People change their Zoom plan. */
    async setUserType(grantId: string, { id, type }: Pick<ZoomUser, 'id' | 'type'>): Promise<void> {
      await database.rows(
        `UPDATE zoom_grants SET zoom_user_type = $3
         WHERE id = $1 AND zoom_user_id = $2 AND zoom_user_type IS DISTINCT FROM $3`,
        [grantId, id, type],
      );
    },

    /** Of this Zoom user, for this client id. */
    async findGrantOf(
      clientId: string,
      zoomUserId: string,
      lock?: Transaction,
    ): Promise<{ id: string; version: number; authorizedAt: Date; revokedAt: Date | null } | null> {
      const [row] = await database.rows<{
        id: string;
        version: number;
        authorizedAt: Date;
        revokedAt: Date | null;
      }>(
        `SELECT id, version, coalesce(authorized_at, state_since) AS "authorizedAt", revoked_at AS "revokedAt"
         FROM zoom_grants WHERE client_id = $1 AND zoom_user_id = $2 ${lock === undefined ? '' : 'FOR UPDATE'}`,
        [clientId, zoomUserId],
        lock,
      );
      return row ?? null;
    },

    /**
     * Grants of the client id whose pair has not been renewed since `before`. In any order: a few that fail for ever must
     * not be before all others each time.
     */
    listIdleGrants(clientId: string, before: Date): Promise<{ id: string; version: number }[]> {
      return database.rows<{ id: string; version: number }>(
        `SELECT id, version FROM zoom_grants
         WHERE client_id = $1 AND state = 'alive' AND (refreshed_at <= $2 OR refreshed_at IS NULL)
         ORDER BY random() LIMIT 500`,
        [clientId, before],
      );
    },

    /** Grants without a connection that are still to be revoked, or were before `forgottenBefore`. */
    async listUnusedGrants(forgottenBefore: Date): Promise<string[]> {
      const rows = await database.rows<{ id: string }>(
        `SELECT id FROM zoom_grants g WHERE ${isUnused} AND ${isDue('$1')} LIMIT 100`,
        [forgottenBefore],
      );
      return rows.map(({ id }) => id);
    },

    /** The version of such a grant; null when somebody is connected to it, it was revoked since, or it is gone. */
    async findUnusedVersion(grantId: string, forgottenBefore: Date): Promise<number | null> {
      const [row] = await database.rows<{ version: number }>(
        `SELECT version FROM zoom_grants g WHERE id = $1 AND ${isUnused} AND ${isDue('$2')}`,
        [grantId, forgottenBefore],
      );
      return row?.version ?? null;
    },

    /** We are about to revoke it. False when somebody connected to it in between. */
    markRevoked(grantId: string, version: number, now: Date): Promise<boolean> {
      return changed(
        `UPDATE zoom_grants g SET revoked_at = $3 WHERE id = $1 AND version = $2 AND ${isUnused}`,
        [grantId, version, now],
      );
    },

    /** Only that it was revoked stays. Nothing is erased when somebody connected to it in between. */
    async eraseUnusedTokens(grantId: string, version: number, now: Date): Promise<void> {
      await database.rows(
        `UPDATE zoom_grants g SET state = 'dead', state_since = $3, access_token = NULL, refresh_token = NULL,
           api_url = NULL, access_token_expires_at = NULL, version = version + 1
         WHERE id = $1 AND version = $2 AND ${isUnused}`,
        [grantId, version, now],
      );
    },

    /** Nothing is removed when somebody connected to it in between. */
    async removeUnusedGrant(grantId: string, version: number): Promise<void> {
      await database.rows(`DELETE FROM zoom_grants g WHERE id = $1 AND version = $2 AND ${isUnused}`, [
        grantId,
        version,
      ]);
    },

    /** The grant with its tokens, and everybody's connection to it. */
    async removeGrant(grantId: string, transaction: Transaction): Promise<void> {
      await database.rows('DELETE FROM zoom_connections WHERE grant_id = $1', [grantId], transaction);
      await database.rows('DELETE FROM zoom_grants WHERE id = $1', [grantId], transaction);
    },
  };
}
