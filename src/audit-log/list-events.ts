// Reading the audit log, newest first, by time, person and type. Every combination is a range of an index: a filter that
// nothing matches reads nothing, however long the log.

import type { Database } from '../platform/database/database.ts';
import type { AuditEventType } from './api-types.ts';

export interface EventFilter {
  /** From then on. */
  from: Date | null;
  /** Before then. */
  to: Date | null;
  /** Random id of `persons`. */
  personId: string | null;
  /** Of these alone; null: of all. */
  types: readonly AuditEventType[] | null;
}

export interface ListedEvent {
  position: number;
  at: Date;
  type: AuditEventType;
  personId: string | null;
  issueId: string | null;
  details: Record<string, unknown>;
  /** To go on after this one. */
  cursor: string;
}

/** `<microseconds>-<position>` of the event after which the page begins. */
export const cursorPattern = /^\d{1,16}-\d{1,16}$/;

/** `allTypes` are those that there are: a person's events are found type by type. */
export async function listEvents(
  database: Database,
  siteId: string,
  { from, to, personId, types }: EventFilter,
  { before, most, allTypes }: { before: string | null; most: number; allTypes: readonly AuditEventType[] },
): Promise<ListedEvent[]> {
  const bind: unknown[] = [siteId];
  const parameter = (value: unknown) => `$${bind.push(value)}`;
  const where = ['installation_id = $1', 'position IS NOT NULL'];
  if (from !== null) where.push(`at >= ${parameter(from)}`);
  if (to !== null) where.push(`at < ${parameter(to)}`);
  if (before !== null) {
    const [micros, position] = before.split('-');
    const at = `timestamptz 'epoch' + ${parameter(micros)}::bigint * interval '1 microsecond'`;
    where.push(`(at, position) < (${at}, ${parameter(position)}::bigint)`);
  }
  if (personId !== null) where.push(`person_id = ${parameter(personId)}`);
  const page = (conditions: readonly string[]) =>
    `SELECT position, at, type, person_id, issue_id, details FROM audit_events
     WHERE ${conditions.join(' AND ')} ORDER BY at DESC, position DESC LIMIT ${most}`;
  const byType = types ?? (personId === null ? null : allTypes);
  const source =
    byType === null
      ? `(${page(where)})`
      : `unnest(${parameter(byType)}::text[]) AS wanted (name)
         CROSS JOIN LATERAL (${page([...where, 'type = wanted.name'])})`;
  const rows = await database.rows<
    Omit<ListedEvent, 'position' | 'cursor'> & { position: string; micros: string }
  >(
    `SELECT e.position, e.at, (extract(epoch FROM e.at) * 1000000)::bigint AS micros, e.type,
       e.person_id AS "personId", e.issue_id AS "issueId", e.details
     FROM ${source} AS e ORDER BY e.at DESC, e.position DESC LIMIT ${most}`,
    bind,
  );
  return rows.map(({ micros, ...row }) => ({
    ...row,
    position: Number(row.position),
    cursor: `${micros}-${row.position}`,
  }));
}
