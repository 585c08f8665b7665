// Choosing, linking and unlinking meetings in a real browser, and what a second person sees of them.

import type { FrameLocator } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { newPage } from '../support/browser.ts';
import { openPanel } from '../support/issue-page.ts';
import { looks } from '../support/looks.ts';
import { connected, linked, linkNewMeeting, newTeam, recorded } from '../support/team.ts';
import { startTestApp, type TestApp, type Viewer } from '../support/test-app.ts';

let app: TestApp;

beforeAll(async () => {
  app = await startTestApp();
});
afterAll(() => app.stop());

test('a second person without Zoom sees topic, time, state and Join, and no recordings', async () => {
  const { host, colleague } = newTeam(app);
  const zoomUser = await connected(app, host);
  const { meeting: coming } = await linkNewMeeting(app, host, zoomUser);
  const startTime = app.clock.now().getTime() - 2 * 3_600_000;
  const { meeting: past } = await linkNewMeeting(app, host, zoomUser, { startTime });
  recorded(app, past, 2);
  const profile = app.jira.site.users.find(({ accountId }) => accountId === colleague.accountId);
  Object.assign(profile ?? {}, { locale: 'en_GB', timeZone: 'Europe/Berlin' });
  const page = await newPage();
  const { panel } = await openPanel(app, page, colleague);

  const comingItem = itemOf(panel, coming.topic);
  await comingItem.getByText('Upcoming').waitFor();
  const day = new Intl.DateTimeFormat('en-GB', {
    timeZone: 'Europe/Berlin',
    day: 'numeric',
    month: 'short',
    year: 'numeric',
  });
  await comingItem.getByText(day.format(new Date(coming.startTime ?? ''))).waitFor();
  expect(await comingItem.getByRole('link', { name: 'Join' }).getAttribute('href')).toBe(coming.joinUrl);

  const pastItem = itemOf(panel, past.topic);
  await pastItem.getByText('Only the host can open it until they share it.').waitFor();
  expect(await pastItem.getByRole('link', { name: 'Join' }).count()).toBe(0);
  expect(await panel.getByRole('button', { name: 'Attach to issue' }).count()).toBe(0);
  await looks(page, 'meetings-of-others');
});

test('a recurring meeting is linked only after choosing one date or the series: here one date', async () => {
  const { host } = newTeam(app);
  const zoomUser = await connected(app, host);
  const meeting = app.zoom.createMeeting(zoomUser, { type: 8, occurrences: 3 });
  const page = await newPage();
  const { panel } = await openPanel(app, page, host);
  await panel.getByRole('button', { name: 'Link meeting' }).click();
  await panel.getByRole('radio', { name: meeting.topic }).nth(1).check();
  await panel.getByRole('button', { name: 'Link meeting' }).press('Enter');
  await panel.getByText('Choose one date or the whole series.').waitFor();
  await looks(page, 'link-scope');

  await panel.getByRole('radio', { name: 'This date only' }).check();
  await panel.getByRole('button', { name: 'Link meeting' }).click();

  await panel.getByRole('heading', { name: meeting.topic }).waitFor();
  expect(await linksOf(host)).toEqual(['occurrence']);
});

test('a recurring meeting given by its number asks the same, with its dates: here the series', async () => {
  const { host } = newTeam(app);
  const zoomUser = await connected(app, host);
  const meeting = app.zoom.createMeeting(zoomUser, { type: 8, occurrences: 3 });
  const page = await newPage({ allowedErrors: ['409'] });
  const { panel } = await openPanel(app, page, host);
  await paste(panel, meeting.id);
  await panel.getByRole('radio', { name: 'This date only' }).check();
  expect(await panel.getByRole('combobox', { name: 'Date' }).locator('option').count()).toBe(3);
  await looks(page, 'link-pasted-series');

  await panel.getByRole('radio', { name: 'The whole series' }).check();
  await panel.getByRole('button', { name: 'Link meeting' }).click();

  await itemOf(panel, meeting.topic).getByText('Whole series').waitFor();
  expect(await linksOf(host)).toEqual(['series']);
});

test('whoever has no meetings is told so where they would choose', async () => {
  const { host } = newTeam(app);
  await connected(app, host);
  const page = await newPage();
  const { panel } = await openPanel(app, page, host);
  await panel.getByText('No Zoom meetings are linked to this issue yet.').waitFor();
  await looks(page, 'panel-empty');
  await panel.getByRole('button', { name: 'Link meeting' }).click();
  await panel.getByText('You have no upcoming Zoom meetings.').waitFor();
  await looks(page, 'link-none');
});

