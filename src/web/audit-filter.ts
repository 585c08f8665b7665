// The filters of the audit log as the page has them, and as our server is asked.

import type { AuditEventType, AuditOutcome } from '../audit-log/api-types.ts';
import { momentOf } from './schedule.ts';

export interface AuditFilter {
  /** Days in the viewer's time zone, both included: `2026-11-24`; empty for all. */
  from: string;
  to: string;
  person: { accountId: string; name: string } | null;
  type: AuditEventType | '';
  outcome: AuditOutcome | '';
}

export const noFilter: AuditFilter = { from: '', to: '', person: null, type: '', outcome: '' };

export function isFiltered({ from, to, person, type, outcome }: AuditFilter): boolean {
  return person !== null || [from, to, type, outcome].some((value) => value !== '');
}

/** The query of the list and of exports. */
export function auditQuery(filter: AuditFilter, timeZone: string): URLSearchParams {
  const query = new URLSearchParams();
  const midnight = (day: string) => momentOf(`${day}T00:00`, timeZone).toISOString();
  if (filter.from !== '') query.set('from', midnight(filter.from));
  if (filter.to !== '') query.set('to', midnight(dayAfter(filter.to)));
  if (filter.person !== null) query.set('person', filter.person.accountId);
  if (filter.type !== '') query.set('type', filter.type);
  if (filter.outcome !== '') query.set('outcome', filter.outcome);
  return query;
}

function dayAfter(day: string): string {
  return new Date(Date.parse(day) + 86_400_000).toISOString().slice(0, 10);
}
