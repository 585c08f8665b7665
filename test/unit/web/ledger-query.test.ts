// What the ledger's page asks for, and the search of Jira's that it opens.

import { expect, test } from 'vitest';
import { isFiltered, issuesUrl, issueUrl, ledgerQuery } from '../../../src/web/ledger-query.ts';

test('only what was chosen is asked for', () => {
  expect(ledgerQuery({})).toBe('');
  const query = { state: 'due', accountId: '557058:a b', issueId: '', order: 'asc' } as const;
  expect(ledgerQuery(query)).toBe('state=due&accountId=557058%3Aa+b&order=asc');
});

test('an order is no filter', () => {
  expect(isFiltered({ sort: 'size', order: 'asc', after: 'x' })).toBe(false);
  expect(isFiltered({ from: '2026-11-23' })).toBe(true);
});

test('issues open as one search, and one by its key, at the site', () => {
  const url = new URL(issuesUrl('https://x.atlassian.net', ['ABC-1', 'ABC-2']));
  expect([url.pathname, url.searchParams.get('jql')]).toEqual(['/issues/', 'issue in (ABC-1, ABC-2)']);
  expect(issueUrl('https://x.atlassian.net', 'ABC-1')).toBe('https://x.atlassian.net/browse/ABC-1');
});
