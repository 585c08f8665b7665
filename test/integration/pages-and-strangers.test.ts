// The framed pages: small, fresh, and nothing in them or behind them for those who are not logged in.

import { afterAll, beforeAll, expect, test } from 'vitest';
import { routesOf } from '../support/routes.ts';
import { newTeam, type Team } from '../support/team.ts';
import { startTestApp, type TestApp } from '../support/test-app.ts';

const pages = ['zoom-issue-panel', 'zoom-issue-context', 'zoom-settings', 'zoom-admin'];
const largestShell = 2_048;

let app: TestApp;
let team: Team;
beforeAll(async () => {
  app = await startTestApp({ background: false });
  team = newTeam(app);
});
afterAll(() => app.stop());

test.each(pages)(
  'the shell of %s is at most 2 kB, never kept, and loads only files that never change',
  async (page) => {
    const answer = await fetch(app.jira.site.iframeUrl(page, team.admin));
    const shell = await answer.text();
    expect([answer.status, answer.headers.get('cache-control')]).toEqual([200, 'no-store']);
    expect(Buffer.byteLength(shell)).toBeLessThanOrEqual(largestShell);

    const assets = [...shell.matchAll(/(?:href|src)="(\/[^"]+)"/g)].map(([, path]) => path ?? '');
    expect(assets.length).toBeGreaterThanOrEqual(2);
    for (const path of assets) {
      expect(path).toMatch(/^\/assets\/.+-[\w-]{8}\.(js|css)$/);
      const asset = await fetch(app.baseUrl + path);
      expect([asset.status, asset.headers.get('cache-control')]).toEqual([
        200,
        'public, max-age=31536000, immutable',
      ]);
    }
  },
);

test.each(pages)('%s is shown to nobody who is not logged in', async (page) => {
  const answer = await fetch(app.jira.site.iframeUrl(page, { issueId: team.issueId }));
  expect([answer.status, await answer.text()]).toEqual([401, expect.stringContaining('Reload the page')]);
});

test('the page for admins is shown to those who administer Jira, and to others in words why not', async () => {
  const answers = [team.host, team.visitor, team.admin].map(async (person) => {
    const answer = await fetch(app.jira.site.iframeUrl('zoom-admin', person));
    return [answer.status, (await answer.text()).includes('<script')];
  });
  expect(await Promise.all(answers)).toEqual([
    [403, false],
    [403, false],
    [200, true],
  ]);
  const refused = await fetch(app.jira.site.iframeUrl('zoom-admin', team.host));
  expect(refused.headers.get('content-type')).toContain('text/plain');
  expect(await refused.text()).toBe('Only people who administer Jira can see this. Ask one of them.');
});

test('while Jira does not tell who administers it, nobody is told that they do not, and no page is shown', async () => {
  const { admin } = newTeam(app);
  app.jira.faults.answers.push({ path: /permissions\/check$/, times: 3, status: 503 });
  const answer = await fetch(app.jira.site.iframeUrl('zoom-admin', admin));
  expect([answer.status, await answer.text()]).toEqual([503, expect.stringContaining('try again')]);
  app.jira.faults.answers = [];
  expect((await fetch(app.jira.site.iframeUrl('zoom-admin', admin))).status).toBe(200);
});

const anId = '00000000-0000-4000-8000-000000000000';

