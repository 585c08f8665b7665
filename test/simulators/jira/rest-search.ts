// GET and POST /rest/api/3/search/jql: issues by JQL, page by page with a token.

import { readBody } from '../http.ts';
import { JqlError } from './jql.ts';
import { searchIssues } from './jql-search.ts';
import { jiraError, type RestCall, type RestRoute } from './rest-call.ts';
import { issueFields } from './rest-issues.ts';

const path = /^\/rest\/api\/3\/search\/jql$/;
const mostIssues = 5_000;

export const searchRoutes: RestRoute[] = [
  { method: 'GET', path, scope: 'READ', answer: getSearch },
  { method: 'POST', path, scope: 'READ', answer: postSearch },
];

interface SearchRequest {
  jql?: unknown;
  maxResults?: unknown;
  fields?: unknown;
  nextPageToken?: unknown;
}

function getSearch(call: RestCall) {
  const query = call.url.searchParams;
  return search(call, {
    jql: query.get('jql') ?? '',
    ...(query.has('maxResults') && { maxResults: Number(query.get('maxResults')) }),
    ...(query.has('nextPageToken') && { nextPageToken: query.get('nextPageToken') }),
    fields: query.getAll('fields').flatMap((list) => list.split(',')),
  });
}

async function postSearch(call: RestCall) {
  const text = (await readBody(call.request)).toString('utf8');
  let body: unknown = null;
  try {
    body = JSON.parse(text);
  } catch {}
  if (typeof body !== 'object' || body === null)
    throw jiraError(call.site, 400, 'The request body is not valid.');
  return search(call, body);
}

function search(
  { site, identity }: RestCall,
  { jql, maxResults = 50, fields, nextPageToken }: SearchRequest,
) {
  if (typeof jql !== 'string') throw jiraError(site, 400, 'jql must be a text.');
  if (!Number.isInteger(maxResults) || Number(maxResults) < 1)
    throw jiraError(site, 400, 'maxResults must be a number above 0.');
  const from = nextPageToken === undefined ? 0 : offsetOf(nextPageToken, jql);
  if (from === null) throw jiraError(site, 400, 'The nextPageToken is not of this query.');
  let found: ReturnType<typeof searchIssues>;
  try {
    found = searchIssues(site, identity, jql);
  } catch (error) {
    if (error instanceof JqlError) throw jiraError(site, 400, error.message);
    throw error;
  }
  const to = from + Math.min(Number(maxResults), mostIssues);
  const asked = Array.isArray(fields) ? fields.map(String).filter(Boolean) : [];
  const issues = found.slice(from, to).map((issue) => {
    if (asked.length === 0 || asked.every((name) => name === 'id')) return { id: issue.id };
    const all = Object.entries(issueFields(site, issue));
    const everything = asked.includes('*all') || asked.includes('*navigable');
    const shown = all.filter(([name]) => everything || asked.includes(name));
    const self = `${site.baseUrl}/rest/api/3/issue/${issue.id}`;
    return { id: issue.id, self, key: issue.key, fields: Object.fromEntries(shown) };
  });
  const isLast = to >= found.length;
  return { status: 200, body: { issues, isLast, ...(!isLast && { nextPageToken: tokenOf(to, jql) }) } };
}

function tokenOf(offset: number, jql: string): string {
  return Buffer.from(JSON.stringify([offset, jql])).toString('base64url');
}

function offsetOf(token: unknown, jql: string): number | null {
  try {
    const [offset, of] = JSON.parse(Buffer.from(String(token), 'base64url').toString('utf8'));
    return of === jql && Number.isInteger(offset) ? offset : null;
  } catch {
    return null;
  }
}
