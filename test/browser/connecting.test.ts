// Connecting Zoom from the panel in a real browser, and what the panel says when there is no working connection.

import { afterAll, beforeAll, expect, test } from 'vitest';
import { expectNoAxeViolations } from '../support/axe.ts';
import { newPage } from '../support/browser.ts';
import { answerZoomWindow, connectZoomInBrowser, openPanel } from '../support/issue-page.ts';
import { connected, linkNewMeeting, newTeam, recorded } from '../support/team.ts';
import { startTestApp, type TestApp, type Viewer } from '../support/test-app.ts';

let app: TestApp;

beforeAll(async () => {
  app = await startTestApp();
});
afterAll(() => app.stop());

test('declining on the confirmation page is told in the panel, and nothing is connected', async () => {
  const { host } = newTeam(app);
  const page = await newPage();
  const issuePage = await openPanel(app, page, host);
  await connectZoomInBrowser(issuePage, app.zoom.createUser(), 'Decline');

  await issuePage.panel.getByText('The connection was declined. Nothing has changed.').waitFor();
  await issuePage.panel.getByRole('button', { name: 'Connect Zoom' }).waitFor();
  expect(await connectionOf(host)).toBe('not_connected');
  await expectNoAxeViolations(page);
});

test('where the browser blocks the window, a link leads through the same connection', async () => {
  const { host } = newTeam(app);
  const page = await newPage();
  const { panel } = await openPanel(app, page, host);
  await panel.locator('body').evaluate(() => {
    const blocked = { open: () => null };
    Object.assign(globalThis, blocked);
  });
  await panel.getByRole('button', { name: 'Connect Zoom' }).click();
  const link = panel.getByRole('link', { name: 'Open Zoom to connect' });
  await link.waitFor();
  await expectNoAxeViolations(page);

  const [window] = await Promise.all([page.context().waitForEvent('page'), link.click()]);
  await answerZoomWindow(window, app.zoom.createUser(), 'Connect');

  await panel.getByRole('button', { name: 'Link meeting' }).waitFor();
  expect(await connectionOf(host)).toBe('connected');
});

test('a connection that Zoom has ended is connected again from the panel, and the meeting shows its topic again', async () => {
  const { host } = newTeam(app);
  const zoomUser = await connected(app, host);
  const { meeting } = await linkNewMeeting(app, host, zoomUser);
  app.zoom.endGrant(zoomUser);
  await app.api('GET', '/meetings?when=past', host);
  const page = await newPage();
  const issuePage = await openPanel(app, page, host);
  const { panel } = issuePage;

  await panel.getByRole('heading', { name: 'Connect Zoom again' }).waitFor();
  await panel.getByText('come back once you have connected Zoom').waitFor();
  await expectNoAxeViolations(page);

  await connectZoomInBrowser(issuePage, zoomUser);
  await panel.getByRole('heading', { name: meeting.topic }).waitFor();
});

test('on a Basic plan the panel says why a past meeting has no recordings', async () => {
  const { host } = newTeam(app);
  const zoomUser = await connected(app, host, { type: 1 });
  const startTime = app.clock.now().getTime() - 2 * 3_600_000;
  const { meeting } = await linkNewMeeting(app, host, zoomUser, { startTime });
  app.zoom.addPastInstance(meeting, { startTime });
  const page = await newPage();
  const { panel } = await openPanel(app, page, host);

  await panel.getByText('Cloud recordings need a paid Zoom plan.').waitFor();
  await expectNoAxeViolations(page);
});

test('a panel that cannot load says so, and Try again loads it', async () => {
  const { host } = newTeam(app);
  const page = await newPage({ allowedErrors: ['503'] });
  const message = 'The app is being restarted.';
  const fail = Promise.withResolvers<void>();
  await page.route(
    '**/api/issue-panel',
    async (route) => {
      await fail.promise;
      await route.fulfill({ status: 503, json: { error: { code: 'unavailable', message } } });
    },
    { times: 1 },
  );
  const { panel } = await openPanel(app, page, host);
  await panel.locator('main[aria-busy="true"]').waitFor();
  await expectNoAxeViolations(page);

  fail.resolve();
  await panel.getByRole('alert').filter({ hasText: message }).waitFor();
  await expectNoAxeViolations(page);

  await panel.getByRole('button', { name: 'Try again' }).click();
  await panel.getByText('No Zoom meetings are linked to this issue yet.').waitFor();
});

test.each(['connection-part-*.js', 'more-*.css'])(
  'a panel of which %s does not load says so, and Try again loads it',
  async (file) => {
    const { host } = newTeam(app);
    const page = await newPage({ allowedErrors: ['ERR_FAILED'] });
    const parts = `**/assets/${file}*`;
    await page.route(parts, (route) => route.abort());
    const { panel } = await openPanel(app, page, host);
    await panel.getByRole('heading', { name: 'Zoom meetings could not be loaded' }).waitFor();

    await page.unroute(parts);
    await panel.getByRole('button', { name: 'Try again' }).click();
    await panel.getByRole('button', { name: 'Connect Zoom' }).waitFor();
    expect(await panel.locator('link[href*="more-"]').count()).toBe(1);
  },
);

test('what comes after the first view and does not load leaves the rest in place, and Try again loads it', async () => {
  const { host } = newTeam(app);
  const zoomUser = await connected(app, host);
  const startTime = app.clock.now().getTime() - 2 * 3_600_000;
  const { meeting } = await linkNewMeeting(app, host, zoomUser, { startTime });
  recorded(app, meeting, 2);
  const page = await newPage({ allowedErrors: ['ERR_FAILED'] });
  const parts = '**/assets/later-part-*';
  await page.route(parts, (route) => route.abort());
  const { panel } = await openPanel(app, page, host);
  await panel.getByRole('alert').waitFor();
  await panel.getByRole('button', { name: 'Link meeting' }).waitFor();

  await page.unroute(parts);
  await panel.getByRole('button', { name: 'Try again' }).click();
  await panel.getByRole('heading', { name: meeting.topic }).waitFor();
  await panel.getByRole('button', { name: 'Attach to issue' }).waitFor();
  expect(await panel.getByRole('alert').count()).toBe(0);
});

async function connectionOf(viewer: Viewer): Promise<string> {
  return (await app.api('GET', '/zoom-connection', viewer)).body.state;
}
