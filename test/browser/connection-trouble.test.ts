// What the panel says in a real browser when Zoom ends the connection, withholds a permission or does not answer.

import type { FrameLocator, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { newPage } from '../support/browser.ts';
import { connectZoomInBrowser, openPanel } from '../support/issue-page.ts';
import { looks } from '../support/looks.ts';
import { connected, linkNewMeeting, newTeam, recorded } from '../support/team.ts';
import { startTestApp, type TestApp, type Viewer } from '../support/test-app.ts';

const listMeetings = 'meeting:read:list_meetings';
const readRecordings = 'cloud_recording:read:list_recording_files';
let app: TestApp;

beforeAll(async () => {
  app = await startTestApp();
});
afterEach(() => app.zoom.faults.clear());
afterAll(() => app.stop());

test('a connection that Zoom ends while the panel is open is told at the next use, and Connect Zoom mends it', async () => {
  const { host, zoomUser, meeting } = await hostWithMeeting();
  const { page, panel } = await panelOf(host);
  await panel.getByRole('heading', { name: meeting.topic }).waitFor();
  await panel.getByRole('button', { name: 'Attach to issue' }).waitFor();
  app.zoom.endGrant(zoomUser);
  await panel.getByRole('button', { name: 'Link meeting' }).click();

  await panel.getByText(/^Since .+, Zoom no longer accepts the connection\./).waitFor();
  await panel.getByText('come back once you have connected Zoom').waitFor();
  expect(await panel.getByRole('button', { name: 'Link meeting' }).count()).toBe(0);
  expect(await panel.getByRole('heading', { name: meeting.topic }).count()).toBe(0);
  await looks(page, 'trouble-needs-reconnect');

  await connectZoomInBrowser({ page, panel }, zoomUser);
  await panel.getByRole('heading', { name: meeting.topic }).waitFor();
  await panel.getByRole('button', { name: 'Link meeting' }).waitFor();
  expect(await noticeOf(panel).count()).toBe(0);
});

test('an app that the person removed at Zoom says so in the panel, and one press connects again', async () => {
  const { host, zoomUser } = await hostWithMeeting();
  app.clock.advance(3_600);
  const delivery = await app.zoom.deauthorize(zoomUser, `${app.baseUrl}/zoom/webhooks`);
  expect(delivery.status).toBe(204);
  await expect
    .poll(async () => (await app.api('GET', '/zoom-connection', host)).body.endedBy, { timeout: 20_000 })
    .toBe('removed_at_zoom');
  const { page, panel } = await panelOf(host);

  await panel.getByRole('heading', { name: 'Your Zoom connection has ended' }).waitFor();
  await panel.getByText('because the app was removed from it at Zoom').waitFor();
  await panel.getByText('come back once you have connected Zoom').waitFor();
  await looks(page, 'trouble-removed-at-zoom');

  await connectZoomInBrowser({ page, panel }, zoomUser);
  await panel.getByRole('button', { name: 'Link meeting' }).waitFor();
  expect(await noticeOf(panel).count()).toBe(0);
});

test('without the permission for recordings only they are missing, and connecting again brings them back', async () => {
  const { host, zoomUser, meeting } = await hostWithMeeting();
  app.zoom.faults.withheldScopes = [readRecordings];
  letReadingsBeForgotten();
  const { page, panel } = await panelOf(host);

  await panel.getByText('seeing and attaching recordings of your meetings').waitFor();
  await panel.getByText(/^Since .+, Zoom withholds a permission/).waitFor();
  await panel.getByRole('heading', { name: meeting.topic }).waitFor();
  await panel.getByText('Cannot be read from Zoom now.').waitFor();
  await panel.getByRole('button', { name: 'Link meeting' }).waitFor();
  expect(await panel.getByRole('button', { name: 'Try again' }).count()).toBe(0);
  await looks(page, 'trouble-missing-permission');

  app.zoom.faults.clear();
  await connectZoomInBrowser({ page, panel }, zoomUser);
  await panel.getByRole('button', { name: 'Attach to issue' }).waitFor();
  expect(await noticeOf(panel).count()).toBe(0);
});

test('without the permission to list meetings the form takes a pasted number, and the bar stays where it is', async () => {
  const { host, zoomUser } = await hostWithMeeting();
  const other = app.zoom.createMeeting(zoomUser);
  const { panel } = await panelOf(host);
  const opener = panel.getByRole('button', { name: 'Link meeting' });
  await opener.waitFor();
  const before = await opener.boundingBox();
  app.zoom.faults.withheldScopes = [listMeetings];
  await opener.click();

  await panel.getByText('choosing from your meetings: paste a link or number instead').waitFor();
  await panel.getByRole('textbox', { name: 'Zoom link or meeting number' }).fill(other.id);
  expect(await panel.getByRole('button', { name: 'Upcoming' }).count()).toBe(0);
  await panel.getByRole('button', { name: 'Link meeting' }).click();

  await panel.getByRole('heading', { name: other.topic }).waitFor();
  await noticeOf(panel).waitFor();
  expect(await opener.boundingBox()).toEqual(before);
});

test('without the permission for meeting details nothing can be linked, so the panel does not offer it', async () => {
  const { host } = await hostWithMeeting();
  app.zoom.faults.withheldScopes = ['meeting:read:meeting'];
  letReadingsBeForgotten();
  const { panel } = await panelOf(host);

  await panel.getByText('linking meetings, and the topic, time and Join of those that you linked').waitFor();
  await panel.getByRole('button', { name: 'Connect Zoom' }).waitFor();
  expect(await panel.getByRole('button', { name: 'Link meeting' }).count()).toBe(0);
  await panel.getByRole('button', { name: 'Attach to issue' }).waitFor();
});

test('while Zoom does not answer the panel says so once, and Try again brings everything back', async () => {
  const { host, meeting } = await hostWithMeeting();
  silenceZoom();
  letReadingsBeForgotten();
  const page = await newPage({ allowedErrors: ['503'] });
  const checkedByItself = page.waitForResponse('**/api/zoom-connection/check');
  const { panel } = await openPanel(app, page, host);
  await checkedByItself;

  await panel.getByText(/^Since .+, Zoom has not answered\./).waitFor();
  await panel.getByText('Cannot be read from Zoom now.').waitFor();
  expect(await panel.getByRole('button', { name: 'Link meeting' }).count()).toBe(0);
  await noticeOf(panel).getByRole('button', { name: 'Try again' }).click();
  await panel.getByRole('alert').filter({ hasText: 'Zoom still does not answer.' }).waitFor();
  await looks(page, 'trouble-unreachable');

  app.zoom.faults.clear();
  await noticeOf(panel).getByRole('button', { name: 'Try again' }).click();
  await panel.getByRole('heading', { name: meeting.topic }).waitFor();
  await panel.getByRole('button', { name: 'Link meeting' }).waitFor();
  expect(await noticeOf(panel).count()).toBe(0);
});

test('an old record of Zoom’s silence corrects itself when the panel opens, without a press', async () => {
  const { host } = newTeam(app);
  await connected(app, host);
  silenceZoom();
  await app.api('GET', '/meetings?when=past', host);
  app.zoom.faults.clear();
  expect((await app.api('GET', '/zoom-connection', host)).body.state).toBe('unreachable');

  const { panel } = await panelOf(host);
  await panel.getByRole('button', { name: 'Link meeting' }).waitFor();
  expect((await app.api('GET', '/zoom-connection', host)).body.state).toBe('connected');
});

test('where Zoom answers some questions only, the panel asks by itself once and no more', async () => {
  const { host } = await hostWithMeeting();
  silenceZoom('/meetings');
  letReadingsBeForgotten();
  const page = await newPage({ allowedErrors: ['503'] });
  let checks = 0;
  page.on('request', (request) => {
    if (request.url().endsWith('/api/zoom-connection/check')) checks += 1;
  });
  const readAfterCheck = (count: number) =>
    page.waitForResponse((response) => response.url().endsWith('/details') && checks === count);
  const readByItself = readAfterCheck(1);
  const { panel } = await openPanel(app, page, host);
  await readByItself;
  const readWhenPressed = readAfterCheck(2);
  await noticeOf(panel).getByRole('button', { name: 'Try again' }).click();
  await readWhenPressed;
  await noticeOf(panel).getByRole('button', { name: 'Try again' }).waitFor();
  expect(checks).toBe(2);
});

test('when only the linker’s Zoom is in trouble, the viewer’s own connection is not blamed', async () => {
  const { colleague, zoomUser, meeting } = await hostWithMeeting();
  await connected(app, colleague);
  const { panel } = await panelOf(colleague);
  await panel.getByRole('heading', { name: meeting.topic }).waitFor();
  app.zoom.endGrant(zoomUser);
  letReadingsBeForgotten();
  const { panel: later } = await panelOf(colleague);

  await later.getByText('Whoever linked it is no longer connected to Zoom').waitFor();
  await later.getByRole('button', { name: 'Link meeting' }).waitFor();
  expect(await noticeOf(later).count()).toBe(0);
});

async function hostWithMeeting() {
  const team = newTeam(app);
  const zoomUser = await connected(app, team.host);
  const startTime = app.clock.now().getTime() - 2 * 3_600_000;
  const { meeting, linkId } = await linkNewMeeting(app, team.host, zoomUser, { startTime });
  recorded(app, meeting, 2);
  return { ...team, zoomUser, meeting, linkId };
}

async function panelOf(viewer: Viewer): Promise<{ page: Page; panel: FrameLocator }> {
  return openPanel(app, await newPage({ allowedErrors: ['409', '503'] }), viewer);
}

/** Only a notice has **Connect Zoom** or a mark. */
function noticeOf(panel: FrameLocator) {
  return panel.locator('.message');
}

/** What panels read, and the job that writes the issue property, is remembered for half a minute. */
function letReadingsBeForgotten(): void {
  app.clock.advance(60);
}

function silenceZoom(path = ''): void {
  app.zoom.faults.arm({ on: 'api', path, kind: 'answer', status: 503, body: {} }, Number.POSITIVE_INFINITY);
}
