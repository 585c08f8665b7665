// The settings page in a real browser: the connected account, disconnecting, and Zoom out of reach.

import type { Browser, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { expectNoAxeViolations } from '../support/axe.ts';
import { launchBrowser, newPage } from '../support/browser.ts';
import { connectZoomInBrowser, openPanel } from '../support/issue-page.ts';
import { connected, newTeam } from '../support/team.ts';
import { startTestApp, type TestApp, type Viewer } from '../support/test-app.ts';

let app: TestApp;
let browser: Browser;

beforeAll(async () => {
  [app, browser] = await Promise.all([startTestApp(), launchBrowser()]);
});
afterEach(() => app.zoom.faults.clear());
afterAll(() => Promise.all([browser.close(), app.stop()]));

test('the connected account is shown, and Disconnect asks first and then disconnects', async () => {
  const { host } = newTeam(app);
  const zoomUser = await connected(app, host);
  const page = await newPage(browser);
  const settings = await openSettings(page, host);
  await settings.getByText(zoomUser.email).waitFor();
  await settings.getByText('Licensed').waitFor();
  await expectNoAxeViolations(page);

  await settings.getByRole('button', { name: 'Disconnect' }).click();
  await settings.getByRole('heading', { name: 'Disconnect Zoom?' }).waitFor();
  await expectNoAxeViolations(page);
  await settings.getByRole('button', { name: 'Keep connected' }).click();
  expect(await connectionOf(host)).toBe('connected');

  await settings.getByRole('button', { name: 'Disconnect' }).click();
  await settings.getByRole('heading', { name: 'Disconnect Zoom?' }).waitFor();
  await settings.getByRole('button', { name: 'Disconnect' }).click();
  await settings.getByText('Not connected').waitFor();
  expect(await connectionOf(host)).toBe('not_connected');
});

test('somebody without Zoom goes from the issue to the settings, connects there, and comes back', async () => {
  const { host } = newTeam(app);
  const page = await newPage(browser);
  const { panel } = await openPanel(app, page, host);
  const issueUrl = page.url();
  await panel.getByRole('button', { name: 'Zoom settings' }).click();
  await page.waitForURL('**/plugins/servlet/ac/**');
  await panel.getByText('Not connected').waitFor();
  await expectNoAxeViolations(page);

  const zoomUser = app.zoom.createUser({ type: 1 });
  await connectZoomInBrowser({ page, panel }, zoomUser);
  await panel.getByText(zoomUser.email).waitFor();
  await panel.getByText('Your Zoom plan is Basic').waitFor();
  await expectNoAxeViolations(page);

  await page.goBack();
  expect(page.url()).toBe(issueUrl);
  await openPanel(app, page, host);
  await panel.getByRole('button', { name: 'Link meeting' }).waitFor();
});

test('while Zoom is out of reach the page says so and stays usable, and Try again shows the account', async () => {
  const { host } = newTeam(app);
  const zoomUser = await connected(app, host);
  app.zoom.faults.arm({ on: 'api', kind: 'disconnect' }, Number.POSITIVE_INFINITY);
  const page = await newPage(browser, { allowedErrors: ['/api/zoom-connection/account'] });
  const settings = await openSettings(page, host);
  await settings.getByText('Zoom could not be reached').waitFor();
  await settings.getByRole('button', { name: 'Disconnect' }).waitFor();
  await expectNoAxeViolations(page);

  app.zoom.faults.clear();
  await settings.getByRole('button', { name: 'Try again' }).click();
  await settings.getByText(zoomUser.email).waitFor();
});

async function openSettings(page: Page, { accountId }: Viewer) {
  const path = '/plugins/servlet/ac/zoom-meetings-for-jira/zoom-settings';
  await page.goto(`${app.jira.site.baseUrl}${path}?as=${encodeURIComponent(accountId)}`);
  return page.frameLocator('iframe');
}

async function connectionOf(viewer: Viewer): Promise<string> {
  return (await app.api('GET', '/zoom-connection', viewer)).body.state;
}
