// The rows of `audit_chains`: for each site the key of its chain, sealed, and where the chain begins and ends now. A site
// whose chain could not be gone on with has several, one after the other.

import { type KeyObject, randomBytes, randomUUID } from 'node:crypto';
import type { Database, Transaction } from '../platform/database/database.ts';
import { DecryptionError, type Encryption, type SecretPlace } from '../platform/encryption.ts';
import { beginning, chainKey, isSame, type Place, sealOf } from './chain.ts';

/** What is sealed here: key rotation goes through it. */
export const auditChainSecrets = { table: 'audit_chains', columns: ['chain_key'] } as const;

export interface Chain {
  id: string;
  siteId: string;
  /** Null: it does not open. */
  key: KeyObject | null;
  /** Events of an older version, without a place, are still taken in until then. */
  takesUnchainedUntil: Date;
  /** The last event. */
  head: Place;
  /** The first event is the one after. */
  checkpoint: Place;
  /** When the checkpoint was set. */
  checkpointAt: Date;
  /** Nothing is added to it any more. */
  hasEnded: boolean;
  /** Whether head and checkpoint are as they were sealed; false without a key. */
  isHeadSealed: boolean;
  isCheckpointSealed: boolean;
}

interface ChainRow {
  id: string;
  siteId: string;
  chainKey: string;
  takesUnchainedUntil: Date;
  headPosition: string;
  headMac: Buffer;
  headSeal: Buffer;
  checkpointPosition: string;
  checkpointMac: Buffer;
  checkpointAt: Date;
  checkpointSeal: Buffer;
  hasEnded: boolean;
}

const columns = `c.id, c.installation_id AS "siteId", c.chain_key AS "chainKey",
  c.takes_unchained_until AS "takesUnchainedUntil", c.head_position AS "headPosition", c.head_mac AS "headMac",
  c.head_seal AS "headSeal", c.checkpoint_position AS "checkpointPosition", c.checkpoint_mac AS "checkpointMac",
  c.checkpoint_at AS "checkpointAt", c.checkpoint_seal AS "checkpointSeal", c.ended_at IS NOT NULL AS "hasEnded"`;

const keyPlace = (id: string): SecretPlace => ({ table: auditChainSecrets.table, column: 'chain_key', id });

export type ChainsRepository = ReturnType<typeof createChainsRepository>;

