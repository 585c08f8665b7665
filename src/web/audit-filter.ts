// The filters of the audit log as the page has them, and as our server is asked.

import type { AuditEventType, AuditOutcome } from '../audit-log/api-types.ts';

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
  const midnight = (day: string) => midnightOf(day, timeZone).toISOString();
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

/** When the day begins in the time zone. A file of its own for clocks would weigh on the panel, which has them too. */
function midnightOf(day: string, timeZone: string): Date {
  const wanted = Date.parse(day);
  let moment = wanted;
  // The second time for what lies on the other side of a change of clocks.
  for (let tries = 0; tries < 2; tries += 1) {
    const shown = new Date(moment).toLocaleString('sv', { timeZone }).replace(' ', 'T');
    moment += wanted - Date.parse(`${shown}Z`);
  }
  return new Date(moment);
}
