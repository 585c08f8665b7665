// Retention: the oldest events go, some at a time, and the chain goes on from a sealed checkpoint.

import type { Database, Transaction } from '../platform/database/database.ts';
import type { Logger } from '../platform/logger.ts';
import { isSame, sealOf } from './chain.ts';
import type { ChainsRepository } from './chains-repository.ts';
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
  { database, auditChains, logger }: PruneDeps,
  siteId: string,
  before: Date,
  now: Date,
  transaction: Transaction,
): Promise<number> {
  const chain = await auditChains.lockOldest(siteId, transaction);
  if (chain === null) return 0;
  const { key, checkpoint, head, isCheckpointSealed, isHeadSealed, hasEnded } = chain;
  const upTo = hasEnded ? head.position : head.position - 1;
  const range = { after: checkpoint.position, upTo, most: batchSize };
  const events = await readEvents(database, siteId, range, transaction);
  const youngest = before.getTime() * 1000;
  const end = events.findIndex(({ at }) => Number(at) >= youngest);
  const old = end === -1 ? events : events.slice(0, end);
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

/** Removes all events of the site, and what chained them. */
export async function eraseAuditLog(
  database: Database,
  siteId: string,
  transaction: Transaction,
): Promise<void> {
  await allowRemoving(database, siteId, transaction);
  await database.rows('DELETE FROM audit_events WHERE installation_id = $1', [siteId], transaction);
  await database.rows('DELETE FROM audit_chains WHERE installation_id = $1', [siteId], transaction);
}

/** Until the transaction ends; a trigger of both tables refuses it otherwise. */
async function allowRemoving(database: Database, siteId: string, transaction: Transaction): Promise<void> {
  await database.rows(`SELECT set_config('audit_log.removing', $1, true)`, [siteId], transaction);
}
