// The audit log for those who administer the site: people by account id, where they are still known.

import type { AuditEntry, AuditEventType, AuditLogPage, AuditOutcome } from '../audit-log/api-types.ts';
import { type EventFilter, type ListedEvent, listEvents } from '../audit-log/list-events.ts';
import { auditEventTypes, outcomeOf } from '../audit-log/outcomes.ts';
import type { PersonsRepository } from '../installations/persons-repository.ts';
import type { Database } from '../platform/database/database.ts';
import { csvLine } from '../platform/http/csv.ts';

export interface ListAuditLogDeps {
  database: Database;
  persons: PersonsRepository;
}

export interface AuditLogFilter {
  from?: Date;
  to?: Date;
  /** Account id. */
  person?: string;
  type?: AuditEventType;
  outcome?: AuditOutcome;
}

const exportedAtOnce = 1_000;

export async function listAuditLog(
  deps: ListAuditLogDeps,
  {
    siteId,
    filter,
    before,
    limit,
  }: { siteId: string; filter: AuditLogFilter; before: string | null; limit: number },
): Promise<AuditLogPage> {
  const wanted = await eventFilter(deps, siteId, filter);
  if (wanted === null) return { events: [], before: null };
  // One more tells whether there is another page.
  const page = { before, most: limit + 1, allTypes: auditEventTypes };
  const found = await listEvents(deps.database, siteId, wanted, page);
  const shown = found.slice(0, limit);
  return {
    events: await entriesOf(deps, siteId, shown),
    before: found.length > limit ? (shown.at(-1)?.cursor ?? null) : null,
  };
}

/** All that the filter lets through, newest first, read as it is asked for. */
async function* allEntries(
  deps: ListAuditLogDeps,
  siteId: string,
  filter: AuditLogFilter,
): AsyncGenerator<AuditEntry> {
  const wanted = await eventFilter(deps, siteId, filter);
  if (wanted === null) return;
  for (let before: string | null = null; ; ) {
    const page = { before, most: exportedAtOnce, allTypes: auditEventTypes };
    const found: ListedEvent[] = await listEvents(deps.database, siteId, wanted, page);
    yield* await entriesOf(deps, siteId, found);
    if (found.length < exportedAtOnce) return;
    before = found.at(-1)?.cursor ?? null;
  }
}

/** Lines of CSV, the first of which names the columns. */
export async function* auditLogAsCsv(
  deps: ListAuditLogDeps,
  siteId: string,
  filter: AuditLogFilter,
): AsyncGenerator<string> {
  yield csvLine([
    'number',
    'time',
    'action',
    'outcome',
    'account id',
    'person erased',
    'issue id',
    'details',
  ]);
  for await (const { position, at, type, outcome, accountId, erased, issueId, details } of allEntries(
    deps,
    siteId,
    filter,
  ))
    yield csvLine([
      position,
      at,
      type,
      outcome,
      accountId,
      erased ? 'yes' : 'no',
      issueId,
      JSON.stringify(details),
    ]);
}

/** An array, one event in each line. */
export async function* auditLogAsJson(
  deps: ListAuditLogDeps,
  siteId: string,
  filter: AuditLogFilter,
): AsyncGenerator<string> {
  let separator = '[\n';
  for await (const entry of allEntries(deps, siteId, filter)) {
    yield separator + JSON.stringify(entry);
    separator = ',\n';
  }
  yield separator === '[\n' ? '[]\n' : '\n]\n';
}

/** Null: there can be none, since nothing is known of such a person or no type has such an outcome. */
async function eventFilter(
  { persons }: ListAuditLogDeps,
  siteId: string,
  { from, to, person, type, outcome }: AuditLogFilter,
): Promise<EventFilter | null> {
  const personId = person === undefined ? null : await persons.findIdOf(siteId, person);
  if (person !== undefined && personId === null) return null;
  const types =
    type === undefined && outcome === undefined
      ? null
      : auditEventTypes.filter(
          (name) =>
            (type === undefined || name === type) && (outcome === undefined || outcomeOf[name] === outcome),
        );
  if (types?.length === 0) return null;
  return { from: from ?? null, to: to ?? null, personId, types };
}

async function entriesOf(
  { persons }: ListAuditLogDeps,
  siteId: string,
  events: readonly ListedEvent[],
): Promise<AuditEntry[]> {
  const personIds = events.flatMap(({ personId }) => personId ?? []);
  const accountIds = await persons.accountIdsOf(siteId, [...new Set(personIds)]);
  return events.map(({ position, at, type, personId, issueId, details }) => {
    const accountId = personId === null ? null : (accountIds.get(personId) ?? null);
    return {
      position,
      at: at.toISOString(),
      type,
      outcome: outcomeOf[type],
      accountId,
      erased: personId !== null && accountId === null,
      issueId,
      details,
    };
  });
}
