// The rows of `installations`, and the one place that seals and opens their shared secrets.

import { randomUUID } from 'node:crypto';
import { type Database, onlyRow, type Transaction } from '../platform/database/database.ts';
import type { Encryption, SecretPlace } from '../platform/encryption.ts';

/** Told of the id of every installation that changed, so that each process drops what it remembers of it. */
export const installationsChannel = 'installations';

/** A Jira site that installed the app. */
export interface Installation {
  id: string;
  clientKey: string;
  /** Origin, without a trailing slash. */
  baseUrl: string;
  /** Origin that people see in the address bar, where it differs from `baseUrl`. */
  displayUrl: string | null;
  oauthClientId: string | null;
  installationId: string | null;
  /** Everything held of the site is on its way out, and nothing may be written anew. */
  isBeingErased: boolean;
  /** Decrypts on each call, so that no copy of the secret outlives its use. @throws {DecryptionError} */
  sharedSecret(): string;
}

/** What an `installed` body says of the site. */
export interface InstallationFacts {
  clientKey: string;
  baseUrl: string;
  displayUrl: string | null;
  sharedSecret: string;
  oauthClientId: string | null;
  installationId: string | null;
}

export interface InstallationsRepository {
  /** Only while the app is installed there; null otherwise. */
  findInstalled(by: { id: string } | { clientKey: string }): Promise<Installation | null>;
  /** In any state. */
  findIdByClientKey(clientKey: string, transaction: Transaction): Promise<string | null>;
  /** The installed row of this base URL that belongs to another client key. */
  findOtherIdAt(baseUrl: string, clientKey: string, transaction: Transaction): Promise<string | null>;
  /** Makes or overwrites the row `id`, which is installed afterwards. */
  save(id: string, facts: InstallationFacts, at: Date, transaction: Transaction): Promise<void>;
  /** Forgets the shared secret. False when it was not installed. */
  end(id: string, state: 'uninstalled' | 'retired', at: Date, transaction: Transaction): Promise<boolean>;
  /** Until the transaction ends it does not come back; when it ended, null while the app is installed there. */
  lockEnded(id: string, transaction: Transaction): Promise<Date | null>;
  /** Nothing of the site may be written anew from now on, also when it comes back. False unless the app is installed there. */
  beginErasing(id: string, at: Date, transaction: Transaction): Promise<boolean>;
  /** Until the transaction ends the site does not change. What is written in its name goes on: it may have to be waited for. */
  hold(id: string, transaction: Transaction): Promise<void>;
  /** Until the transaction ends the site does not change, and nothing that belongs to it is written anew. */
  lockOne(id: string, transaction: Transaction): Promise<void>;
  /**
   * Removes the row, to which nothing may belong any more; whatever is written late in its name is refused. Where the
   * app is installed, a new row begins: its id, else null. @throws {DecryptionError} the secret cannot be taken along.
   */
  replace(id: string, at: Date, transaction: Transaction): Promise<string | null>;
  /** Until the transaction ends nobody else changes any installation; reading goes on. */
  lock(transaction: Transaction): Promise<void>;
}

interface InstallationRow {
  id: string;
  client_key: string;
  base_url: string;
  display_url: string | null;
  shared_secret: string;
  oauth_client_id: string | null;
  installation_id: string | null;
  erasing_since: Date | null;
}

const columns =
  'id, client_key, base_url, display_url, shared_secret, oauth_client_id, installation_id, erasing_since';

/** What is sealed here: key rotation goes through it. */
export const installationSecrets = { table: 'installations', columns: ['shared_secret'] } as const;
const secretPlace = (id: string): SecretPlace => ({
  table: installationSecrets.table,
  column: 'shared_secret',
  id,
});

