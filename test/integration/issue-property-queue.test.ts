// How writes of the issue property are put off and brought together.

import { afterEach, beforeEach, expect, test } from 'vitest';
import { workOnIssueProperties } from '../../src/issue-panel/issue-property.ts';
import { connected, linkNewMeeting, newTeam } from '../support/team.ts';
import { startTestApp, type TestApp } from '../support/test-app.ts';

let app: TestApp;
beforeEach(async () => {
  app = await startTestApp({ background: false });
});
afterEach(() => app.stop());

const waitingJobs = () => app.deps.database.rows("SELECT data FROM pgboss.job WHERE name = 'issue-changed'");

test('many changes of one issue in a row are one write, with the final counts', async () => {
  const team = newTeam(app);
  const zoomUser = await connected(app, team.host);
  const { linkId } = await linkNewMeeting(app, team.host, zoomUser);
  await linkNewMeeting(app, team.host, zoomUser);
  await linkNewMeeting(app, team.host, zoomUser);
  await app.api('DELETE', `/meeting-links/${linkId}`, team.host);
  expect(await waitingJobs()).toHaveLength(1);

  await workOnIssueProperties(app.deps);
  await jobCompleted();

  expect(app.jira.site.issueProperty(team.issueId, 'zoom-meetings-for-jira.meetings')).toMatchObject({
    meetings: 2,
  });
  expect(app.jira.requests.filter(({ method }) => method === 'PUT')).toHaveLength(1);
});

test('changes of two issues are two writes, whose jobs carry ids alone', async () => {
  const teams = [newTeam(app), newTeam(app)];
  for (const team of teams) await linkNewMeeting(app, team.host, await connected(app, team.host));

  const jobs = await waitingJobs();

  const issueIds = teams.map(({ issueId }) => issueId);
  expect(jobs).toHaveLength(2);
  for (const { data } of jobs as { data: object }[]) {
    expect(Object.keys(data).sort()).toEqual(['issueId', 'siteId']);
    expect(issueIds).toContain((data as { issueId: string }).issueId);
  }
});

test('a change that is rolled back leaves no write behind', async () => {
  const team = newTeam(app);
  const zoomUser = await connected(app, team.host);
  const { meeting } = await linkNewMeeting(app, team.host, zoomUser);
  await app.deps.database.rows("DELETE FROM pgboss.job WHERE name = 'issue-changed'");

  const again = await app.api('POST', '/meeting-links', team.host, { meetingId: meeting.id });

  expect(again.status).toBe(409);
  expect(await waitingJobs()).toEqual([]);
});

test.each([403, 404])(
  'a write that Jira refuses with %i leaves the meeting linked, and is left at that',
  async (status) => {
    const team = newTeam(app);
    await linkNewMeeting(app, team.host, await connected(app, team.host));
    app.jira.faults.answers.push({ method: 'PUT', path: /\/properties\//, times: 1, status });

    await workOnIssueProperties(app.deps);
    await jobCompleted();

    expect(app.jira.requests.filter(({ method }) => method === 'PUT')).toMatchObject([{ status }]);
    expect((await app.api('GET', '/issue-panel', team.coworker)).body.links).toHaveLength(1);
  },
);

test('after the site removed the app, a write that still waits is left at that', async () => {
  const team = newTeam(app);
  await linkNewMeeting(app, team.host, await connected(app, team.host));
  await app.jira.site.uninstall();

  await workOnIssueProperties(app.deps);
  await jobCompleted();

  expect(app.jira.site.issueProperty(team.issueId, 'zoom-meetings-for-jira.meetings')).toBeUndefined();
});

/** Resolves when the one job has ended well; bounded by the test's own time. */
async function jobCompleted(): Promise<void> {
  for (let asked = 0; asked < 2_000; asked += 1) {
    const jobs = await app.deps.database.rows<{ state: string }>(
      "SELECT state::text FROM pgboss.job WHERE name = 'issue-changed'",
    );
    if (jobs.every(({ state }) => state === 'completed')) return;
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
  throw new Error('The job did not end');
}
