// The audit log: a closed list of events, ids and our own codes only. Written in the transaction of what it tells of.

import { beforeCommit, type Database, type Transaction } from '../platform/database/database.ts';
import type { Encryption } from '../platform/encryption.ts';
import type { Logger } from '../platform/logger.ts';
import type { AuditEvent } from './api-types.ts';
import { appendEvents, type NewEvent } from './append-events.ts';
import { createChainsRepository } from './chains-repository.ts';
import { eraseAuditLog, eraseSomeEvents } from './prune-audit-log.ts';

export type { AuditEvent, DisconnectReason } from './api-types.ts';

export interface AuditContext {
  siteId: string;
  /** Random id from `persons`; null when nobody in particular acted. */
  personId: string | null;
  issueId: string | null;
  at: Date;
}

export type AuditLog = ReturnType<typeof createAuditLog>;

/** An event on its way into the log. */
export class RecordedEvent {
  #id: string | null = null;

  /** Higher than those of the site's events before. Throws while the transaction is not committed. */
  get id(): string {
    if (this.#id === null) throw new Error('The event is not written yet');
    return this.#id;
  }

  written(id: string): void {
    this.#id = id;
  }
}

export interface AuditLogDeps {
  database: Database;
  encryption: Encryption;
  logger: Logger;
}

export function createAuditLog({ database, encryption, logger }: AuditLogDeps) {
  const deps = { database, logger, auditChains: createChainsRepository(database, encryption) };
  const waiting = new WeakMap<Transaction, { event: NewEvent; recorded: RecordedEvent }[]>();

  /** Always in the same order of sites, so that no two transactions wait for each other. */
  async function append(transaction: Transaction): Promise<void> {
    const bySite = Map.groupBy(waiting.get(transaction) ?? [], ({ event }) => event.siteId);
    for (const siteId of [...bySite.keys()].sort()) {
      const events = bySite.get(siteId) ?? [];
      const ids = await appendEvents(
        deps,
        siteId,
        events.map(({ event }) => event),
        transaction,
      );
      for (const [index, { recorded }] of events.entries()) recorded.written(ids[index] ?? '');
    }
  }

  return {
    /** Written at the end of the transaction, or not at all when that fails. */
    async record(
      transaction: Transaction,
      { siteId, personId, issueId, at }: AuditContext,
      { type, ...details }: AuditEvent,
    ): Promise<RecordedEvent> {
      const events = waiting.get(transaction) ?? [];
      if (events.length === 0) {
        beforeCommit(transaction, () => append(transaction));
        waiting.set(transaction, events);
      }
      const recorded = new RecordedEvent();
      // As Postgres gives it back, since its spelling is chained.
      const issue = issueId === null ? null : String(BigInt(issueId));
      events.push({ event: { siteId, personId, issueId: issue, at, type, details }, recorded });
      return recorded;
    },

    /** Up to `most` events of a site of which all are to go; how many went. */
    eraseSome(siteId: string, most: number, transaction: Transaction): Promise<number> {
      return eraseSomeEvents(database, { siteId, most }, transaction);
    },

    /** Removes all events of the site, and what chained them. What was recorded in this transaction is written after it. */
    async eraseSite(siteId: string, transaction: Transaction): Promise<void> {
      await eraseAuditLog(database, siteId, transaction);
    },

    /** The person's latest event of these types; null when there is none any more. */
    async findLatest<Type extends AuditEvent['type']>(
      personId: string,
      types: readonly Type[],
    ): Promise<{ at: Date; event: Extract<AuditEvent, { type: Type }> } | null> {
      const [row] = await database.rows<{ at: Date; type: Type; details: object }>(
        `SELECT at, type, details FROM audit_events WHERE person_id = $1 AND type = ANY ($2::text[])
         ORDER BY id DESC LIMIT 1`,
        [personId, types],
      );
      if (row === undefined) return null;
      return { at: row.at, event: { type: row.type, ...row.details } as Extract<AuditEvent, { type: Type }> };
    },

    /**
     * Whether anything happened to the link since that event, or somebody else than the person unlinked its meeting from
     * the same issue, be it linked anew in between.
     */
    async isOvertaken(
      since: { eventId: string; siteId: string; personId: string; issueId: string; linkId: string },
      transaction: Transaction,
    ): Promise<boolean> {
      const later = await database.rows(
        `SELECT later.id FROM audit_events known JOIN audit_events later
           ON later.installation_id = known.installation_id AND later.issue_id = known.issue_id AND later.id > known.id
         WHERE known.id = $1 AND known.installation_id = $2 AND known.issue_id = $3 AND (
           later.details ->> 'linkId' = $4
           OR (later.type = 'meeting_unlinked' AND later.person_id IS DISTINCT FROM $5
             AND later.details -> 'meetingId' = known.details -> 'meetingId'))
         LIMIT 1`,
        [since.eventId, since.siteId, since.issueId, since.linkId, since.personId],
        transaction,
      );
      return later.length > 0;
    },
  };
}
