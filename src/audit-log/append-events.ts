// Puts events at the end of their site's chain. The site's head is locked last in a transaction, and for two statements.

import type { KeyObject } from 'node:crypto';
import type { Database, Transaction } from '../platform/database/database.ts';
import type { Logger } from '../platform/logger.ts';
import { type ChainedEvent, macOf, type Place, sealOf, toMicroseconds } from './chain.ts';
import type { Chain, ChainsRepository } from './chains-repository.ts';

export interface NewEvent {
  siteId: string;
  personId: string | null;
  issueId: string | null;
  at: Date;
  type: string;
  details: object;
}

export interface AppendDeps {
  database: Database;
  auditChains: ChainsRepository;
  logger: Logger;
}

/** Events of an older version that are given a place at once. */
const batchSize = 1_000;

type UsableChain = Chain & { key: KeyObject };

/**
 * @param events of one site, in order. @returns their ids, in the same order.
 * While events of an older version still wait for a place, these wait behind them, so that the order stays.
 */
export async function appendEvents(
  deps: AppendDeps,
  siteId: string,
  events: readonly NewEvent[],
  transaction: Transaction,
): Promise<string[]> {
  const at = events[0]?.at ?? new Date(0);
  const { chain, hasUnchained } = await lockUsableChain(deps, siteId, at, transaction);
  let { head } = chain;
  if (hasUnchained && at < chain.takesUnchainedUntil) {
    const taken = await chainBatch(deps.database, chain, transaction);
    if (taken.more) return insertUnchained(deps.database, siteId, events, transaction);
    head = taken.head;
  }
  return insertChained(deps.database, { ...chain, head }, events, transaction);
}

/**
 * Gives the site's events of an older version a place, some at a time; false when nothing is left to do. Once a chain is
 * a day old it takes no more of them: whoever writes to the database past the app could have put them there.
 */
export async function chainOldEvents(
  deps: AppendDeps,
  siteId: string,
  now: Date,
  transaction: Transaction,
): Promise<boolean> {
  const { chain, hasUnchained } = await lockUsableChain(deps, siteId, now, transaction);
  if (!hasUnchained || now >= chain.takesUnchainedUntil) return false;
  return (await chainBatch(deps.database, chain, transaction)).more;
}

/**
 * The site's chain, locked. One that cannot be gone on with stays as it is, for the verification to tell of, and a new
 * one with a key of its own goes on after the last event: nothing that needs an audit event has to wait for a lost key,
 * none goes without one, and what somebody changed is not signed as if it were right.
 */
async function lockUsableChain(
  { auditChains, logger }: AppendDeps,
  siteId: string,
  at: Date,
  transaction: Transaction,
): Promise<{ chain: UsableChain; hasUnchained: boolean }> {
  for (let tries = 0; tries < 5; tries += 1) {
    const locked = await auditChains.lockCurrent(siteId, transaction);
    if (locked === null) {
      await auditChains.begin(siteId, at, transaction);
      continue;
    }
    const { chain, lastPosition, hasUnchained } = locked;
    const { key, head, isHeadSealed, isCheckpointSealed } = chain;
    if (key !== null && isHeadSealed && isCheckpointSealed && lastPosition <= head.position)
      return { chain: { ...chain, key }, hasUnchained };
    logger.error('an audit chain cannot be gone on with, so a new one begins: run npm run audit:verify', {
      siteId,
      position: head.position,
      why: key === null ? 'its key does not open' : 'it was changed',
    });
    await auditChains.end(chain.id, at, transaction);
  }
  throw new Error('The audit chain of the site could not be locked');
}

/** With `$1` to `$4`: the chain moves its head in the statement that adds what the head stands for. */
const moveHead = `UPDATE audit_chains SET head_position = $2, head_mac = $3, head_seal = $4 WHERE id = $1`;

function headParameters({ id, siteId, key }: UsableChain, head: Place): unknown[] {
  return [id, head.position, head.mac, sealOf(key, 'head', { siteId, chainId: id }, head)];
}

