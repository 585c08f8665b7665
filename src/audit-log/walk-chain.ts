// Reads chained events in order and computes each one's HMAC anew.

import type { KeyObject } from 'node:crypto';
import type { Database, Transaction } from '../platform/database/database.ts';
import { type ChainedEvent, isSame, macOf, type Place } from './chain.ts';

/** An event as it is stored. */
export interface StoredEvent extends ChainedEvent {
  mac: Buffer;
}

/** Up to `most` events of the site after a position, up to another. */
export async function readEvents(
  database: Database,
  siteId: string,
  { after, upTo, most }: { after: number; upTo: number; most: number },
  transaction: Transaction,
): Promise<StoredEvent[]> {
  const rows = await database.rows<Omit<StoredEvent, 'siteId' | 'position'> & { position: string }>(
    `SELECT position, (extract(epoch FROM at) * 1000000)::bigint AS at, type, person_id AS "personId",
       issue_id AS "issueId", details, mac
     FROM audit_events WHERE installation_id = $1 AND position > $2 AND position <= $3
     ORDER BY position LIMIT ${most}`,
    [siteId, after, upTo],
    transaction,
  );
  return rows.map((row) => ({ ...row, siteId, position: Number(row.position) }));
}

/** What is wrong with the first event that is not right. */
export interface WrongEvent {
  kind: 'changed_row' | 'removed_row';
  position: number;
}

/** Follows the events, which come after `start`; the last right one and what is wrong with the next. */
export function follow(
  key: KeyObject,
  start: Place,
  events: readonly StoredEvent[],
): { last: Place; wrong: WrongEvent | null } {
  let last = start;
  for (const event of events) {
    const position = last.position + 1;
    if (event.position !== position) return { last, wrong: { kind: 'removed_row', position } };
    if (!isSame(event.mac, macOf(key, last.mac, event)))
      return { last, wrong: { kind: 'changed_row', position } };
    last = { position, mac: event.mac };
  }
  return { last, wrong: null };
}