export function createChainsRepository(database: Database, encryption: Encryption) {
  function open(row: ChainRow): Chain {
    const { id, siteId, takesUnchainedUntil, checkpointAt, hasEnded } = row;
    const key = openKey(row);
    const head = { position: Number(row.headPosition), mac: row.headMac };
    const checkpoint = { position: Number(row.checkpointPosition), mac: row.checkpointMac };
    const chain = { siteId, chainId: id };
    const times = [checkpointAt, takesUnchainedUntil];
    return {
      id,
      siteId,
      key,
      takesUnchainedUntil,
      head,
      checkpoint,
      checkpointAt,
      hasEnded,
      isHeadSealed: key !== null && isSame(row.headSeal, sealOf(key, 'head', chain, head)),
      isCheckpointSealed:
        key !== null && isSame(row.checkpointSeal, sealOf(key, 'checkpoint', chain, checkpoint, times)),
    };
  }

  function openKey({ id, chainKey: sealed }: ChainRow): KeyObject | null {
    try {
      return chainKey(encryption.decrypt(sealed, keyPlace(id)));
    } catch (error) {
      if (error instanceof DecryptionError) return null;
      throw error;
    }
  }

  return {
    /**
     * The chain that new events of the site go to; nobody else adds to it until the transaction ends. With the position of
     * the site's last event and whether any wait for a place. Null when there is no such chain yet, or it just ended.
     * The site's own row comes first, which adding an event needs anyway: whoever holds it may be on their way to the chain.
     */
    async lockCurrent(
      siteId: string,
      transaction: Transaction,
    ): Promise<{ chain: Chain; lastPosition: number; hasUnchained: boolean } | null> {
      const [row] = await database.rows<ChainRow & { lastPosition: string | null; hasUnchained: boolean }>(
        `WITH site AS MATERIALIZED (SELECT id FROM installations WHERE id = $1 FOR KEY SHARE)
         SELECT ${columns},
           (SELECT position FROM audit_events WHERE installation_id = $1 AND position IS NOT NULL
            ORDER BY position DESC LIMIT 1) AS "lastPosition",
           EXISTS (SELECT FROM audit_events WHERE installation_id = $1 AND position IS NULL) AS "hasUnchained"
         FROM site JOIN audit_chains c ON c.installation_id = site.id WHERE c.ended_at IS NULL FOR UPDATE OF c`,
        [siteId],
        transaction,
      );
      if (row === undefined) return null;
      const { lastPosition, hasUnchained } = row;
      return { chain: open(row), lastPosition: Number(lastPosition ?? 0), hasUnchained };
    },

    /** Where retention begins; locked until the transaction ends. */
    async lockOldest(siteId: string, transaction: Transaction): Promise<Chain | null> {
      const [row] = await database.rows<ChainRow>(
        `SELECT ${columns} FROM audit_chains c WHERE c.id = (
           SELECT id FROM audit_chains WHERE installation_id = $1 ORDER BY checkpoint_position, began_at LIMIT 1)
         FOR UPDATE`,
        [siteId],
        transaction,
      );
      return row === undefined ? null : open(row);
    },

    /** Oldest first. */
    async list(siteId: string, transaction: Transaction): Promise<Chain[]> {
      const rows = await database.rows<ChainRow>(
        `SELECT ${columns} FROM audit_chains c WHERE c.installation_id = $1
         ORDER BY c.checkpoint_position, c.began_at`,
        [siteId],
        transaction,
      );
      return rows.map(open);
    },

    /** Ids of all sites but those being erased, whose events go piece by piece: each has a log, if nobody removed it. */
    async listSites(): Promise<string[]> {
      const rows = await database.rows<{ id: string }>(
        'SELECT id FROM installations WHERE erasing_since IS NULL ORDER BY id',
      );
      return rows.map(({ id }) => id);
    },

    /** A new chain after the site's last event; nothing when somebody else was first. */
    async begin(siteId: string, at: Date, transaction: Transaction): Promise<void> {
      const [last] = await database.rows<{ position: string; mac: Buffer }>(
        `SELECT position, mac FROM audit_events WHERE installation_id = $1 AND position IS NOT NULL
         ORDER BY position DESC LIMIT 1`,
        [siteId],
        transaction,
      );
      const after = last === undefined ? beginning : { position: Number(last.position), mac: last.mac };
      const takesUnchainedUntil = last === undefined ? new Date(at.getTime() + takesUnchainedMs) : at;
      const id = randomUUID();
      const secret = randomBytes(32).toString('base64');
      const key = chainKey(secret);
      const chain = { siteId, chainId: id };
      await database.rows(
        `INSERT INTO audit_chains (id, installation_id, chain_key, began_at, takes_unchained_until, head_position, head_mac,
           head_seal, checkpoint_position, checkpoint_mac, checkpoint_at, checkpoint_seal)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $6, $7, $4, $9)
         ON CONFLICT (installation_id) WHERE ended_at IS NULL DO NOTHING`,
        [
          id,
          siteId,
          encryption.encrypt(secret, keyPlace(id)),
          at,
          takesUnchainedUntil,
          after.position,
          after.mac,
          sealOf(key, 'head', chain, after),
          sealOf(key, 'checkpoint', chain, after, [at, takesUnchainedUntil]),
        ],
        transaction,
      );
    },

    /** The chain begins after this event now. */
    async setCheckpoint(
      chainId: string,
      { position, mac, at, seal }: Place & { at: Date; seal: Buffer },
      transaction: Transaction,
    ): Promise<void> {
      await database.rows(
        `UPDATE audit_chains SET checkpoint_position = $2, checkpoint_mac = $3, checkpoint_at = $4, checkpoint_seal = $5
         WHERE id = $1`,
        [chainId, position, mac, at, seal],
        transaction,
      );
    },

    /** An ended one of which no event is left. */
    async remove(chainId: string, transaction: Transaction): Promise<void> {
      await database.rows('DELETE FROM audit_chains WHERE id = $1', [chainId], transaction);
    },

    /** Heads that were not told of since `before`, for this caller alone; told of at `now`. */
    async claimHeads(before: Date, now: Date, most: number): Promise<{ siteId: string; head: Place }[]> {
      const rows = await database.rows<{ siteId: string; position: string; mac: Buffer }>(
        `UPDATE audit_chains SET logged_at = $2 WHERE id IN (
           SELECT id FROM audit_chains WHERE ended_at IS NULL AND (logged_at IS NULL OR logged_at <= $1)
           LIMIT $3 FOR UPDATE SKIP LOCKED)
         RETURNING installation_id AS "siteId", head_position AS position, head_mac AS mac`,
        [before, now, most],
      );
      return rows.map(({ siteId, position, mac }) => ({ siteId, head: { position: Number(position), mac } }));
    },

    /** Nothing more is added to it; what it holds stays. */
    async end(chainId: string, at: Date, transaction: Transaction): Promise<void> {
      await database.rows('UPDATE audit_chains SET ended_at = $2 WHERE id = $1', [chainId, at], transaction);
    },
  };
}

/** Longer than processes of the version before go on beside this one. */
const takesUnchainedMs = 24 * 3_600_000;
