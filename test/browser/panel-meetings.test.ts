// What can be done with a linked meeting in the panel, in a real browser, and how the panel follows what others do.

import type { FrameLocator } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { newPage } from '../support/browser.ts';
import { openPanel } from '../support/issue-page.ts';
import { looks } from '../support/looks.ts';
import { connected, linkNewMeeting, newTeam } from '../support/team.ts';
import { startTestApp, type TestApp, type Viewer } from '../support/test-app.ts';
import { eventsUrl } from '../support/zoom-events.ts';

const hour = 3_600_000;
const place = { locale: 'en-GB', timezoneId: 'Europe/Berlin' };
let app: TestApp;

beforeAll(async () => {
  app = await startTestApp();
  app.zoom.setEventUrl(eventsUrl(app));
});
afterAll(() => app.stop());

test('the host sees when it is and who leads it, copies the invitation, and adds it to a calendar', async () => {
  const { host } = newTeam(app);
  const zoomUser = await connected(app, host);
  const startTime = app.clock.now().getTime() + 2 * hour + 60_000;
  const { meeting } = await linkNewMeeting(app, host, zoomUser, { startTime });
  // Jira's frame allows no writing to the clipboard, which the browser says.
  const allowedErrors = ['The Clipboard API has been blocked'];
  const { page, panel } = await openPanel(app, await newPage({ ...place, allowedErrors }), host);
  const item = itemOf(panel, meeting.topic);
  await item.getByText('in 2 hours').waitFor();
  await item.getByText('Host: you').waitFor();
  await looks(page, 'meeting-upcoming-host');

  await pressed(item, 'Copy invitation', meeting.topic);
  const invitation = item.getByRole('textbox');
  expect(await invitation.inputValue()).toContain(meeting.joinUrl);
  await looks(page, 'meeting-invitation');
  await item.getByRole('button', { name: 'Close' }).press('Enter');
  await expect.poll(() => focused(panel)).toBe('Copy invitation');

  const [download] = await Promise.all([
    page.waitForEvent('download'),
    pressed(item, 'Add to calendar', meeting.topic),
  ]);
  expect(download.suggestedFilename()).toBe('meeting.ics');
  await item.getByText('Calendar file downloaded.').waitFor();
});

test('the host changes the time, which is told where it cannot be', async () => {
  const { host } = newTeam(app);
  const zoomUser = await connected(app, host);
  const { meeting } = await linkNewMeeting(app, host, zoomUser);
  const { page, panel } = await openPanel(app, await newPage({ ...place, allowedErrors: ['400'] }), host);
  const item = itemOf(panel, meeting.topic);
  await pressed(item, 'Change time', meeting.topic);
  await item.getByLabel('Start').fill('2019-01-01T10:00');
  await item.getByRole('button', { name: 'Save' }).press('Enter');
  await item.getByRole('alert').waitFor();
  await looks(page, 'meeting-change-time');

  const day = new Date(app.clock.now().getTime() + 72 * hour).toISOString().slice(0, 10);
  await item.getByLabel('Start').fill(`${day}T15:30`);
  await item.getByRole('button', { name: 'Save' }).press('Enter');
  await item.getByText('in 3 days').waitFor();
  await item.getByText(/15:30/).waitFor();
  await expect.poll(() => focused(panel)).toBe('Change time');
});

test('Cancel meeting asks first, and then cancels at Zoom', async () => {
  const { host } = newTeam(app);
  const zoomUser = await connected(app, host);
  const { meeting } = await linkNewMeeting(app, host, zoomUser);
  const { page, panel } = await openPanel(app, await newPage(place), host);
  const item = itemOf(panel, meeting.topic);
  await pressed(item, 'Cancel meeting', meeting.topic);
  const question = item.getByRole('alertdialog', { name: 'Cancel this meeting at Zoom?' });
  await question.waitFor();
  await looks(page, 'meeting-cancel');
  await question.press('Escape');
  await expect.poll(() => focused(panel)).toBe('Cancel meeting');

  await pressed(item, 'Cancel meeting', meeting.topic);
  await pressed(item, 'Cancel meeting', meeting.topic);
  await item.getByText('No longer at Zoom').waitFor();
  expect(app.zoom.meetingsOf(zoomUser)).toMatchObject([{ deleted: true }]);
  expect(await item.getByRole('button').allTextContents()).toEqual(['Unlink']);
  expect(await item.getByRole('link', { name: 'Join' }).count()).toBe(0);
  await looks(page, 'meeting-gone');
});

