// Whether a site's audit log is whole: a walk from the checkpoint to the head, in steps, while others add to it.

import type { KeyObject } from 'node:crypto';
import type { Clock } from '../platform/clock.ts';
import type { Database, Transaction } from '../platform/database/database.ts';
import type { AuditFault } from './api-types.ts';
import { isSame, type Place } from './chain.ts';
import type { Chain, ChainsRepository } from './chains-repository.ts';
import { follow, readEvents } from './walk-chain.ts';

export interface VerifyDeps {
  clock: Clock;
  database: Database;
  auditChains: ChainsRepository;
}

export interface VerificationStep {
  /** `unverifiable`: nothing wrong was found, but a key does not open. */
  state: 'going_on' | 'whole' | 'faulty' | 'unverifiable';
  /** The last event that was looked at: where the next step goes on. */
  after: number;
  /** Events looked at so far, and of how many. */
  checked: number;
  total: number;
  /** Only when faulty: the first. */
  fault: AuditFault | null;
  /** Null when no event of the site is chained yet. */
  head: Place | null;
}

const batchSize = 5_000;

/**
 * One step: a batch at least, and more until `stepMs` have passed. Each sees the log as of one moment, so that events and
 * head belong together. @param after where the step before ended; null begins.
 */
export async function verifyStep(
  deps: VerifyDeps,
  siteId: string,
  after: number | null,
  stepMs: number,
): Promise<VerificationStep> {
  const until = performance.now() + stepMs;
  return deps.database.transaction(async (transaction) => {
    await deps.database.rows('SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY', [], transaction);
    const chains = await deps.auditChains.list(siteId, transaction);
    const first = chains[0]?.checkpoint.position ?? 0;
    const head = chains.at(-1)?.head ?? null;
    const total = Math.max(0, (head?.position ?? 0) - first);
    // What retention has removed meanwhile is not gone into.
    const from = Math.max(after ?? 0, first);
    const outcome = (fault: AuditFault | null, at: number, isOver: boolean): VerificationStep => ({
      state: stateOf(fault, isOver, chains),
      after: at,
      checked: Math.min(total, at - first),
      total,
      fault,
      head,
    });
    const obvious =
      (after === null ? await findStrayRow(deps, siteId, chains, transaction) : null) ??
      (chains.length === 0 ? await findNothing(deps, siteId, transaction) : null) ??
      findBrokenSeal(chains);
    if (obvious !== null) return outcome(obvious, from, true);
    let at = from;
    for (const [index, chain] of chains.entries()) {
      const walked = await walkChain(deps, chain, at, until, transaction);
      at = Math.max(at, walked.at);
      if (walked.fault !== null) return outcome(inContext(walked.fault, chains), at, true);
      if (!walked.isOver) return outcome(null, at, false);
      const gap = findGap(chain, chains[index + 1]);
      if (gap !== null) return outcome(gap, at, true);
    }
    return outcome(null, at, true);
  });
}

function stateOf(
  fault: AuditFault | null,
  isOver: boolean,
  chains: readonly Chain[],
): VerificationStep['state'] {
  if (fault !== null) return 'faulty';
  if (!isOver) return 'going_on';
  return chains.some(({ key }) => key === null) ? 'unverifiable' : 'whole';
}

/** Whether a head that was noted elsewhere, as in the log, is still part of the chain. */
export async function compareWithNote(
  { auditChains, database }: VerifyDeps,
  siteId: string,
  note: Place,
): Promise<'same' | 'differs' | 'missing' | 'removed_by_retention'> {
  return database.transaction(async (transaction) => {
    // Retention may go on meanwhile.
    await database.rows('SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY', [], transaction);
    const all = await auditChains.list(siteId, transaction);
    const checkpoint = all[0]?.checkpoint;
    if (checkpoint !== undefined && note.position < checkpoint.position) return 'removed_by_retention';
    const mac =
      note.position === checkpoint?.position
        ? checkpoint.mac
        : await findMac(database, siteId, note.position, transaction);
    if (mac === null) return 'missing';
    return isSame(mac, note.mac) ? 'same' : 'differs';
  });
}

/** Events where none can be: outside of the chains, or without a place in them. */
async function findStrayRow(
  { clock, database }: VerifyDeps,
  siteId: string,
  chains: readonly Chain[],
  transaction: Transaction,
): Promise<AuditFault | null> {
  const [first, last] = [chains[0]?.checkpoint.position ?? 0, chains.at(-1)?.head.position ?? 0];
  const [stray] = await database.rows<{ position: string }>(
    `(SELECT position FROM audit_events WHERE installation_id = $1 AND position <= $2 ORDER BY position LIMIT 1)
     UNION ALL
     (SELECT position FROM audit_events WHERE installation_id = $1 AND position > $3 ORDER BY position LIMIT 1)`,
    [siteId, first, last],
    transaction,
  );
  if (stray !== undefined) return { kind: 'stray_row', position: Number(stray.position) };
  const now = clock.now();
  // Events of before the chain, or of the version before, that still wait for a place.
  if (chains.length === 0 || chains.some(({ takesUnchainedUntil }) => now < takesUnchainedUntil)) return null;
  const unchained = await database.rows(
    'SELECT FROM audit_events WHERE installation_id = $1 AND position IS NULL LIMIT 1',
    [siteId],
    transaction,
  );
  return unchained.length === 0 ? null : { kind: 'unchained_row', position: null };
}

