// REST resources of groups: those of a person, and finding some by their names.

import { randomUUID } from 'node:crypto';
import type { Site } from './context.ts';
import { jiraError, type RestCall, type RestRoute } from './rest-call.ts';
import { accountIdOf, type Identity, type JiraGroup } from './site-state.ts';

/** What `jira.ajax.autocomplete.limit` allows at most. */
const mostPicked = 20;

export const groupRoutes: RestRoute[] = [
  { method: 'GET', path: /^\/rest\/api\/3\/user\/groups$/, scope: 'READ', answer: listGroupsOfUser },
  { method: 'GET', path: /^\/rest\/api\/3\/groups\/picker$/, scope: 'READ', answer: pickGroups },
];

export function newGroup(
  site: Site,
  { name, members = [] }: { name: string; members?: string[] },
): JiraGroup {
  return { groupId: randomUUID(), name: site.context.marked(name), members };
}

/** The global permission to browse users and groups, which everybody has unless it was taken. */
function mayBrowseGroups({ state }: Site, identity: Identity): boolean {
  return !state.groupsHiddenFrom.includes(accountIdOf(state, identity));
}

function listGroupsOfUser({ site, identity, url }: RestCall) {
  const { state, baseUrl } = site;
  const accountId = url.searchParams.get('accountId');
  if (accountId === null) throw jiraError(site, 400, 'The accountId query parameter must be provided.');
  if (!mayBrowseGroups(site, identity))
    throw jiraError(site, 403, 'Not permitted to browse users and groups.');
  if (!state.users.some((user) => user.accountId === accountId && !user.closed))
    throw jiraError(site, 404, 'The user is not found.');
  const groups = state.groups.filter(({ members }) => members.includes(accountId));
  return {
    status: 200,
    body: groups.map(({ groupId, name }) => ({
      name,
      groupId,
      self: `${baseUrl}/rest/api/3/group?groupId=${groupId}`,
    })),
  };
}

/** Sorted by name. Whoever may not browse groups finds one by its whole name only. */
function pickGroups({ site, identity, url }: RestCall) {
  const query = url.searchParams;
  const excluded = query.getAll('excludeId');
  if (excluded.length > 0 && query.has('exclude'))
    throw jiraError(site, 400, 'exclude and excludeId cannot be used together.');
  const fold = (text: string) => (query.get('caseInsensitive') === 'true' ? text.toLowerCase() : text);
  const wanted = fold(query.get('query') ?? '');
  const isFound = ({ name }: JiraGroup) =>
    mayBrowseGroups(site, identity) ? fold(name).includes(wanted) : name === query.get('query');
  const found = site.state.groups
    .filter((group) => isFound(group) && !excluded.includes(group.groupId))
    .sort((a, b) => a.name.localeCompare(b.name, 'en'));
  const most = Math.min(Number(query.get('maxResults') ?? mostPicked), mostPicked);
  const groups = found.slice(0, most).map(({ groupId, name }) => ({ name, html: name, labels: [], groupId }));
  const header = `Showing ${groups.length} of ${found.length} matching groups`;
  return { status: 200, body: { header, total: found.length, groups } };
}
