// How the events of a site are chained: each carries an HMAC over itself and the one before, so that none can be changed,
// left out or put in without the site's key. Pure functions.

import { createHmac, createSecretKey, type KeyObject, timingSafeEqual } from 'node:crypto';

/** An event as it is chained. */
export interface ChainedEvent {
  siteId: string;
  /** From 1, without gaps. */
  position: number;
  /** Microseconds since 1970, as Postgres keeps them. */
  at: string;
  type: string;
  personId: string | null;
  issueId: string | null;
  details: unknown;
}

/** A place in the chain: the position of an event and its HMAC. */
export interface Place {
  position: number;
  mac: Buffer;
}

/** Before the first event. */
export const beginning: Place = { position: 0, mac: Buffer.alloc(32) };

export const toMicroseconds = (at: Date): string => String(at.getTime() * 1000);

export const chainKey = (base64: string): KeyObject => createSecretKey(Buffer.from(base64, 'base64'));

/** What an event at `position` carries, given the HMAC of the event before. */
export function macOf(key: KeyObject, before: Buffer, event: ChainedEvent): Buffer {
  const { siteId, position, at, type, personId, issueId, details } = event;
  const fields = [siteId, position, at, type, personId, issueId, withSortedKeys(details)];
  return createHmac('sha256', key).update('event').update(before).update(JSON.stringify(fields)).digest();
}

/** Over a head or a checkpoint, so that nobody without the key can move it. */
export function sealOf(
  key: KeyObject,
  kind: 'head' | 'checkpoint',
  chain: { siteId: string; chainId: string },
  { position, mac }: Place,
  times: readonly Date[] = [],
): Buffer {
  const fields = [chain.siteId, chain.chainId, position, mac.toString('hex'), ...times.map(toMicroseconds)];
  return createHmac('sha256', key).update(kind).update(JSON.stringify(fields)).digest();
}

export function isSame(a: Buffer, b: Buffer): boolean {
  return a.length === b.length && timingSafeEqual(a, b);
}

/** Postgres keeps the keys of an object in an order of its own. */
function withSortedKeys(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withSortedKeys);
  if (value === null || typeof value !== 'object') return value;
  return Object.fromEntries(
    Object.entries(value)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([key, inner]) => [key, withSortedKeys(inner)]),
  );
}
