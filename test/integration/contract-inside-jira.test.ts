// What the app asks of Jira besides the whole path, and what it may ask as the viewer, as Jira's specification has it.

import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Contract, createContract, readSpecification } from '../support/api-specification.ts';
import { connected, linkNewMeeting, newTeam } from '../support/team.ts';
import { startTestApp, type TestApp } from '../support/test-app.ts';
import { type Exchange, recordTraffic } from '../support/traffic.ts';

const specification = readSpecification('jira-platform-v3.openapi.json');
const why = specification === null ? ' (SKIPPED: the API specifications are not present)' : '';
const document = {
  type: 'doc',
  version: 1,
  content: [{ type: 'paragraph', content: [{ type: 'text', text: 'Attached.' }] }],
};

describe.skipIf(specification === null)(`contracts inside Jira${why}`, () => {
  let contract: Contract;
  let exchanges: Exchange[];
  const traffic = recordTraffic();
  beforeAll(async () => {
    const app = await startTestApp({ background: false });
    try {
      await askEverything(app);
    } finally {
      await app.stop();
      traffic.stop();
    }
    contract = createContract(specification ?? {});
    exchanges = traffic.exchanges.filter(
      ({ origin, url }) => origin === app.jira.site.baseUrl && url.startsWith('/rest/'),
    );
  });
  afterAll(() => traffic.stop());

  test('these operations are asked for, each of them documented', () => {
    const asked = exchanges.map((exchange) => contract.operationOf(exchange));
    expect([...new Set(asked)].sort()).toEqual([
      'GET /rest/api/3/groups/picker',
      'GET /rest/api/3/issue/{issueIdOrKey}',
      'GET /rest/api/3/issue/{issueIdOrKey}/comment',
      'GET /rest/api/3/issue/{issueIdOrKey}/properties/{propertyKey}',
      'GET /rest/api/3/mypermissions',
      'GET /rest/api/3/project/search',
      'GET /rest/api/3/search/jql',
      'GET /rest/api/3/user',
      'GET /rest/api/3/user/groups',
      'POST /rest/api/3/issue/{issueIdOrKey}/comment',
      'POST /rest/api/3/permissions/check',
      'POST /rest/api/3/search/jql',
    ]);
  });

  test('every request has the path, query and body that Jira documents, and succeeds', () => {
    expect(exchanges.flatMap((exchange) => contract.requestFaults(exchange))).toEqual([]);
    expect(exchanges.filter(({ status }) => status >= 400)).toEqual([]);
  });

  test('the simulated Jira answers as the specification says', () => {
    expect(exchanges.flatMap((exchange) => contract.answerFaults(exchange))).toEqual([]);
  });
});

async function askEverything(app: TestApp): Promise<void> {
  const { site } = app.jira;
  const team = newTeam(app);
  const { accountId } = team.host;
  const open = site.addProject({ key: 'OPEN', anonymous: true });
  const siteId = (await app.deps.installations.findByClientKey(site.clientKey))?.id ?? '';
  await linkNewMeeting(app, team.host, await connected(app, team.host));

  const { jira } = await app.deps.jiraAccess.actAs(siteId, accountId);
  for (const internal of [true, false]) await jira.addComment(team.issueId, document, { internal });
  const nobody = await app.deps.jiraAccess.asAnonymous(siteId);
  await nobody.mayBrowse(site.addIssue({ projectId: open.id }).id);
  const key = 'zoom-meetings-for-jira.meetings';
  const issue = site.issues.find(({ id }) => id === team.issueId);
  if (issue) issue.properties[key] = { meetings: 1 };
  await jira.findIssueProperty(team.issueId, key);
  await app.api('GET', '/admin/unwritable-projects', team.admin);
  const { groupId } = site.addGroup({ name: 'pilots', members: [accountId] });
  expect(await (await app.deps.jiraAccess.asApp(siteId)).listGroupIdsOf(accountId)).toEqual(
    new Set([groupId]),
  );

  const home = await fetch(`${site.baseUrl}/?as=${accountId}`, { redirect: 'manual' });
  const cookie = home.headers.get('set-cookie')?.split(';')[0] ?? '';
  const asViewer = (path: string, init: RequestInit = {}) =>
    fetch(`${site.baseUrl}/rest/api/3${path}`, {
      ...init,
      headers: { cookie, ...(init.body && { 'content-type': 'application/json' }) },
    }).then((answer) => answer.text());
  const search = { jql: 'zoomMeetings > 0 ORDER BY zoomNextMeeting', maxResults: 1, fields: ['summary'] };
  await asViewer(`/search/jql?${new URLSearchParams({ jql: search.jql, fields: 'summary' })}`);
  await asViewer('/search/jql', { method: 'POST', body: JSON.stringify(search) });
  await asViewer(`/project/search?id=${team.projectId}`);
  await asViewer('/project/search?query=team&orderBy=name&maxResults=50');
  await asViewer(`/groups/picker?query=PIL&caseInsensitive=true&maxResults=100&excludeId=${groupId}`);
  await asViewer('/groups/picker?query=pilots');
  await asViewer(`/issue/${team.issueId}/comment`);
  await asViewer(`/issue/${team.issueId}?fields=project`);
}