test('what was unlinked can be taken back for some seconds, and then goes', async () => {
  const { host } = newTeam(app);
  const zoomUser = await connected(app, host);
  const { meeting } = await linkNewMeeting(app, host, zoomUser);
  const { page, panel } = await openPanel(app, await newPage(place), host);
  const item = itemOf(panel, meeting.topic);
  await pressed(item, 'Unlink', meeting.topic);
  const undo = panel.getByRole('button', {
    name: 'Undo',
    description: `“${meeting.topic}” is no longer linked.`,
  });
  await undo.waitFor();
  expect(await linksOf(host)).toBe(0);
  await looks(page, 'meeting-unlinked');
  await undo.press('Enter');
  await item.getByRole('link', { name: 'Join' }).waitFor();
  expect(await linksOf(host)).toBe(1);

  await pressed(item, 'Unlink', meeting.topic);
  await undo.waitFor();
  // It stays for longer while the keyboard is there.
  await panel.getByRole('button', { name: 'Link meeting' }).focus();
  await panel.getByText('No Zoom meetings are linked to this issue yet.').waitFor();
  expect(await linksOf(host)).toBe(0);
});

test('an open panel follows what others link and unlink, and a meeting that begins and ends', async () => {
  const { host, colleague } = newTeam(app);
  const zoomUser = await connected(app, host);
  const { page, panel } = await openPanel(app, await newPage(place), colleague);
  await panel.getByRole('button', { name: 'Connect Zoom' }).waitFor();
  const startTime = app.clock.now().getTime() + hour;
  const { meeting, linkId } = await linkNewMeeting(app, host, zoomUser, { startTime });
  const item = itemOf(panel, meeting.topic);
  await item.getByText('Upcoming').waitFor();
  await item.getByText('Host: Hanna Host').waitFor();
  await item.getByRole('link', { name: 'Join' }).focus();
  await looks(page, 'meeting-upcoming-others');

  await item.getByRole('link', { name: 'Join' }).focus();
  app.zoom.startMeeting(meeting);
  await item.getByText('Live').waitFor();
  expect(await focused(panel)).toBe('Join');
  await looks(page, 'meeting-live');
  app.zoom.endMeeting(meeting);
  await item.getByText('Upcoming').waitFor();
  app.zoom.updateMeeting(meeting, { topic: 'Renamed' });
  await panel.getByRole('heading', { name: 'Renamed' }).waitFor();

  await app.api('DELETE', `/meeting-links/${linkId}`, host);
  await panel.getByText('No Zoom meetings are linked to this issue yet.').waitFor();
});

test('without the permission to edit the issue nothing is offered but a word why', async () => {
  const { host, visitor } = newTeam(app);
  const zoomUser = await connected(app, host);
  await connected(app, visitor);
  const { meeting } = await linkNewMeeting(app, host, zoomUser);
  const { page, panel } = await openPanel(app, await newPage(place), visitor);
  await panel
    .getByText('To link or schedule meetings, you need the permission to edit this issue.')
    .waitFor();
  const item = itemOf(panel, meeting.topic);
  await item.getByRole('button', { name: 'Copy invitation' }).waitFor();
  expect(await panel.getByRole('button').allTextContents()).toEqual([
    'Zoom settings',
    'Copy invitation',
    'Add to calendar',
  ]);
  await looks(page, 'panel-without-edit');
});

test.each([1280, 400])(
  'what the panel shows first does not move when the rest comes, %i wide',
  async (width) => {
    const { host, colleague } = newTeam(app);
    const zoomUser = await connected(app, host);
    for (let made = 0; made < 3; made += 1) await linkNewMeeting(app, host, zoomUser);
    const page = await newPage({ ...place, viewport: { width, height: 1600 } });
    await page.addInitScript(`
    moved = 0;
    new PerformanceObserver((list) => {
      for (const { value } of list.getEntries()) moved += value;
    }).observe({ type: 'layout-shift', buffered: true });
  `);
    await app.connectZoom(colleague, app.zoom.createUser());
    const { panel } = await openPanel(app, page, colleague);
    await expect.poll(() => panel.getByText('Host: Hanna Host').count()).toBe(3);
    const moved = await panel.locator('html').evaluate('moved');
    expect(moved).toBeLessThan(0.05);
  },
);

function itemOf(panel: FrameLocator, topic: string) {
  return panel.getByRole('listitem').filter({ has: panel.getByRole('heading', { name: topic }) });
}

function pressed(item: ReturnType<typeof itemOf>, name: string, description: string): Promise<void> {
  return item.getByRole('button', { name, description }).press('Enter');
}

function focused(panel: FrameLocator): Promise<string | null | undefined> {
  return panel.locator('html').evaluate((html) => html.ownerDocument.activeElement?.textContent);
}

async function linksOf(viewer: Viewer): Promise<number> {
  const { body } = await app.api('GET', '/issue-panel', viewer);
  return body.links.length;
}