test.each([
  'GET /issue-panel',
  'GET /admin/unwritable-projects',
  'GET /admin/policy',
  'PUT /admin/policy',
  'PUT /admin/policy/projects/10000',
  'DELETE /admin/policy/projects/10000',
  'GET /admin/overview',
  'GET /admin/files',
  'GET /admin/files.csv',
  'GET /admin/files/people',
  'POST /admin/files/check',
  'GET /admin/audit-log',
  'GET /admin/audit-log.csv',
  'GET /admin/audit-log.json',
  'POST /admin/audit-log/verification',
  'GET /analytics-choice',
  'PUT /analytics-choice',
  'GET /audience',
  'GET /meeting-defaults',
  'PUT /meeting-defaults',
  'GET /meetings?when=upcoming',
  'POST /meetings',
  'POST /meetings/start',
  'POST /meeting-links',
  'POST /meeting-links/undo',
  `DELETE /meeting-links/${anId}`,
  `GET /meeting-links/${anId}/details`,
  `POST /meeting-links/${anId}/time`,
  `POST /meeting-links/${anId}/cancel`,
  `GET /meeting-links/${anId}/invitation`,
  `GET /meeting-links/${anId}/calendar`,
  `GET /meeting-links/${anId}/recordings`,
  `GET /meeting-links/${anId}/transcript?meetingUuid=a&fileKey=b`,
  `GET /meeting-links/${anId}/summary?meetingUuid=a`,
  `POST /meeting-links/${anId}/shares`,
  `DELETE /meeting-links/${anId}/shares`,
  `POST /meeting-links/${anId}/requests`,
  `DELETE /meeting-links/${anId}/requests`,
  'GET /recording-requests',
  'POST /recording-requests/answer',
  'GET /transfers',
  'POST /transfers',
  'POST /transfers/told',
  `POST /transfers/${anId}/cancel`,
  `POST /transfers/${anId}/retry`,
  'GET /zoom-connection',
  'DELETE /zoom-connection',
  'GET /zoom-connection/account',
  'POST /zoom-connection/flows',
])('%s answers nobody who is not logged in, although Jira signed their token', async (route) => {
  const [method = '', path = ''] = route.split(' ');
  const token = app.jira.site.contextToken({ issueId: team.issueId });
  const answer = await fetch(`${app.baseUrl}/api${path}`, {
    method,
    headers: { authorization: `JWT ${token}` },
  });
  const { error } = (await answer.json()) as { error: { code: string } };
  expect([answer.status, error.code]).toEqual([401, 'not_authenticated']);
});

test('that token is refused for having nobody in it, and for nothing else', async () => {
  const before = app.log().length;
  const token = app.jira.site.contextToken({ issueId: team.issueId });
  await refusalOf('GET', '/api/issue-panel', token);
  const reasons = [
    ...app
      .log()
      .slice(before)
      .matchAll(/"token refused".*?"reason":"(\w+)"/g),
  ];
  expect(reasons.map(([, reason]) => reason)).toEqual(['no_subject']);
});

/** Every route below the path, as Express has them, with something in the place of each id. */
const routesBelow = (path: string): [method: string, path: string][] =>
  routesOf(app.express)
    .map((route) =>
      route
        .replace(/:projectId/g, '10000')
        .replace(/:\w+/g, anId)
        .split(' '),
    )
    .filter(([, at = '']) => at.startsWith(path))
    .map(([method = '', at = '']) => [method, at]);

const refusalOf = async (method: string, path: string, token: string): Promise<string> => {
  const answer = await fetch(app.baseUrl + path, { method, headers: { authorization: `JWT ${token}` } });
  const { error } = (await answer.json()) as { error?: { code: string } };
  return `${method} ${path}: ${answer.status} ${error?.code}`;
};

test('no route of the API answers anybody who is not logged in, whatever was added since', async () => {
  const routes = routesBelow('/api/');
  expect(routes.length).toBeGreaterThan(50);
  const token = app.jira.site.contextToken({ issueId: team.issueId });
  for (const [method, path] of routes)
    expect(await refusalOf(method, path, token)).toBe(`${method} ${path}: 401 not_authenticated`);
});

test('no route for admins answers anybody who does not administer Jira, whatever was added since', async () => {
  const routes = routesBelow('/api/admin/');
  expect(routes.length).toBeGreaterThan(10);
  const { accountId, issueId = '' } = team.host;
  const token = app.jira.site.contextToken({ accountId, issueId });
  for (const [method, path] of routes)
    expect(await refusalOf(method, path, token)).toBe(`${method} ${path}: 403 rights_missing`);
});
