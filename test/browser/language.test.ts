// In which language, and in whose zone, the pages speak: as the profile in Jira says.

import { afterAll, beforeAll, expect, test } from 'vitest';
import { newPage } from '../support/browser.ts';
import { openPanel } from '../support/issue-page.ts';
import { looks } from '../support/looks.ts';
import { connected, linkNewMeeting, newTeam } from '../support/team.ts';
import { startTestApp, type TestApp, type Viewer } from '../support/test-app.ts';

let app: TestApp;

beforeAll(async () => {
  app = await startTestApp();
});
afterAll(() => app.stop());

test('a German profile has the panel in German, in its own time zone, whatever the browser speaks', async () => {
  const { host, projectId } = newTeam(app);
  const zoomUser = await connected(app, host);
  const startTime = app.clock.now().getTime() + 26 * 3_600_000;
  const { meeting } = await linkNewMeeting(app, host, zoomUser, { startTime });
  const german = germanIn(projectId, host.issueId);
  const page = await newPage({ locale: 'en-GB', timezoneId: 'America/New_York' });
  const { panel } = await openPanel(app, page, german);

  await panel.getByRole('heading', { name: meeting.topic }).waitFor();
  await panel.getByText('Bevorstehend').waitFor();
  const day = new Intl.DateTimeFormat('de-DE', {
    timeZone: 'Asia/Tokyo',
    day: 'numeric',
    month: 'short',
    year: 'numeric',
  });
  await panel.getByText(day.format(startTime)).waitFor();
  await panel.getByRole('heading', { name: 'Verbinden Sie Ihr Zoom-Konto' }).waitFor();
  const html = panel.locator('html');
  expect(await html.getAttribute('lang')).toBe('de');
  expect(await html.evaluate(({ ownerDocument }) => ownerDocument.title)).toBe('Zoom-Meetings');
  await looks(page, 'panel-german');
});

test('a German profile has the settings in German', async () => {
  const { host, projectId } = newTeam(app);
  const german = germanIn(projectId, host.issueId);
  await connected(app, german);
  const page = await newPage();
  const path = '/plugins/servlet/ac/zoom-meetings-for-jira/zoom-settings';
  await page.goto(`${app.jira.site.baseUrl}${path}?as=${encodeURIComponent(german.accountId)}`);
  const settings = page.frameLocator('iframe');
  await settings.getByRole('button', { name: 'Trennen' }).click();
  await settings.getByRole('heading', { name: 'Zoom trennen?' }).waitFor();
  await looks(page, 'settings-german');
});

test('a German profile is refused in German, by the server too', async () => {
  const { host, projectId } = newTeam(app);
  const german = germanIn(projectId, host.issueId);
  await connected(app, german);
  const page = await newPage({ allowedErrors: ['400'] });
  const { panel } = await openPanel(app, page, german);
  await panel.getByRole('button', { name: 'Meeting verknüpfen' }).click();
  await panel.getByRole('button', { name: 'Link oder Nummer' }).click();
  await panel.getByRole('textbox').fill('kein Meeting');
  await panel.getByRole('button', { name: 'Meeting verknüpfen' }).click();
  await panel.getByText('Darin steht keine Meeting-Nummer.').waitFor();
});

test.each([
  ['de_DE', 'Mo Di Mi Do Fr Sa So'],
  ['en_US', 'Sun Mon Tue Wed Thu Fri Sat'],
  ['en_GB', 'Mon Tue Wed Thu Fri Sat Sun'],
])('where %s is spoken the days of a week are %s', async (locale, days) => {
  const { host, projectId } = newTeam(app);
  const viewer = personIn(projectId, host.issueId, locale);
  await connected(app, viewer);
  const { panel } = await openPanel(app, await newPage(), viewer);
  await panel.getByRole('button', { name: /^(Meeting planen|Schedule meeting)$/ }).click();
  await panel.locator('[name=every]').selectOption('week');
  const labels = panel.locator('label:has([name=weekDays])');
  expect((await labels.allInnerTexts()).map((label) => label.trim()).join(' ')).toBe(days);
});

test('with a profile that is read from right to left, dates are as there, and the rest in English', async () => {
  const { host, projectId } = newTeam(app);
  const startTime = app.clock.now().getTime() + 26 * 3_600_000;
  await linkNewMeeting(app, host, await connected(app, host), { startTime });
  const page = await newPage();
  const { panel } = await openPanel(app, page, personIn(projectId, host.issueId, 'he_IL'));
  const day = new Intl.DateTimeFormat('he-IL', { timeZone: 'Asia/Tokyo', month: 'short' }).format(startTime);
  await panel.getByText('Upcoming').waitFor();
  await panel.getByText(day).first().waitFor();
  expect(await panel.locator('html').getAttribute('lang')).toBe('en');
  await looks(page, 'panel-hebrew');
});

test('who speaks English loads no German', async () => {
  const { host } = newTeam(app);
  const page = await newPage({ locale: 'en-GB' });
  const asked: string[] = [];
  page.on('request', (request) => asked.push(request.url()));
  const { panel } = await openPanel(app, page, host);
  await panel.getByRole('heading', { name: 'Connect your Zoom account' }).waitFor();
  expect(asked.some((url) => url.includes('/assets/page-'))).toBe(true);
  expect(asked.filter((url) => url.includes('german'))).toEqual([]);
  expect(await panel.locator('html').getAttribute('lang')).toBe('en');
});

const germanIn = (projectId: string, issueId: string | undefined) => personIn(projectId, issueId, 'de_DE');

function personIn(projectId: string, issueId: string | undefined, locale: string): Viewer {
  const { accountId } = app.jira.site.addUser({ name: 'Gerda Gast', locale, timeZone: 'Asia/Tokyo' });
  app.jira.site.grant(accountId, projectId);
  return { accountId, ...(issueId === undefined ? {} : { issueId }) };
}
