// Where Jira itself shows what the app says of an issue: the right column, its badge, search, and the admins' page.

import { afterAll, beforeAll, expect, test } from 'vitest';
import { newPage } from '../support/browser.ts';
import { connected, linkNewMeeting, newTeam, type Team } from '../support/team.ts';
import { startTestApp, type TestApp, type Viewer } from '../support/test-app.ts';
import { eventsUrl } from '../support/zoom-events.ts';

let app: TestApp;
beforeAll(async () => {
  app = await startTestApp();
  app.zoom.setEventUrl(eventsUrl(app));
});
afterAll(() => app.stop());

const keyOf = ({ issueId }: Team) => app.jira.site.issues.find(({ id }) => id === issueId)?.key ?? '';
const addressFor = (path: string, { accountId }: Viewer) =>
  `${app.jira.site.baseUrl}${path}${path.includes('?') ? '&' : '?'}as=${encodeURIComponent(accountId)}`;

test('the right column follows along: a count, Live, the meetings when it is opened, and gone with the last of them', async () => {
  const team = newTeam(app);
  const zoomUser = await connected(app, team.host);
  const page = await newPage();
  await page.goto(addressFor(`/browse/${keyOf(team)}`, team.coworker));
  const group = page
    .getByRole('complementary', { name: 'Details' })
    .getByRole('group')
    .filter({
      has: page.getByRole('heading', { name: 'Zoom meetings' }),
    });
  await expect.poll(() => page.getByText('Attachments', { exact: false }).count()).toBeGreaterThan(0);
  expect(await group.count()).toBe(0);

  const startTime = app.clock.now().getTime() + 3_600_000;
  const { meeting, linkId } = await linkNewMeeting(app, team.host, zoomUser, {
    topic: 'Stand-up',
    startTime,
  });
  await group.getByText('1', { exact: true }).waitFor();

  app.zoom.startMeeting(meeting);
  await group.getByText('Live', { exact: true }).waitFor();
  await group.getByRole('heading', { name: 'Zoom meetings' }).click();
  const frame = group.frameLocator('iframe');
  await frame.getByRole('heading', { name: 'Stand-up' }).waitFor();

  await app.api('DELETE', `/meeting-links/${linkId}`, team.host);
  await group.waitFor({ state: 'detached' });
});

test('issues are found by their next meeting on Jira’s own search page', async () => {
  const team = newTeam(app);
  const startTime = app.clock.now().getTime() + 48 * 3_600_000;
  const written = app.jira.waitFor('property-changed', ({ issueId }) => issueId === team.issueId);
  await linkNewMeeting(app, team.host, await connected(app, team.host), { startTime });
  await written;
  const page = await newPage();
  await page.goto(addressFor('/issues/', team.coworker));

  await page.getByLabel('JQL').fill('zoomNextMeeting <= 7d AND zoomMeetingState = upcoming');
  await page.getByRole('button', { name: 'Search' }).click();
  await page
    .getByRole('main')
    .getByRole('link', { name: keyOf(team) })
    .waitFor();

  await page.getByLabel('JQL').fill('zoomNextMeeting > 7d');
  await page.getByRole('button', { name: 'Search' }).click();
  await page.getByText('0 found').waitFor();
});

test('projects in which the app may not write are named to admins, and others do not even find the page', async () => {
  const team = newTeam(app);
  app.jira.site.grantApp(team.projectId, ['BROWSE_PROJECTS']);
  await linkNewMeeting(app, team.host, await connected(app, team.host));
  await expect
    .poll(async () => (await app.api('GET', '/admin/unwritable-projects', team.admin)).body.projects)
    .toHaveLength(1);
  const page = await newPage();

  await page.goto(addressFor(`/browse/${keyOf(team)}`, team.admin));
  const administration = page
    .getByRole('navigation', { name: 'Project' })
    .getByRole('link', { name: 'Zoom meetings' });
  await administration.click();
  const name = app.jira.site.projects.find(({ id }) => id === team.projectId)?.name ?? '';
  await page.frameLocator('iframe').getByRole('heading', { name }).waitFor();

  await page.goto(addressFor('/plugins/servlet/ac/zoom-meetings-for-jira/zoom-admin', team.host));
  await page.getByText('This app has no such page.').waitFor();
  expect(await administration.count()).toBe(0);
});
