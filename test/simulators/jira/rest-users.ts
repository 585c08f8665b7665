// REST resources of people: /myself, /user, /user/bulk, /user/search.

import type { Site } from './context.ts';
import { jiraError, type RestCall, type RestRoute } from './rest-call.ts';
import { accountIdOf } from './site-state.ts';

/** A person, or the app itself, as Jira shows them. Null for an account id nobody here has. */
export function userBean(site: Site, accountId: string): Record<string, unknown> | null {
  const { state, baseUrl, context } = site;
  const common = {
    self: `${baseUrl}/rest/api/3/user?accountId=${encodeURIComponent(accountId)}`,
    accountId,
    avatarUrls: Object.fromEntries(
      [16, 24, 32, 48].map((size) => [`${size}x${size}`, `${baseUrl}/secure/useravatar?size=${size}`]),
    ),
    timeZone: 'Europe/Berlin',
  };
  if (accountId === state.appAccountId) {
    const displayName = context.marked(state.installation?.descriptor.name ?? 'App');
    return { ...common, accountType: 'app', displayName, active: true };
  }
  const user = state.users.find((candidate) => candidate.accountId === accountId);
  if (!user) return null;
  const { displayName, emailAddress, active } = user;
  if (user.closed) return { ...common, accountType: 'unknown', displayName, active };
  return { ...common, accountType: 'atlassian', emailAddress, displayName, active };
}

export const userRoutes: RestRoute[] = [
  { method: 'GET', path: /^\/rest\/api\/3\/myself$/, scope: 'READ', answer: getMyself },
  { method: 'GET', path: /^\/rest\/api\/3\/user$/, scope: 'READ', answer: getUser },
  { method: 'GET', path: /^\/rest\/api\/3\/user\/bulk$/, scope: 'READ', answer: listUsers },
  { method: 'GET', path: /^\/rest\/api\/3\/user\/search$/, scope: 'READ', answer: searchUsers },
];

function getMyself({ site, identity }: RestCall) {
  return { status: 200, body: userBean(site, accountIdOf(site.state, identity)) };
}

/** Like `userBean`, but nobody finds a person whose account is closed. */
function findUser(site: Site, accountId: string): Record<string, unknown> | null {
  const closed = site.state.users.some((user) => user.accountId === accountId && user.closed);
  return closed ? null : userBean(site, accountId);
}

function getUser({ site, url }: RestCall) {
  const user = findUser(site, url.searchParams.get('accountId') ?? '');
  if (!user)
    throw jiraError(site, 404, 'Specified user does not exist or you do not have required permissions');
  return { status: 200, body: user };
}

function listUsers({ site, url }: RestCall) {
  const asked = url.searchParams.getAll('accountId');
  if (asked.length === 0) throw jiraError(site, 400, 'The accountId parameter is missing.');
  const startAt = Number(url.searchParams.get('startAt') ?? 0);
  const maxResults = Math.min(Number(url.searchParams.get('maxResults') ?? 10), 200);
  const found = asked.map((accountId) => findUser(site, accountId)).filter((user) => user !== null);
  const values = found.slice(startAt, startAt + maxResults);
  const isLast = startAt + values.length >= found.length;
  const self = `${site.baseUrl}${url.pathname}${url.search}`;
  return { status: 200, body: { self, maxResults, startAt, total: found.length, isLast, values } };
}

/** By the beginnings of the words of a name, whatever their case. */
function searchUsers({ site, url }: RestCall) {
  const query = url.searchParams.get('query')?.toLowerCase();
  if (query === undefined) throw jiraError(site, 400, 'The query parameter is missing.');
  const maxResults = Math.min(Number(url.searchParams.get('maxResults') ?? 50), 1000);
  const found = site.state.users
    .filter(({ displayName }) => ` ${displayName.toLowerCase()}`.includes(` ${query}`))
    .map(({ accountId }) => findUser(site, accountId))
    .filter((user) => user !== null);
  return { status: 200, body: found.slice(0, maxResults) };
}
