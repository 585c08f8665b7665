// Retention: the oldest events go, some at a time, and the chain goes on from a sealed checkpoint.

import type { Database, Transaction } from '../platform/database/database.ts';
import type { Logger } from '../platform/logger.ts';
import { isSame, sealOf } from './chain.ts';
import type { Chain, ChainsRepository } from './chains-repository.ts';
import { follow, readEvents } from './walk-chain.ts';

export interface PruneDeps {
  database: Database;
  auditChains: ChainsRepository;
  logger: Logger;
}

const batchSize = 1_000;

/**
 * Removes the events of the site from before that time, up to the first that is younger; the newest always stays. Ends at
 * once where the chain is not whole, since what is wrong must not go with the rest. @returns how many went.
 */
export async function pruneAuditLog(
  deps: PruneDeps,
  siteId: string,
  before: Date,
  now: Date,
  stopping: AbortSignal,
): Promise<number> {
  let removed = 0;
  while (!stopping.aborted) {
    const batch = await deps.database.transaction((transaction) =>
      pruneBatch(deps, siteId, before, now, transaction),
    );
    removed += batch;
    if (batch === 0) break;
  }
  return removed;
}

async function pruneBatch(
  deps: PruneDeps,
  siteId: string,
  before: Date,
  now: Date,
  transaction: Transaction,
): Promise<number> {
  const { database, auditChains, logger } = deps;
  const chain = await auditChains.lockOldest(siteId, transaction);
  if (chain === null) return 0;
  const { key, checkpoint, head, isCheckpointSealed, isHeadSealed, hasEnded } = chain;
  if (key === null && hasEnded) return removeUnverifiable(deps, chain, before, transaction);
  const upTo = hasEnded ? head.position : head.position - 1;
  const range = { after: checkpoint.position, upTo, most: batchSize };
  const events = await readEvents(database, siteId, range, transaction);
  const youngest = before.getTime() * 1000;
  const end = events.findIndex(({ at }) => Number(at) >= youngest);
  const old = end === -1 ? events : events.slice(0, end);
  if (hasEnded && checkpoint.position === head.position) {
    // It ended before anything was added to it.
    await allowRemoving(database, siteId, transaction);
    await auditChains.remove(chain.id, transaction);
    return 0;
  }
  if (old.length === 0) return 0;
  const followed = key === null ? null : follow(key, checkpoint, old);
  if (key === null || !isCheckpointSealed || !isHeadSealed || followed?.wrong !== null) {
    logger.error('old audit events stay, since their chain is not whole: run npm run audit:verify', {
      siteId,
    });
    return 0;
  }
  const { last } = followed;
  await allowRemoving(database, siteId, transaction);
  await database.rows(
    'DELETE FROM audit_events WHERE installation_id = $1 AND position <= $2',
    [siteId, last.position],
    transaction,
  );
  if (hasEnded && last.position === head.position && isSame(last.mac, head.mac))
    await auditChains.remove(chain.id, transaction);
  else {
    const times = [now, chain.takesUnchainedUntil];
    const seal = sealOf(key, 'checkpoint', { siteId, chainId: chain.id }, last, times);
    await auditChains.setCheckpoint(chain.id, { ...last, at: now, seal }, transaction);
  }
  return old.length;
}

/** Up to `most` events of a site that is being erased; how many. What chained them goes with the last. */
export async function eraseSomeEvents(
  database: Database,
  { siteId, most }: { siteId: string; most: number },
  transaction: Transaction,
): Promise<number> {
  await allowRemoving(database, siteId, transaction);
  const erased = await database.rows(
    `DELETE FROM audit_events WHERE id = ANY (ARRAY(
       SELECT id FROM audit_events WHERE installation_id = $1 ORDER BY id LIMIT $2)) RETURNING id`,
    [siteId, most],
    transaction,
  );
  return erased.length;
}

/**
 * What a lost key chained can have no checkpoint: it goes when all of it is older, and then its row of `audit_chains`. The
 * newest of it tells.
 */
async function removeUnverifiable(
  { database, auditChains }: PruneDeps,
  { id, siteId, checkpoint, head }: Chain,
  before: Date,
  transaction: Transaction,
): Promise<number> {
  const range = [siteId, checkpoint.position, head.position];
  const inRange = 'installation_id = $1 AND position > $2 AND position <= $3';
  const [newest] = await database.rows<{ at: Date }>(
    `SELECT at FROM audit_events WHERE ${inRange} ORDER BY position DESC LIMIT 1`,
    range,
    transaction,
  );
  if (newest !== undefined && newest.at >= before) return 0;
  await allowRemoving(database, siteId, transaction);
  const removed = await database.rows(
    `DELETE FROM audit_events WHERE installation_id = $1 AND position IN (
       SELECT position FROM audit_events WHERE ${inRange} ORDER BY position LIMIT ${batchSize}) RETURNING id`,
    range,
    transaction,
  );
  if (removed.length < batchSize) await auditChains.remove(id, transaction);
  return removed.length;
}

/** Removes all events of the site, and what chained them. */
export async function eraseAuditLog(
  database: Database,
  siteId: string,
  transaction: Transaction,
): Promise<void> {
  await allowRemoving(database, siteId, transaction);
  // The chain first, as whoever adds events or prunes them.
  await database.rows('DELETE FROM audit_chains WHERE installation_id = $1', [siteId], transaction);
  await database.rows('DELETE FROM audit_events WHERE installation_id = $1', [siteId], transaction);
}

/** Until the transaction ends; a trigger of both tables refuses it otherwise. */
async function allowRemoving(database: Database, siteId: string, transaction: Transaction): Promise<void> {
  await database.rows(`SELECT set_config('audit_log.removing', $1, true)`, [siteId], transaction);
}