test('a series, one date of it that is cancelled, one that is live, and a personal room say what they are', async () => {
  const { host } = newTeam(app);
  const zoomUser = await connected(app, host);
  const series = app.zoom.createMeeting(zoomUser, { topic: 'Doors weekly', type: 8, occurrences: 3 });
  await linked(app, host, { meetingId: series.id, scope: 'series' });
  const other = app.zoom.createMeeting(zoomUser, { topic: 'Windows weekly', type: 8, occurrences: 3 });
  const occurrence = other.occurrences[1]?.occurrenceId;
  const date = await linked(app, host, { meetingId: other.id, scope: 'occurrence', occurrence });
  await app.api('POST', `/meeting-links/${date}/cancel`, host);
  await linked(app, host, { meetingId: zoomUser.pmi });
  const { meeting: live } = await linkNewMeeting(app, host, zoomUser, {
    startTime: app.clock.now().getTime(),
  });
  app.zoom.startMeeting(live);
  const page = await newPage();
  const { panel } = await openPanel(app, page, host);
  await itemOf(panel, series.topic)
    .getByText(/^Whole series · /)
    .waitFor();
  await itemOf(panel, other.topic).getByText('Cancelled').waitFor();
  await panel.getByText('Personal room', { exact: true }).waitFor();
  await itemOf(panel, live.topic).getByText('Live').waitFor();
  await looks(page, 'meeting-rows');
});

test('a pasted link is linked, one that is none is refused in words, and Unlink takes the meeting away', async () => {
  const { host } = newTeam(app);
  const zoomUser = await connected(app, host);
  const meeting = app.zoom.createMeeting(zoomUser);
  const page = await newPage({ allowedErrors: ['400'] });
  const { panel } = await openPanel(app, page, host);
  await paste(panel, 'the weekly one');
  await panel.getByRole('alert').waitFor();
  await looks(page, 'link-pasted-refused');

  await panel.getByRole('textbox').fill(meeting.joinUrl);
  await panel.getByRole('button', { name: 'Link meeting' }).click();
  await panel.getByRole('heading', { name: meeting.topic }).waitFor();
  await panel.getByRole('button', { name: 'Unlink', description: meeting.topic }).click();

  await panel.getByText('No Zoom meetings are linked to this issue yet.').waitFor();
  expect(await linksOf(host)).toEqual([]);
});

test('a search looks through all meetings, and what was picked stays picked while the search changes', async () => {
  const { host } = newTeam(app);
  const zoomUser = await connected(app, host);
  const inHours = (hours: number) => app.clock.now().getTime() + hours * 3_600_000;
  for (let number = 1; number <= 34; number += 1) {
    app.zoom.createMeeting(zoomUser, { topic: `Planning ${number}`, startTime: inHours(number) });
  }
  const review = app.zoom.createMeeting(zoomUser, { topic: 'Révision of doors', startTime: inHours(99) });
  const page = await newPage();
  const { panel } = await openPanel(app, page, host);
  await panel.getByRole('button', { name: 'Link meeting' }).click();
  const choices = panel.getByRole('radio');
  await panel.getByRole('button', { name: 'Load more' }).waitFor();
  await looks(page, 'link-paged');
  await panel.getByRole('button', { name: 'Load more' }).click();
  await expect.poll(() => choices.count()).toBe(35);
  await panel.getByRole('searchbox').fill('revision');
  await expect.poll(() => choices.count()).toBe(1);
  await looks(page, 'link-search');
  await panel.getByRole('radio', { name: review.topic }).check();

  await panel.getByRole('searchbox').fill('nothing like that');
  await panel.getByText('No meeting of yours has this in its topic or number.').waitFor();
  expect(await panel.getByRole('radio', { name: review.topic }).isChecked()).toBe(true);
  await panel.getByRole('button', { name: 'Link meeting' }).click();
  await panel.getByRole('heading', { name: review.topic }).waitFor();
});

test('a whole invitation can be pasted, and Enter links it', async () => {
  const { host } = newTeam(app);
  const zoomUser = await connected(app, host);
  const meeting = app.zoom.createMeeting(zoomUser);
  const page = await newPage();
  const { panel } = await openPanel(app, page, host);
  await panel.getByRole('button', { name: 'Link meeting' }).click();
  await panel.getByRole('button', { name: 'Link or number' }).click();
  const invitation = `Hanna invites you.\n\nTopic: ${meeting.topic}\nJoin Zoom Meeting\n${meeting.joinUrl}\n\nMeeting ID: 1`;
  await panel.getByRole('textbox').fill(invitation);
  await panel.getByRole('textbox').press('Enter');
  await panel.getByRole('heading', { name: meeting.topic }).waitFor();
});

function itemOf(panel: FrameLocator, topic: string) {
  return panel.getByRole('listitem').filter({ has: panel.getByRole('heading', { name: topic }) });
}

async function paste(panel: FrameLocator, text: string): Promise<void> {
  await panel.getByRole('button', { name: 'Link meeting' }).click();
  await panel.getByRole('button', { name: 'Link or number' }).click();
  await panel.getByRole('textbox').fill(text);
  await panel.getByRole('button', { name: 'Link meeting' }).click();
}

async function linksOf(viewer: Viewer): Promise<string[]> {
  const { body } = await app.api('GET', '/issue-panel', viewer);
  return body.links.map(({ scope }: { scope: string }) => scope);
}
