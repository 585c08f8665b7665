// The panel before it has anything to show, and when it gets nothing, in a real browser.

import { afterAll, beforeAll, expect, test } from 'vitest';
import { newPage } from '../support/browser.ts';
import { openPanel } from '../support/issue-page.ts';
import { looks } from '../support/looks.ts';
import { connected, linkNewMeeting, newTeam } from '../support/team.ts';
import { startTestApp, type TestApp } from '../support/test-app.ts';

let app: TestApp;

beforeAll(async () => {
  app = await startTestApp();
});
afterAll(() => app.stop());

test('while our server has not answered there is a picture of what comes', async () => {
  const { host } = newTeam(app);
  const page = await newPage();
  await page.route('**/api/issue-panel', () => undefined);
  const { panel } = await openPanel(app, page, host);
  await panel.locator('.skeleton').first().waitFor();
  expect(await panel.getByRole('main').getAttribute('aria-busy')).toBe('true');
  await looks(page, 'panel-loading');
});

test('an answer that does not come is told of, with another try', async () => {
  const { host } = newTeam(app);
  const zoomUser = await connected(app, host);
  const { meeting } = await linkNewMeeting(app, host, zoomUser);
  const page = await newPage({ allowedErrors: ['500'] });
  await page.route('**/api/issue-panel', (route) => route.fulfill({ status: 500, body: '' }));
  const { panel } = await openPanel(app, page, host);
  await panel.getByRole('alert').waitFor();
  await looks(page, 'panel-failed');
  await page.unroute('**/api/issue-panel');
  await panel.getByRole('button', { name: 'Try again' }).click();
  await panel.getByRole('heading', { name: meeting.topic }).waitFor();
});