/** A site's row is made with its first event, and goes with its last. */
async function findNothing(
  { database }: VerifyDeps,
  siteId: string,
  transaction: Transaction,
): Promise<AuditFault | null> {
  const wiped = await database.rows(
    `SELECT FROM installations WHERE id = $1
       AND NOT EXISTS (SELECT FROM audit_events WHERE installation_id = $1)`,
    [siteId],
    transaction,
  );
  return wiped.length === 0 ? null : { kind: 'nothing_left', position: null };
}

function findBrokenSeal(chains: readonly Chain[]): AuditFault | null {
  for (const { key, isCheckpointSealed, isHeadSealed, checkpoint, head } of chains) {
    if (key === null) continue;
    if (!isCheckpointSealed) return { kind: 'changed_checkpoint', position: checkpoint.position };
    if (!isHeadSealed) return { kind: 'changed_head', position: head.position };
  }
  return null;
}

/** Each chain goes on exactly where the one before ended. */
function findGap({ head }: Chain, next: Chain | undefined): AuditFault | null {
  if (next === undefined) return null;
  const { position, mac } = next.checkpoint;
  if (position > head.position) return { kind: 'stray_row', position: head.position + 1 };
  if (position < head.position) return { kind: 'removed_row', position: position + 1 };
  return isSame(mac, head.mac) ? null : { kind: 'changed_head', position };
}

interface Walked {
  /** The last event that was looked at. */
  at: number;
  isOver: boolean;
  fault: AuditFault | null;
}

async function walkChain(
  { database }: VerifyDeps,
  chain: Chain,
  after: number,
  until: number,
  transaction: Transaction,
): Promise<Walked> {
  const { siteId, key, checkpoint, head } = chain;
  if (after > head.position) return { at: after, isOver: true, fault: null };
  // Nothing can be said about these: the state will say so.
  if (key === null) return { at: head.position, isOver: true, fault: null };
  let place = checkpoint;
  if (after > checkpoint.position) {
    const mac = await findMac(database, siteId, after, transaction);
    if (mac === null) return faulty({ kind: 'removed_row', position: after });
    place = { position: after, mac };
  }
  while (place.position < head.position) {
    const walked = await walkBatch(database, { siteId, key, head }, place, transaction);
    if (walked.fault !== null) return faulty(walked.fault);
    place = walked.place;
    if (place.position < head.position && performance.now() > until)
      return { at: place.position, isOver: false, fault: null };
  }
  return isSame(place.mac, head.mac)
    ? { at: head.position, isOver: true, fault: null }
    : faulty({ kind: 'changed_head', position: head.position });
}

const faulty = (fault: AuditFault & { position: number }): Walked => ({
  at: fault.position,
  isOver: true,
  fault,
});

async function walkBatch(
  database: Database,
  { siteId, key, head }: { siteId: string; key: KeyObject; head: Place },
  place: Place,
  transaction: Transaction,
): Promise<{ place: Place; fault: (AuditFault & { position: number }) | null }> {
  const events = await readEvents(
    database,
    siteId,
    { after: place.position, upTo: head.position, most: batchSize },
    transaction,
  );
  const { last, wrong } = follow(key, place, events);
  if (wrong !== null) return { place: last, fault: wrong };
  if (events.length < batchSize && last.position < head.position)
    return { place: last, fault: { kind: 'cut_tail', position: last.position + 1 } };
  return { place: last, fault: null };
}

/** What is missing at the end of an earlier chain is not missing at the end of the log. */
function inContext(fault: AuditFault, chains: readonly Chain[]): AuditFault {
  const isLast = (fault.position ?? 0) > (chains.at(-1)?.checkpoint.position ?? 0);
  return fault.kind === 'cut_tail' && !isLast ? { ...fault, kind: 'removed_row' } : fault;
}

async function findMac(
  database: Database,
  siteId: string,
  position: number,
  transaction: Transaction,
): Promise<Buffer | null> {
  const [row] = await database.rows<{ mac: Buffer }>(
    'SELECT mac FROM audit_events WHERE installation_id = $1 AND position = $2',
    [siteId, position],
    transaction,
  );
  return row?.mac ?? null;
}
