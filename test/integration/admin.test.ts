// Where the app may not write is named to those who administer Jira, and to nobody else.

import { afterEach, beforeEach, expect, test } from 'vitest';
import { refreshIssueProperty, workOnIssueProperties } from '../../src/issue-panel/issue-property.ts';
import { forgetOldRefusals } from '../../src/issue-panel/unwritable-projects.ts';
import { connected, linkNewMeeting, newTeam, type Team } from '../support/team.ts';
import { startTestApp, type TestApp } from '../support/test-app.ts';

let app: TestApp;
beforeEach(async () => {
  app = await startTestApp({ background: false });
});
afterEach(() => app.stop());

const named = (team: Team) => app.api('GET', '/admin/unwritable-projects', team.admin);

/** Once the waiting writes of issue properties have been tried, the project that the app may not write in is named. */
async function namedAfterWork(team: Team): Promise<unknown> {
  await linkNewMeeting(app, team.host, await connected(app, team.host));
  await workOnIssueProperties(app.deps);
  await expect.poll(async () => (await named(team)).body.projects).toHaveLength(1);
  return (await named(team)).body;
}

test('a project in which Jira lets the app read but not write is named, with since when', async () => {
  const team = newTeam(app);
  expect((await named(team)).body).toEqual({ projects: [] });
  app.jira.site.grantApp(team.projectId, ['BROWSE_PROJECTS']);

  expect(await namedAfterWork(team)).toEqual({
    projects: [{ projectId: team.projectId, since: expect.stringMatching(/Z$/) }],
  });
});

test('it is named no more once the app could write there again, and another one stays named', async () => {
  const [team, other] = [newTeam(app), newTeam(app)];
  for (const { projectId } of [team, other]) app.jira.site.grantApp(projectId, ['BROWSE_PROJECTS']);
  await namedAfterWork(team);
  const siteId = (await app.deps.installations.findByClientKey(app.jira.site.clientKey))?.id ?? '';
  await app.deps.unwritableProjects.add(siteId, other.projectId, app.clock.now());
  const site = await app.jira.addSite();
  await site.install(app.baseUrl);
  const elsewhere = (await app.deps.installations.findByClientKey(site.clientKey))?.id ?? '';
  // Each site numbers its projects by itself.
  await app.deps.unwritableProjects.add(elsewhere, team.projectId, app.clock.now());

  app.jira.site.grantApp(team.projectId);
  await refreshIssueProperty(app.deps, { siteId, issueId: team.issueId });

  expect((await named(team)).body.projects).toMatchObject([{ projectId: other.projectId }]);
  expect(await app.deps.unwritableProjects.list(elsewhere)).toMatchObject([{ projectId: team.projectId }]);
});

test('a project that was named three months ago, and may be gone, is named no more until Jira refuses again', async () => {
  const team = newTeam(app);
  app.jira.site.grantApp(team.projectId, ['BROWSE_PROJECTS']);
  await namedAfterWork(team);
  const later = (days: number) => new Date(app.clock.now().getTime() + days * 24 * 3_600_000);

  await forgetOldRefusals(app.deps, later(89.9));
  expect((await named(team)).body.projects).toHaveLength(1);
  await forgetOldRefusals(app.deps, later(90.1));
  expect((await named(team)).body.projects).toEqual([]);
});

test('where the app may not even read, no project is named, and the meeting stays linked', async () => {
  const team = newTeam(app);
  await linkNewMeeting(app, team.host, await connected(app, team.host));
  app.jira.site.grantApp(team.projectId, []);
  await workOnIssueProperties(app.deps);
  await app.jira.waitFor('request', ({ method, status }) => method === 'PUT' && status === 404);

  expect((await named(team)).body).toEqual({ projects: [] });
  expect((await app.api('GET', '/issue-panel', team.coworker)).body.links).toHaveLength(1);
});

test('nobody but who administers Jira is told, not even with all rights in the project', async () => {
  const team = newTeam(app);
  expect((await named(team)).status).toBe(200);
  for (const person of [team.host, team.visitor]) {
    const { status, body } = await app.api('GET', '/admin/unwritable-projects', person);
    expect([status, body.error.code]).toEqual([403, 'rights_missing']);
  }
});

test('whether somebody administers Jira is asked once a minute, and when Jira does not tell, that is no "no"', async () => {
  const team = newTeam(app);
  const asked = () => app.jira.requests.filter(({ path }) => path.endsWith('/permissions/check')).length;
  await named(team);
  await named(team);
  expect(asked()).toBe(1);
  const admin = app.jira.site.users.find(({ accountId }) => accountId === team.admin.accountId);
  if (admin) admin.admin = false;
  app.clock.advance(61);
  expect((await named(team)).status).toBe(403);

  app.clock.advance(61);
  app.jira.faults.answers.push({ path: /permissions\/check$/, times: 3, status: 503 });
  const { status, body } = await named(team);
  expect([status, body.error.code]).toEqual([503, 'jira_unavailable']);
});

test('another site is told of its own projects only', async () => {
  const team = newTeam(app);
  app.jira.site.grantApp(team.projectId, ['BROWSE_PROJECTS']);
  await namedAfterWork(team);
  const site = await app.jira.addSite();
  await site.install(app.baseUrl);
  const { accountId } = site.addUser({ name: 'Ada', admin: true });
  await expect
    .poll(async () => (await app.api('GET', '/admin/unwritable-projects', { accountId, site })).body)
    .toEqual({ projects: [] });
});
