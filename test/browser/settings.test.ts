// The settings page in a real browser: the account, who shares it, disconnecting, and each state of the connection.

import type { Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { newPage } from '../support/browser.ts';
import { connectZoomInBrowser, openPanel } from '../support/issue-page.ts';
import { looks } from '../support/looks.ts';
import { connected, linkNewMeeting, newTeam, recorded } from '../support/team.ts';
import { startTestApp, type TestApp, type Viewer } from '../support/test-app.ts';

let app: TestApp;

beforeAll(async () => {
  app = await startTestApp();
});
afterEach(() => app.zoom.faults.clear());
afterAll(() => app.stop());

test('the connected account is shown, and Disconnect asks first and then disconnects', async () => {
  const { host } = newTeam(app);
  const zoomUser = await connected(app, host);
  const page = await newPage();
  const settings = await openSettings(page, host);
  await settings.getByText(zoomUser.email).waitFor();
  await settings.getByText('Licensed').waitFor();
  await looks(page, 'settings-connected');

  await settings.getByRole('button', { name: 'Disconnect' }).click();
  await settings.getByRole('heading', { name: 'Disconnect Zoom?' }).waitFor();
  await looks(page, 'settings-disconnecting');
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
  const page = await newPage();
  const { panel } = await openPanel(app, page, host);
  const issueUrl = page.url();
  await panel.getByRole('button', { name: 'Zoom settings' }).click();
  await page.waitForURL('**/plugins/servlet/ac/**');
  await panel.getByText('Not connected').waitFor();
  await looks(page, 'settings-not-connected');

  const zoomUser = app.zoom.createUser({ type: 1 });
  await connectZoomInBrowser({ page, panel }, zoomUser);
  await panel.getByText(zoomUser.email).waitFor();
  await panel.getByText('Your Zoom plan is Basic').waitFor();
  await looks(page, 'settings-basic');

  await page.goBack();
  expect(page.url()).toBe(issueUrl);
  await openPanel(app, page, host);
  await panel.getByRole('button', { name: 'Link meeting' }).waitFor();
});

test('while Zoom does not answer the page says so and stays usable, and Try again shows the account', async () => {
  const { host } = newTeam(app);
  const zoomUser = await connected(app, host);
  app.zoom.faults.arm({ on: 'api', kind: 'disconnect' }, Number.POSITIVE_INFINITY);
  const page = await newPage({ allowedErrors: ['/api/zoom-connection/account'] });
  const checkedByItself = page.waitForResponse('**/api/zoom-connection/check');
  const settings = await openSettings(page, host);
  await checkedByItself;
  await settings.getByText('Zoom unreachable').waitFor();
  await settings.getByText(/^Since .+, Zoom has not answered\./).waitFor();
  await settings.getByRole('button', { name: 'Disconnect' }).waitFor();
  await looks(page, 'settings-unreachable');

  app.zoom.faults.clear();
  await settings.getByRole('button', { name: 'Try again' }).click();
  await settings.getByText(zoomUser.email).waitFor();
  await settings.getByText('Connected', { exact: true }).waitFor();
});

test('an ended connection shows since when and what it stops, no account, and Connect Zoom mends it', async () => {
  const { host } = newTeam(app);
  const zoomUser = await connected(app, host);
  app.zoom.endGrant(zoomUser);
  const page = await newPage({ allowedErrors: ['/api/zoom-connection/account'] });
  const settings = await openSettings(page, host);
  await settings.getByText('Needs reconnecting').waitFor();
  await settings.getByText(/^Since .+, Zoom no longer accepts the connection\./).waitFor();
  expect(await settings.getByText('E-mail', { exact: true }).count()).toBe(0);
  await looks(page, 'settings-needs-reconnect');

  await connectZoomInBrowser({ page, panel: settings }, zoomUser);
  await settings.getByText(zoomUser.email).waitFor();
});

test('a missing permission is named, and hides the account only where it is what is missing', async () => {
  const { host } = newTeam(app);
  const zoomUser = await connected(app, host);
  app.zoom.faults.withheldScopes = ['meeting:read:list_meetings'];
  await app.api('GET', '/meetings?when=past', host);
  const page = await newPage({ allowedErrors: ['/api/zoom-connection/account'] });
  const settings = await openSettings(page, host);
  await settings.getByText('Missing permission').waitFor();
  await settings.getByText('choosing from your meetings').waitFor();
  await settings.getByText(zoomUser.email).waitFor();
  await looks(page, 'settings-missing-permission');

  app.zoom.faults.withheldScopes = ['user:read:user'];
  await page.reload();
  await settings.getByText('showing the name and plan of your Zoom account').waitFor();
  expect(await settings.getByText(zoomUser.email).count()).toBe(0);
});

test('others of the site with the same Zoom user are named as Jira names them to the viewer', async () => {
  const { host, colleague, coworker } = newTeam(app);
  const zoomUser = await connected(app, host);
  await app.connectZoom(colleague, zoomUser);
  await app.connectZoom(coworker, zoomUser);
  const page = await newPage({ allowedErrors: ['404'] });
  await page.route('**/rest/api/3/user/bulk**', async (route) => {
    const answer = await (await route.fetch()).json();
    const values = answer.values.filter(({ accountId }: Viewer) => accountId === colleague.accountId);
    await route.fulfill({ json: { ...answer, values } });
  });
  const settings = await openSettings(page, host);

  await settings.getByText(/^Also connected by: Carl Colleague.* and another person on this site$/).waitFor();
  await settings.getByRole('button', { name: 'Disconnect' }).click();
  await settings.getByText('Others who use this Zoom account here stay connected.').waitFor();
  await looks(page, 'settings-disconnecting-shared');
});

test('the host is told who asks for which recording on which issue, and shares one and declines another', async () => {
  const { host, colleague, coworker } = newTeam(app);
  const zoomUser = await connected(app, host);
  const startTime = app.clock.now().getTime() - 3 * 3_600_000;
  const { meeting, linkId } = await linkNewMeeting(app, host, zoomUser, { startTime });
  for (const hoursAgo of [3, 2]) recorded(app, meeting, hoursAgo);
  const path = `/meeting-links/${linkId}`;
  const { closed } = (await app.api('GET', `${path}/recordings`, colleague)).body;
  for (const [asker, { meetingUuid }] of [
    [colleague, closed[0]],
    [coworker, closed[0]],
    [coworker, closed[1]],
  ])
    expect((await app.api('POST', `${path}/requests`, asker, { meetingUuid })).status).toBe(204);
  const page = await newPage();
  const settings = await openSettings(page, host);
  const issue = app.jira.site.issues.find(({ id }) => id === host.issueId);
  const rows = settings.getByRole('listitem').filter({ hasText: `${issue?.key} ${issue?.summary}` });
  const wanted = rows.filter({ hasText: /Carl Colleague/ }).filter({ hasText: / and .* asked / });
  await wanted.getByText(/^Recorded /).waitFor();
  await looks(page, 'settings-requests');

  await wanted.getByRole('button', { name: 'Share on this issue', description: issue?.key ?? '' }).click();
  await wanted.waitFor({ state: 'detached' });
  await rows.getByRole('button', { name: 'Decline' }).click();
  await rows.waitFor({ state: 'detached' });
  const seen = (await app.api('GET', `${path}/recordings`, colleague)).body;
  expect(seen.recordings.map(({ meetingUuid }: { meetingUuid: string }) => meetingUuid)).toEqual([
    closed[0].meetingUuid,
  ]);
  expect(seen.closed).toMatchObject([{ meetingUuid: closed[1].meetingUuid, askedByMe: false }]);
});

test('the issue of a request opens from the settings', async () => {
  const { host, colleague } = newTeam(app);
  const zoomUser = await connected(app, host);
  const startTime = app.clock.now().getTime() - 3 * 3_600_000;
  const { meeting, linkId } = await linkNewMeeting(app, host, zoomUser, { startTime });
  recorded(app, meeting, 3);
  const { closed } = (await app.api('GET', `/meeting-links/${linkId}/recordings`, colleague)).body;
  const { meetingUuid } = closed[0];
  await app.api('POST', `/meeting-links/${linkId}/requests`, colleague, { meetingUuid });
  const page = await newPage();
  const settings = await openSettings(page, host);
  const { key = '' } = app.jira.site.issues.find(({ id }) => id === host.issueId) ?? {};
  await settings.getByRole('button', { name: key }).click();
  await page.waitForURL(`**/browse/${key}`);
});

test('what new meetings begin with is saved, and a length that makes no sense is refused beside its field', async () => {
  const { host } = newTeam(app);
  const page = await newPage();
  const settings = await openSettings(page, host);
  const duration = settings.getByRole('spinbutton', { name: 'Duration in minutes' });
  await duration.fill('5');
  await settings.getByRole('button', { name: 'Save' }).click();
  await settings.getByText('Enter 15 to 1440 minutes.').waitFor();
  await looks(page, 'settings-duration-wrong');

  await duration.fill('45');
  await settings.getByRole('checkbox', { name: 'Waiting room' }).uncheck();
  await settings.getByRole('button', { name: 'Save' }).click();
  await settings.getByText('Saved.').first().waitFor();
  expect((await app.api('GET', '/meeting-defaults', host)).body.defaults).toMatchObject({
    durationMinutes: 45,
    waitingRoom: false,
    muteUponEntry: true,
  });
});

async function openSettings(page: Page, { accountId }: Viewer) {
  const path = '/plugins/servlet/ac/zoom-meetings-for-jira/zoom-settings';
  await page.goto(`${app.jira.site.baseUrl}${path}?as=${encodeURIComponent(accountId)}`);
  return page.frameLocator('iframe');
}

async function connectionOf(viewer: Viewer): Promise<string> {
  return (await app.api('GET', '/zoom-connection', viewer)).body.state;
}