async function insertChained(
  database: Database,
  chain: UsableChain,
  events: readonly NewEvent[],
  transaction: Transaction,
): Promise<string[]> {
  const chained = chainOn(
    chain,
    events.map((event) => ({ ...event, at: toMicroseconds(event.at) })),
  );
  const rows = await database.rows<{ id: string }>(
    `WITH moved AS (${moveHead})
     INSERT INTO audit_events (installation_id, position, at, type, person_id, issue_id, details, mac)
     SELECT $5, e.* FROM unnest($6::bigint[], $7::timestamptz[], $8::text[], $9::uuid[], $10::bigint[], $11::jsonb[],
       $12::bytea[]) AS e (position) ORDER BY e.position RETURNING id`,
    [
      ...headParameters(chain, chained.head),
      chain.siteId,
      chained.places.map(({ position }) => position),
      ...columnsOf(events),
      chained.places.map(({ mac }) => mac),
    ],
    transaction,
  );
  return rows.map(({ id }) => id);
}

async function insertUnchained(
  database: Database,
  siteId: string,
  events: readonly NewEvent[],
  transaction: Transaction,
): Promise<string[]> {
  const rows = await database.rows<{ id: string }>(
    `INSERT INTO audit_events (installation_id, at, type, person_id, issue_id, details)
     SELECT $1, e.at, e.type, e.person_id, e.issue_id, e.details
     FROM unnest($2::timestamptz[], $3::text[], $4::uuid[], $5::bigint[], $6::jsonb[]) WITH ORDINALITY
       AS e (at, type, person_id, issue_id, details, number)
     ORDER BY e.number RETURNING id`,
    [siteId, ...columnsOf(events)],
    transaction,
  );
  return rows.map(({ id }) => id);
}

const columnsOf = (events: readonly NewEvent[]): unknown[] => [
  events.map(({ at }) => at.toISOString()),
  events.map(({ type }) => type),
  events.map(({ personId }) => personId),
  events.map(({ issueId }) => issueId),
  events.map(({ details }) => JSON.stringify(details)),
];

/** The oldest events without a place get one. */
async function chainBatch(
  database: Database,
  chain: UsableChain,
  transaction: Transaction,
): Promise<{ head: Place; more: boolean }> {
  const waiting = await database.rows<Omit<ChainedEvent, 'siteId' | 'position'> & { id: string }>(
    `SELECT id, (extract(epoch FROM at) * 1000000)::bigint AS at, type, person_id AS "personId",
       issue_id AS "issueId", details
     FROM audit_events WHERE installation_id = $1 AND position IS NULL ORDER BY id LIMIT ${batchSize + 1}`,
    [chain.siteId],
    transaction,
  );
  const batch = waiting.slice(0, batchSize);
  const { places, head } = chainOn(chain, batch);
  await database.rows(
    `WITH moved AS (${moveHead})
     UPDATE audit_events e SET position = batch.position, mac = batch.mac
     FROM unnest($5::bigint[], $6::bigint[], $7::bytea[]) AS batch (id, position, mac) WHERE e.id = batch.id`,
    [
      ...headParameters(chain, head),
      batch.map(({ id }) => id),
      places.map(({ position }) => position),
      places.map(({ mac }) => mac),
    ],
    transaction,
  );
  return { head, more: waiting.length > batchSize };
}

/** Where the events come to stand when they are put after the chain's head. */
function chainOn(
  { siteId, key, head }: UsableChain,
  events: readonly Omit<ChainedEvent, 'siteId' | 'position'>[],
): { places: Place[]; head: Place } {
  let last = head;
  const places = events.map(({ at, type, personId, issueId, details }) => {
    const position = last.position + 1;
    last = {
      position,
      mac: macOf(key, last.mac, { siteId, position, at, type, personId, issueId, details }),
    };
    return last;
  });
  return { places, head: last };
}
