// The frame of Jira's right column: what it lists, in which order, and what it says when little can be read.

import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { newPage } from '../support/browser.ts';
import { looks } from '../support/looks.ts';
import { connected, linkNewMeeting, newTeam } from '../support/team.ts';
import { startTestApp, type TestApp, type Viewer } from '../support/test-app.ts';

let app: TestApp;
beforeAll(async () => {
  app = await startTestApp();
});
afterAll(() => app.stop());

const hourMs = 3_600_000;

test('what runs comes first, then what is next, then what is over; the rest is counted', async () => {
  const { host, coworker } = newTeam(app);
  const zoomUser = await connected(app, host);
  const now = app.clock.now().getTime();
  for (const [topic, hours] of [
    ['Over', -30],
    ['Later', 50],
    ['Next', 2],
    ['Long over', -60],
    ['Much later', 90],
  ] as const)
    await linkNewMeeting(app, host, zoomUser, { topic, startTime: now + hours * hourMs });
  const { meeting } = await linkNewMeeting(app, host, zoomUser, { topic: 'Running', startTime: now });
  app.zoom.startMeeting(meeting);
  // The issue's property may have had it read just before, and what was read is remembered for half a minute.
  app.clock.advance(31);
  const page = await newPage();
  const frame = await openContext(page, coworker);

  await frame.getByRole('heading', { name: 'Running' }).waitFor();
  const titles = async () =>
    (await frame.getByRole('heading', { level: 2 }).allTextContents()).map((title) =>
      title.replace(' MARK-ZOOM', ''),
    );
  await expect.poll(titles).toEqual(['Running', 'Next', 'Later', 'Much later', 'Over']);
  await frame.getByText('6 meetings').waitFor();
  await frame.getByText('And 1 more in the panel.').waitFor();
  await frame.getByText('Live', { exact: true }).waitFor();
  const join = frame.getByRole('link', { name: 'Join', description: 'Running' });
  expect(await join.getAttribute('href')).toBe(meeting.joinUrl);
  expect(await frame.getByRole('link', { name: 'Join' }).count()).toBe(4);
  await looks(page, 'issue-context', frameOf(page));
});

test('a meeting that nobody’s connection can read keeps its place', async () => {
  const { host, coworker } = newTeam(app);
  const zoomUser = await connected(app, host);
  await linkNewMeeting(app, host, zoomUser, { topic: 'Secret' });
  await app.api('DELETE', '/zoom-connection', host);
  const page = await newPage();
  const frame = await openContext(page, coworker);
  await frame.getByText('Nobody’s Zoom connection can read it now.').waitFor();
  expect(await frame.getByText('Secret').count()).toBe(0);
  await looks(page, 'issue-context-unreadable', frameOf(page));
});

test('when the app does not answer, the column says so and tries again', async () => {
  const { host, coworker } = newTeam(app);
  const zoomUser = await connected(app, host);
  const { meeting } = await linkNewMeeting(app, host, zoomUser);
  const page = await newPage({ allowedErrors: ['500'] });
  await page.route('**/api/issue-panel', (route) => route.fulfill({ status: 500, body: '' }));
  const frame = await openContext(page, coworker);
  await frame.getByText('Zoom meetings could not be loaded').waitFor();
  await looks(page, 'issue-context-failed', frameOf(page));
  await page.unroute('**/api/issue-panel');
  await frame.getByRole('button', { name: 'Try again' }).click();
  await frame.getByRole('heading', { name: meeting.topic }).waitFor();
});

const groupOf = (page: Page) =>
  page
    .getByRole('complementary', { name: 'Details' })
    .getByRole('group')
    .filter({ has: page.getByRole('heading', { name: 'Zoom meetings' }) });
const frameOf = (page: Page) => groupOf(page).locator('iframe');

async function openContext(page: Page, { accountId, issueId }: Viewer) {
  const key = app.jira.site.issues.find(({ id }) => id === issueId)?.key ?? '';
  await page.goto(`${app.jira.site.baseUrl}/browse/${key}?as=${encodeURIComponent(accountId)}`);
  await groupOf(page).getByRole('heading', { name: 'Zoom meetings' }).click();
  return frameOf(page).contentFrame();
}