export function createInstallationsRepository(
  database: Database,
  encryption: Encryption,
): InstallationsRepository {
  const notify = (id: string, transaction: Transaction) =>
    database.rows('SELECT pg_notify($1, $2)', [installationsChannel, id], transaction);

  const toInstallation = (row: InstallationRow): Installation => ({
    id: row.id,
    clientKey: row.client_key,
    baseUrl: row.base_url,
    displayUrl: row.display_url,
    oauthClientId: row.oauth_client_id,
    installationId: row.installation_id,
    isBeingErased: row.erasing_since !== null,
    sharedSecret: () => encryption.decrypt(row.shared_secret, secretPlace(row.id)),
  });

  return {
    async findInstalled(by) {
      const [column, value] = 'id' in by ? ['id', by.id] : ['client_key', by.clientKey];
      const [row] = await database.rows<InstallationRow>(
        `SELECT ${columns} FROM installations WHERE ${column} = $1 AND state = 'installed'`,
        [value],
      );
      return row === undefined ? null : toInstallation(row);
    },
    async findIdByClientKey(clientKey, transaction) {
      const [row] = await database.rows<{ id: string }>(
        'SELECT id FROM installations WHERE client_key = $1',
        [clientKey],
        transaction,
      );
      return row?.id ?? null;
    },
    async findOtherIdAt(baseUrl, clientKey, transaction) {
      const [row] = await database.rows<{ id: string }>(
        `SELECT id FROM installations WHERE base_url = $1 AND client_key <> $2 AND state = 'installed'`,
        [baseUrl, clientKey],
        transaction,
      );
      return row?.id ?? null;
    },
    async save(id, facts, at, transaction) {
      onlyRow(
        await database.rows(
          `INSERT INTO installations (id, client_key, base_url, display_url, shared_secret, oauth_client_id,
             installation_id, state, installed_at, updated_at)
           VALUES ($1, $2, $3, $4, $5, $6, $7, 'installed', $8, $8)
           ON CONFLICT (id) DO UPDATE SET base_url = $3, display_url = $4, shared_secret = $5,
             oauth_client_id = $6, installation_id = $7, state = 'installed', updated_at = $8, ended_at = NULL
           RETURNING id`,
          [
            id,
            facts.clientKey,
            facts.baseUrl,
            facts.displayUrl,
            encryption.encrypt(facts.sharedSecret, secretPlace(id)),
            facts.oauthClientId,
            facts.installationId,
            at,
          ],
          transaction,
        ),
      );
      await notify(id, transaction);
    },
    async end(id, state, at, transaction) {
      const ended = await database.rows(
        `UPDATE installations SET state = $2, shared_secret = NULL, ended_at = $3, updated_at = $3
         WHERE id = $1 AND state = 'installed' RETURNING id`,
        [id, state, at],
        transaction,
      );
      if (ended.length === 0) return false;
      await notify(id, transaction);
      return true;
    },
    async lockEnded(id, transaction) {
      const [row] = await database.rows<{ endedAt: Date }>(
        `UPDATE installations SET updated_at = updated_at WHERE id = $1 AND state <> 'installed'
         RETURNING ended_at AS "endedAt"`,
        [id],
        transaction,
      );
      return row?.endedAt ?? null;
    },
    async beginErasing(id, at, transaction) {
      const [begun] = await database.rows<{ state: string }>(
        `UPDATE installations SET erasing_since = coalesce(erasing_since, $2) WHERE id = $1 RETURNING state`,
        [id, at],
        transaction,
      );
      await notify(id, transaction);
      return begun?.state === 'installed';
    },
    async hold(id, transaction) {
      // Unlike SELECT ... FOR UPDATE it lets others add rows of the site, and waits for a lock of the table beforehand.
      await database.rows(
        'UPDATE installations SET updated_at = updated_at WHERE id = $1',
        [id],
        transaction,
      );
    },
    async lockOne(id, transaction) {
      await database.rows('SELECT id FROM installations WHERE id = $1 FOR UPDATE', [id], transaction);
    },
    async replace(id, at, transaction) {
      const [row] = await database.rows<InstallationRow & { state: string }>(
        `DELETE FROM installations WHERE id = $1 RETURNING ${columns}, state`,
        [id],
        transaction,
      );
      await notify(id, transaction);
      if (row?.state !== 'installed') return null;
      const freshId = randomUUID();
      const { client_key: clientKey, base_url: baseUrl } = row;
      const facts = { clientKey, baseUrl, displayUrl: row.display_url, oauthClientId: row.oauth_client_id };
      const rest = { installationId: row.installation_id, sharedSecret: toInstallation(row).sharedSecret() };
      await this.save(freshId, { ...facts, ...rest }, at, transaction);
      return freshId;
    },
    async lock(transaction) {
      await database.rows('LOCK TABLE installations IN SHARE ROW EXCLUSIVE MODE', [], transaction);
    },
  };
}
