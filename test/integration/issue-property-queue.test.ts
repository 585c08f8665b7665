// How writes of the issue property are put off and brought together.

import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { refreshIssueProperty, workOnIssueProperties } from '../../src/issue-panel/issue-property.ts';
import { connected, linkNewMeeting, newTeam, rowsOfIssue } from '../support/team.ts';
import { startTestApp, type TestApp } from '../support/test-app.ts';

let app: TestApp;
beforeEach(async () => {
  app = await startTestApp({ background: false });
});
afterEach(() => app.stop());

const propertyKey = 'zoom-meetings-for-jira.meetings';

/** Of the issue's property, not of its badge. */
const propertyWrites = () =>
  app.jira.requests.filter(({ method, path }) => method === 'PUT' && path.endsWith(`/${propertyKey}`));

const waitingJobs = () =>
  app.deps.database.rows<{ data: object; startsAt: Date; key: string }>(
    `SELECT data, start_after AS "startsAt", singleton_key AS key FROM pgboss.job
     WHERE name = 'issue-changed' AND state = 'created' ORDER BY start_after`,
  );

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

  expect(app.jira.site.issueProperty(team.issueId, propertyKey)).toMatchObject({
    meetings: 2,
  });
  expect(propertyWrites()).toHaveLength(1);
});

test('changes of two issues are two writes, whose jobs carry ids alone', async () => {
  const teams = [newTeam(app), newTeam(app)];
  for (const team of teams) await linkNewMeeting(app, team.host, await connected(app, team.host));

  const jobs = await waitingJobs();

  const issueIds = teams.map(({ issueId }) => issueId);
  expect(jobs).toHaveLength(2);
  for (const { data } of jobs) {
    expect(Object.keys(data).sort()).toEqual(['issueId', 'siteId']);
    expect(issueIds).toContain((data as { issueId: string }).issueId);
  }
});

test('a change that fails at its very end leaves neither a link nor a write behind', async () => {
  const team = newTeam(app);
  const { id: meetingId } = app.zoom.createMeeting(await connected(app, team.host));
  await app.deps.database.rows(
    "CREATE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RAISE EXCEPTION ''refused''; END'",
  );
  await app.deps.database.rows(
    `CREATE CONSTRAINT TRIGGER refuse AFTER INSERT ON meeting_links DEFERRABLE INITIALLY DEFERRED
     FOR EACH ROW EXECUTE FUNCTION refuse()`,
  );

  // Sequelize says on the console what the answer says too.
  vi.spyOn(console, 'warn').mockReturnValue();

  const answer = await app.api('POST', '/meeting-links', team.host, { meetingId });

  expect([answer.status, answer.body.error.code]).toEqual([500, 'internal']);
  expect(answer.body.error.message).toContain('Nothing was changed');
  for (const table of ['meeting_links', 'audit_events'] as const)
    expect(await rowsOfIssue(app, table, team.issueId)).toBe(0);
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

    expect(propertyWrites()).toMatchObject([{ status }]);
    expect((await app.api('GET', '/issue-panel', team.coworker)).body.links).toHaveLength(1);
  },
);

test('after the site removed the app, a write that still waits is left at that', async () => {
  const team = newTeam(app);
  await linkNewMeeting(app, team.host, await connected(app, team.host));
  await app.jira.site.uninstall();

  await workOnIssueProperties(app.deps);
  await jobCompleted();

  expect(app.jira.site.issueProperty(team.issueId, propertyKey)).toBeUndefined();
});

test('the next begin or end of a meeting is when it is looked at again, whatever else is put off meanwhile', async () => {
  const team = newTeam(app);
  const startTime = app.clock.now().getTime() + 90 * 60_000;
  const meeting = { startTime, durationMinutes: 30 };
  const { linkId } = await linkNewMeeting(app, team.host, await connected(app, team.host), meeting);

  await workOnIssueProperties(app.deps);
  await jobCompleted();

  const [later, ...others] = await waitingJobs();
  expect(others).toEqual([]);
  expect(Math.abs((later?.startsAt.getTime() ?? 0) - startTime)).toBeLessThan(60_000);
  // What waits for its time does not stand in the way of what is to be done at once.
  await app.api('DELETE', `/meeting-links/${linkId}`, team.host);
  await expect
    .poll(() => app.jira.site.issueProperty(team.issueId, propertyKey))
    .toEqual({ issueId: team.issueId, linked: false });
});

test('a run that began before a change and wrote after it is followed by another, so that the latest stays', async () => {
  const team = newTeam(app);
  const zoomUser = await connected(app, team.host);
  await linkNewMeeting(app, team.host, zoomUser);
  const siteId = (await app.deps.installations.findByClientKey(app.jira.site.clientKey))?.id ?? '';
  await app.deps.database.rows("DELETE FROM pgboss.job WHERE name = 'issue-changed'");
  const siteSettings = {
    ...app.deps.siteSettings,
    async get(id: string) {
      // Between reading the links and writing the property.
      await linkNewMeeting(app, team.host, zoomUser);
      await app.deps.database.rows("DELETE FROM pgboss.job WHERE name = 'issue-changed'");
      return app.deps.siteSettings.get(id);
    },
  };

  await refreshIssueProperty({ ...app.deps, siteSettings }, { siteId, issueId: team.issueId });

  expect(app.jira.site.issueProperty(team.issueId, propertyKey)).toMatchObject({ meetings: 1 });
  await workOnIssueProperties(app.deps);
  await expect
    .poll(() => app.jira.site.issueProperty(team.issueId, propertyKey))
    .toMatchObject({ meetings: 2 });
});

/** Resolves when the one job has ended well; bounded by the test's own time. */
async function jobCompleted(): Promise<void> {
  for (let asked = 0; asked < 2_000; asked += 1) {
    const jobs = await app.deps.database.rows<{ state: string }>(
      "SELECT state::text FROM pgboss.job WHERE name = 'issue-changed'",
    );
    // Those that wait for their time may wait.
    if (jobs.some(({ state }) => state === 'completed')) return;
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
  throw new Error('The job did not end');
}
