// Scheduling a meeting from the issue in a real browser: what the form begins with, what it asks for, and what it says
// when it cannot be done.

import type { FrameLocator, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import type { PickableMeeting, ScheduleRequest } from '../../src/meetings/api-types.ts';
import { newPage } from '../support/browser.ts';
import { openPanel } from '../support/issue-page.ts';
import { looks } from '../support/looks.ts';
import { connected, newTeam } from '../support/team.ts';
import { startTestApp, type TestApp, type Viewer } from '../support/test-app.ts';

// High enough that no click meets a page which scrolls because the panel has grown or shrunk.
const viewport = { width: 1280, height: 1800 };
let app: TestApp;

beforeAll(async () => {
  app = await startTestApp();
});
afterEach(() => app.zoom.faults.clear());
afterAll(() => app.stop());

test('the form begins with the issue and the person’s own defaults, and what it makes is linked', async () => {
  const { host, issueId } = newTeam(app);
  await connected(app, host);
  const defaults = {
    durationMinutes: 25,
    waitingRoom: false,
    cloudRecording: true,
    joinBeforeHost: true,
    muteUponEntry: true,
  };
  await app.api('PUT', '/meeting-defaults', host, defaults);
  const issue = app.jira.site.issues.find(({ id }) => id === issueId);
  const topic = `${issue?.key} ${issue?.summary}`;
  const { page, panel } = await openForm(host);
  await looks(page, 'schedule');
  await panel.getByText('More options').click();
  await looks(page, 'schedule-more');
  const start = tomorrowAt('10:00');
  await panel.getByLabel('Start').fill(start);
  await panel.getByLabel('Time zone').selectOption('Asia/Tokyo');
  await panel.getByText('For you:').waitFor();

  expect(await pressSchedule(page, panel)).toEqual({
    topic,
    agenda: `${app.jira.site.baseUrl}/browse/${issue?.key}`,
    startTime: start,
    timeZone: 'Asia/Tokyo',
    durationMinutes: 25,
    passcode: null,
    waitingRoom: false,
    cloudRecording: true,
    alternativeHosts: [],
    recurrence: null,
  });
  await panel.getByRole('heading', { name: topic }).waitFor();
  await panel.getByRole('listitem').getByText('Upcoming').waitFor();
  const [meeting] = await meetingsOf(host);
  expect(meeting?.startTime).toBe(new Date(`${start}+09:00`).toISOString());
});

test('the dates that the form promises for a series are those that Zoom makes of it', async () => {
  const { host } = newTeam(app);
  await connected(app, host);
  const { page, panel } = await openForm(host);
  const start = tomorrowAt('09:00');
  await panel.getByLabel('Start').fill(start);
  await panel.getByLabel('Time zone').selectOption('UTC');
  await panel.getByLabel('Repeat').selectOption('Weekly');
  await panel.getByLabel('Interval (weeks)').fill('2');
  for (const weekDay of ['Sun', 'Wed', 'Fri']) await panel.getByLabel(weekDay).setChecked(true);
  await panel.getByLabel('Dates', { exact: true }).fill('5');
  await looks(page, 'schedule-series');
  const promised = await panel.getByText(/^5 dates: /).innerText();

  await pressSchedule(page, panel);
  await panel.getByRole('listitem').getByText('Whole series').waitFor();
  const made = (await meetingsOf(host)).map(({ startTime }) => new Date(startTime ?? ''));
  expect(made).toHaveLength(5);
  const short = new Intl.DateTimeFormat('en-US', {
    weekday: 'short',
    day: 'numeric',
    month: 'short',
    timeZone: 'UTC',
  });
  const last = new Intl.DateTimeFormat('en-US', { dateStyle: 'medium', timeZone: 'UTC' });
  const first = made.slice(0, 3).map((date) => short.format(date));
  expect(promised).toBe(`5 dates: ${first.join(' · ')} … ${last.format(made[4])}`);
});

test('a meeting can repeat each month on the weekday that it starts on, until a date', async () => {
  const { host } = newTeam(app);
  await connected(app, host);
  const { page, panel } = await openForm(host);
  const year = app.clock.now().getUTCFullYear() + 1;
  await panel.getByLabel('Start').fill(`${year}-03-09T15:00`);
  await panel.getByLabel('Repeat').selectOption('Monthly');
  await panel.getByLabel('On', { exact: true }).selectOption('week');
  await panel.getByLabel('Ends').selectOption('On a date');
  await panel.getByLabel('Last date').fill(`${year}-05-31`);
  const { recurrence } = await pressSchedule(page, panel);
  const weekDay = new Date(`${year}-03-09T15:00Z`).getUTCDay() + 1;
  expect(recurrence).toEqual({
    every: 'month',
    interval: 1,
    monthly: { week: 2, weekDay },
    end: { onDate: `${year}-05-31` },
  });
  await panel.getByRole('listitem').getByText('Whole series').waitFor();
});

test('what is missing is said beside its field, where the keyboard is led, and nothing is sent', async () => {
  const { host } = newTeam(app);
  await connected(app, host);
  const { page, panel } = await openForm(host);
  await panel.getByLabel('Topic').fill('');
  await panel.getByLabel('Duration (minutes)').fill('0');
  await panel.getByText('More options').click();
  await panel.getByLabel('Alternative hosts').fill('nobody');
  await panel.getByLabel('Passcode').fill('no spaces');
  await panel.getByText('More options').click();
  await panel.getByRole('button', { name: 'Schedule meeting' }).click();

  await panel.getByText('Enter a topic.').waitFor();
  await panel.getByText('Enter 1 to 1440 minutes.').waitFor();
  expect(await focusedName(panel)).toBe('topic');
  expect(await panel.getByLabel('Topic').getAttribute('aria-invalid')).toBe('true');

  await panel.getByLabel('Topic').fill('Door');
  await panel.getByLabel('Duration (minutes)').fill('30');
  await panel.getByRole('button', { name: 'Schedule meeting' }).click();
  await panel.getByText('Enter up to 10 e-mail addresses with commas in between.').waitFor();
  await panel.getByText('Use up to 10 letters, digits, @, -, _ or *.').waitFor();
  expect(await focusedName(panel)).toBe('alternativeHosts');
  await looks(page, 'schedule-faults');
  expect(await meetingsOf(host)).toEqual([]);
});

test('a week without a weekday is not sent either', async () => {
  const { host } = newTeam(app);
  await connected(app, host);
  const { panel } = await openForm(host);
  await panel.getByLabel('Repeat').selectOption('Weekly');
  for (const box of await panel.getByRole('group', { name: 'On' }).getByRole('checkbox').all()) {
    await box.setChecked(false);
  }
  await panel.getByText('There is no such date.').waitFor();
  await panel.getByRole('button', { name: 'Schedule meeting' }).click();
  await panel.getByText('Choose a weekday.').waitFor();
  expect(await focusedName(panel)).toBe('weekDays');
});

test('a time that is past is refused beside the field', async () => {
  const { host } = newTeam(app);
  await connected(app, host);
  const { panel } = await openForm(host, ['400']);
  await panel.getByLabel('Start').fill('2020-01-01T10:00');
  await panel.getByRole('button', { name: 'Schedule meeting' }).click();
  await panel.getByText('This time is past. Choose a later one.').waitFor();
  expect(await focusedName(panel)).toBe('startTime');
});

test('what Zoom refuses is said beside the field, and nothing that was typed is lost', async () => {
  const { host } = newTeam(app);
  await connected(app, host);
  const { page, panel } = await openForm(host, ['409']);
  await panel.getByLabel('Topic').fill('Door again');
  await panel.getByText('More options').click();
  await panel.getByLabel('Alternative hosts').fill('stranger@elsewhere.example');
  await panel.getByLabel('Passcode').fill('door42');
  await panel.getByText('More options').click();
  await panel.getByRole('button', { name: 'Schedule meeting' }).click();
  await panel.getByText('Zoom does not take these alternative hosts').waitFor();
  expect(await focusedName(panel)).toBe('alternativeHosts');
  await looks(page, 'schedule-refused');

  await panel.getByLabel('Alternative hosts').fill('');
  const sent = await pressSchedule(page, panel);
  expect(sent).toMatchObject({ topic: 'Door again', passcode: 'door42', alternativeHosts: [] });
  await panel.getByRole('heading', { name: 'Door again' }).waitFor();
});

test('when Zoom does not answer, the form says so and can be sent again as it is', async () => {
  const { host } = newTeam(app);
  await connected(app, host);
  const { page, panel } = await openForm(host, ['502', '503']);
  await panel.getByLabel('Topic').fill('Door once more');
  app.zoom.faults.arm({ on: 'api', method: 'POST', kind: 'answer', status: 503, body: {} }, 20);
  await panel.getByRole('button', { name: 'Schedule meeting' }).click();
  await panel.getByRole('alert').first().waitFor();
  expect(await meetingsOf(host)).toEqual([]);

  app.zoom.faults.clear();
  expect((await pressSchedule(page, panel)).topic).toBe('Door once more');
  await panel.getByRole('heading', { name: 'Door once more' }).waitFor();
});

test('without defaults and without an answer of Jira’s there is a form all the same', async () => {
  const { host } = newTeam(app);
  await connected(app, host);
  const page = await newPage({ viewport, allowedErrors: ['503'] });
  await page.route('**/api/meeting-defaults', (route) => route.fulfill({ status: 503, json: {} }));
  app.jira.faults.answers.push({
    path: /^\/rest\/api\/3\/issue\/\d+$/,
    times: 100,
    status: 503,
    body: {},
  });
  const { panel } = await openPanel(app, page, host);
  await panel.getByRole('button', { name: 'Schedule meeting' }).click();
  await panel.getByLabel('Topic').waitFor();
  expect(await panel.getByLabel('Topic').inputValue()).toBe('');
  expect(await panel.getByLabel('Duration (minutes)').inputValue()).toBe('60');
  app.jira.faults.answers.length = 0;
});

test('on Zoom Basic there is no cloud recording to choose, and a word why', async () => {
  const { host } = newTeam(app);
  await connected(app, host, { type: 1 });
  const { panel } = await openForm(host);
  await panel.getByText('More options').click();
  await panel.getByText('Your Zoom plan is Basic, which has no cloud recordings.').waitFor();
  expect(await panel.getByRole('checkbox', { name: 'Record to the cloud automatically' }).count()).toBe(0);
});

test('the form fits a narrow panel at 320 pixels', async () => {
  const { host } = newTeam(app);
  await connected(app, host);
  const { page, panel } = await openForm(host);
  await page.setViewportSize({ width: 320, height: 1800 });
  await panel.getByLabel('Repeat').selectOption('Weekly');
  await panel.getByText('More options').click();
  const overflow = () =>
    panel.locator('html').evaluate(({ scrollWidth, clientWidth }) => scrollWidth - clientWidth);
  expect(await overflow()).toBe(0);
  const beyond = await panel.locator('.link-form').evaluate((card) => {
    const edge = card.getBoundingClientRect().right;
    return [...card.querySelectorAll('input, select, textarea, button')].filter(
      (field) => field.getBoundingClientRect().right > edge,
    ).length;
  });
  expect(beyond).toBe(0);
});

/** Opens the issue as this person, and the form in its panel. */
async function openForm(viewer: Viewer, allowedErrors: string[] = []) {
  const page = await newPage({ viewport, allowedErrors });
  const { panel } = await openPanel(app, page, viewer);
  await panel.getByRole('button', { name: 'Schedule meeting' }).click();
  await panel.getByLabel('Topic').waitFor();
  return { page, panel };
}

/** Sends the form; what it asks our server for. */
async function pressSchedule(page: Page, panel: FrameLocator): Promise<ScheduleRequest> {
  const [request] = await Promise.all([
    page.waitForRequest((sent) => sent.method() === 'POST' && sent.url().endsWith('/api/meetings')),
    panel.getByRole('button', { name: 'Schedule meeting' }).press('Enter'),
  ]);
  return request.postDataJSON();
}

async function meetingsOf(viewer: Viewer): Promise<PickableMeeting[]> {
  const { body } = await app.api('GET', '/meetings?when=upcoming', viewer);
  return body.meetings;
}

/** A local time. */
function tomorrowAt(time: string): string {
  return `${new Date(app.clock.now().getTime() + 36 * 3_600_000).toISOString().slice(0, 10)}T${time}`;
}

/** The name of the field that has the focus. */
function focusedName(panel: FrameLocator): Promise<string | null | undefined> {
  return panel
    .locator('html')
    .evaluate(({ ownerDocument }) => ownerDocument.activeElement?.getAttribute('name'));
}
