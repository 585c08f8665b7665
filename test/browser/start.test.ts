// Starting a meeting from the issue in a real browser: Zoom's window, and what there is when it was not allowed.

import { afterAll, beforeAll, expect, test } from 'vitest';
import { newPage } from '../support/browser.ts';
import { openPanel } from '../support/issue-page.ts';
import { looks } from '../support/looks.ts';
import { connected, newTeam } from '../support/team.ts';
import { startTestApp, type TestApp } from '../support/test-app.ts';
import { eventsUrl } from '../support/zoom-events.ts';

const patience = { timeout: 30_000 };
let app: TestApp;

beforeAll(async () => {
  app = await startTestApp();
  app.zoom.setEventUrl(eventsUrl(app));
});
afterAll(() => app.stop());

test('Start meeting now opens Zoom as the host in a window of its own, and the meeting is linked and soon live', async () => {
  const { host, issueId } = newTeam(app);
  await connected(app, host);
  const page = await newPage();
  const { panel } = await openPanel(app, page, host);
  const [window] = await Promise.all([
    page.context().waitForEvent('page'),
    panel.getByRole('button', { name: 'Start meeting now' }).click(),
  ]);
  await window.getByText('The meeting has started, and you are its host.').waitFor();
  expect(await window.evaluate('opener')).toBeNull();

  const issue = app.jira.site.issues.find(({ id }) => id === issueId);
  const meeting = panel.getByRole('listitem').filter({
    has: panel.getByRole('heading', { name: `${issue?.key} ${issue?.summary}` }),
  });
  await page.bringToFront();
  await meeting.getByText('Live').waitFor(patience);
  expect(await panel.getByRole('link', { name: 'Open Zoom' }).count()).toBe(0);
});

test('where the browser blocks the window, the meeting is linked and a link to it stays until it is closed', async () => {
  const { host } = newTeam(app);
  await connected(app, host);
  const page = await newPage();
  await page.addInitScript('open = () => null');
  const { panel } = await openPanel(app, page, host);
  await panel.getByRole('button', { name: 'Start meeting now' }).press('Enter');
  const link = panel.getByRole('link', { name: 'Open Zoom' });
  await link.waitFor();
  await panel.getByRole('listitem').getByText('Not started yet').waitFor();
  expect(await panel.getByText('Upcoming').count()).toBe(0);
  await looks(page, 'start-blocked');
  const [window] = await Promise.all([page.context().waitForEvent('page'), link.click()]);
  await window.getByText('The meeting has started, and you are its host.').waitFor();

  await page.bringToFront();
  await panel.getByRole('button', { name: 'Close' }).press('Enter');
  await expect.poll(() => link.count()).toBe(0);
  await expect
    .poll(() => panel.locator('html').evaluate((html) => html.ownerDocument.activeElement?.textContent))
    .toBe('Start meeting now');
});

test('whoever may not host at Zoom is told so, the empty window goes, and nothing is linked', async () => {
  const { host } = newTeam(app);
  const zoomUser = app.zoom.createUser({ mayHost: false });
  await app.connectZoom(host, zoomUser);
  const page = await newPage({ allowedErrors: ['409'] });
  const { panel } = await openPanel(app, page, host);
  const [window] = await Promise.all([
    page.context().waitForEvent('page'),
    panel.getByRole('button', { name: 'Start meeting now' }).click(),
  ]);
  await panel.getByText('Zoom does not let your account host meetings.').waitFor();
  await expect.poll(() => window.isClosed()).toBe(true);
  await looks(page, 'start-refused');
  await panel.getByRole('button', { name: 'Close' }).click();
  await panel.getByText('No Zoom meetings are linked to this issue yet.').waitFor();
});
