// What of the ledger is asked for, and the search of Jira's that its issues open as.

import type { LedgerQuery } from '../recordings/ledger/api-types.ts';

/** As a query string; what is empty is left out. */
export function ledgerQuery(query: LedgerQuery): string {
  const given = Object.entries(query).filter(([, value]) => value !== undefined && value !== '');
  return String(new URLSearchParams(Object.fromEntries(given)));
}

const restrictions = ['state', 'rendition', 'accountId', 'issueId', 'projectId', 'from', 'to'] as const;

/** Whether anything but the order was chosen. */
export function isFiltered(query: LedgerQuery): boolean {
  return restrictions.some((name) => query[name]);
}

/** So many keys make an address that every browser and proxy takes. */
export const mostIssuesOpened = 200;

/** Jira's search for these issues, for a new tab. @param siteUrl without a slash at its end. */
export function issuesUrl(siteUrl: string, keys: readonly string[]): string {
  return `${siteUrl}/issues/?jql=${encodeURIComponent(`issue in (${keys.join(', ')})`)}`;
}

export function issueUrl(siteUrl: string, key: string): string {
  return `${siteUrl}/browse/${encodeURIComponent(key)}`;
}
