// The simulated Jira takes reports of the accounts that an app knows, and closes and changes them.

import { afterEach, beforeEach, expect, test } from 'vitest';
import { type LoopbackServer, listenOnLoopback } from '../simulators/http.ts';
import { type JiraSimulator, startJiraSimulator } from '../simulators/jira/simulator.ts';
import type { JiraIssue, JiraUser } from '../simulators/jira/site-state.ts';
import { queryStringHash, signToken } from '../simulators/jira/tokens.ts';

const path = '/rest/atlassian-connect/latest/report-accounts';
const appKey = 'test-app';
let jira: JiraSimulator;
let app: LoopbackServer;
let ada: JiraUser;
let bob: JiraUser;
let issue: JiraIssue;
let now: number;

beforeEach(async () => {
  now = Date.parse('2026-11-22T10:00:00Z');
  jira = await startJiraSimulator({ clock: () => now });
  const { site } = jira;
  app = await listenOnLoopback((request, response) => {
    response.writeHead(request.method === 'GET' ? 200 : 204).end(JSON.stringify(descriptor()));
  });
  [ada, bob] = [site.addUser({ name: 'Ada' }), site.addUser({ name: 'Bob' })];
  const project = site.addProject({ key: 'ABC' });
  for (const { accountId } of [ada, bob]) site.grant(accountId, project.id);
  issue = site.addIssue({ projectId: project.id, reporterAccountId: ada.accountId });
  await site.install(app.origin);
});

afterEach(async () => {
  await jira.stop();
  await app.close();
});

const descriptor = () => ({
  key: appKey,
  name: 'Test app',
  baseUrl: app.origin,
  authentication: { type: 'jwt' },
  lifecycle: { installed: '/installed' },
  scopes: ['READ'],
  apiMigrations: { 'signed-install': true, gdpr: true, 'context-qsh': true },
  modules: {},
});

/** Calls the site as the app. */
function asApp(method: 'GET' | 'POST', pathAndQuery: string, body?: unknown): Promise<Response> {
  const { pathname, searchParams } = new URL(pathAndQuery, jira.site.baseUrl);
  const iat = Math.floor(now / 1000);
  const qsh = queryStringHash(method, pathname, searchParams);
  const token = signToken({ secret: jira.site.sharedSecret }, { iss: appKey, iat, exp: iat + 180, qsh });
  return fetch(jira.site.baseUrl + pathAndQuery, {
    method,
    headers: { authorization: `JWT ${token}`, 'content-type': 'application/json' },
    ...(body !== undefined && { body: JSON.stringify(body) }),
  });
}

const reported = (...accountIds: string[]) => ({
  accounts: accountIds.map((accountId) => ({ accountId, updatedAt: new Date(now).toISOString() })),
});

/** Opens a page of the site as a person's browser does. */
async function cookieOf({ accountId }: JiraUser): Promise<string> {
  const page = await fetch(`${jira.site.baseUrl}/?as=${accountId}`, { redirect: 'manual' });
  return page.headers.get('set-cookie')?.split(';')[0] ?? '';
}

test('a report hears of those whose accounts were closed or changed since, and of nobody else', async () => {
  const nothing = await asApp('POST', path, reported(ada.accountId, bob.accountId));
  expect([nothing.status, await nothing.text()]).toEqual([204, '']);
  expect(nothing.headers.get('cycle-period')).toBe('7');

  const before = reported(bob.accountId);
  now += 1000;
  jira.site.updateAccount(bob.accountId);
  jira.site.closeAccount(ada.accountId);
  const accounts = [...reported(ada.accountId, 'of-another-site').accounts, ...before.accounts];
  const answer = await asApp('POST', path, { accounts });
  expect(answer.status).toBe(200);
  expect(await answer.json()).toEqual({
    accounts: [
      { accountId: ada.accountId, status: 'closed' },
      { accountId: bob.accountId, status: 'updated' },
    ],
  });
  expect((await asApp('POST', path, reported(bob.accountId))).status).toBe(204);
  expect(jira.site.accountReports.map((report) => report.length)).toEqual([2, 3, 1]);
  expect(jira.site.accountReports[1]).toEqual(accounts);
});

test('a report that is not exactly as it must be is refused, and so is one by a user', async () => {
  const [one] = reported(ada.accountId).accounts;
  for (const body of [
    {},
    [one],
    { accounts: [] },
    { accounts: [one], more: 1 },
    { accounts: [{ ...one, name: 'Ada' }] },
    { accounts: [{ accountId: ada.accountId }] },
    { accounts: [{ ...one, updatedAt: 'yesterday' }] },
    { accounts: [{ ...one, updatedAt: 1 }] },
    { accounts: [{ ...one, accountId: 'unknown' }] },
    reported(...Array.from({ length: 91 }, (_, index) => `account-${index}`)),
  ])
    expect((await asApp('POST', path, body)).status).toBe(400);
  const many = reported(...Array.from({ length: 90 }, (_, index) => `account-${index}`));
  expect((await asApp('POST', path, many)).status).toBe(204);

  const headers = { cookie: await cookieOf(ada), 'content-type': 'application/json' };
  const body = JSON.stringify(reported(ada.accountId));
  const byUser = await fetch(jira.site.baseUrl + path, { method: 'POST', headers, body });
  expect(byUser.status).toBe(403);
  expect(jira.site.accountReports).toEqual([many.accounts]);
});

test('a report suffers the faults of any other call', async () => {
  const headers = { 'retry-after': '60' };
  jira.faults.answers.push({ method: 'POST', path: /report-accounts$/, times: 1, status: 429, headers });
  const limited = await asApp('POST', path, reported(ada.accountId));
  expect([limited.status, limited.headers.get('retry-after')]).toEqual([429, '60']);
  expect(jira.site.accountReports).toEqual([]);
});

test('a closed account is found by nobody and acts no more, and what it made is still shown', async () => {
  const adasCookie = await cookieOf(ada);
  const form = new FormData();
  form.append('file', new Blob(['some bytes']), 'note.txt');
  const uploaded = await fetch(`${jira.site.baseUrl}/rest/api/3/issue/${issue.id}/attachments`, {
    method: 'POST',
    headers: { cookie: adasCookie, 'x-atlassian-token': 'no-check' },
    body: form,
  });
  expect(uploaded.status).toBe(200);

  jira.site.closeAccount(ada.accountId);
  const { accountId } = ada;
  expect((await asApp('GET', `/rest/api/3/user?accountId=${accountId}`)).status).toBe(404);
  const bulk = await asApp('GET', `/rest/api/3/user/bulk?accountId=${accountId}&accountId=${bob.accountId}`);
  expect(await bulk.json()).toMatchObject({ total: 1, values: [{ accountId: bob.accountId }] });
  const asAda = await fetch(`${jira.site.baseUrl}/rest/api/3/myself`, { headers: { cookie: adasCookie } });
  expect(asAda.status).toBe(401);

  const shown: unknown = await (await asApp('GET', `/rest/api/3/issue/${issue.id}`)).json();
  const author = { accountId, displayName: expect.stringContaining('Former user'), active: false };
  expect(shown).toMatchObject({
    fields: { reporter: author, attachment: [{ filename: 'note.txt', author }] },
  });
  expect(JSON.stringify(shown)).not.toContain('Ada');
  const headers = { cookie: await cookieOf(bob) };
  const page = await fetch(`${jira.site.baseUrl}/host-page/issue/${issue.key}`, { headers });
  const attachments = [{ author: expect.stringContaining('Former user') }];
  expect(await page.json()).toMatchObject({ attachments });
});
