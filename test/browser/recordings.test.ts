// Choosing what is attached, seeing who will see it, asking the host, and hearing what ended elsewhere, in a real browser.

import type { FrameLocator } from 'playwright-core';
import { afterAll, afterEach, beforeAll, expect, onTestFinished, test } from 'vitest';
import { newPage } from '../support/browser.ts';
import { openPanel } from '../support/issue-page.ts';
import { looks } from '../support/looks.ts';
import { attachAndWait, linkedRecording } from '../support/recorded-meeting.ts';
import { connected, linked, newTeam, recorded } from '../support/team.ts';
import { startTestApp, type TestApp, type Viewer } from '../support/test-app.ts';

const mebibyte = 1024 ** 2;
// Only its size and hash are kept of what is attached, so the issue's page has nothing to play.
const options = { allowedErrors: ['/rest/api/3/attachment/content/'] };
let app: TestApp;

beforeAll(async () => {
  app = await startTestApp();
});
afterEach(() => {
  app.zoom.faults.clear();
  app.jira.site.setLimits({ uploadLimit: 1024 * mebibyte });
});
afterAll(() => app.stop());

async function open(viewer: Viewer, allowedErrors: string[] = []) {
  const page = await newPage({
    ...options,
    allowedErrors: [...options.allowedErrors, ...allowedErrors],
  });
  return openPanel(app, page, viewer);
}
const checkbox = (panel: FrameLocator, name: string) => panel.getByRole('checkbox', { name });
const attached = (panel: FrameLocator) => panel.getByText('Attached', { exact: true });
const attachButton = (panel: FrameLocator) => panel.getByRole('button', { name: 'Attach to issue' });

test('several files are attached with one press, and then shown as what they became', async () => {
  const { host, issueId } = newTeam(app);
  await linkedRecording(app, host, [
    { fileType: 'M4A' },
    { fileType: 'MP4', recordingType: 'gallery_view', size: 64 * mebibyte },
    { fileType: 'MP4', size: 96 * mebibyte },
    { fileType: 'CHAT' },
  ]);
  app.zoom.faults.bytesPerSecond = 8 * mebibyte;
  const { page, panel } = await open(host);
  expect(await checkbox(panel, 'Speaker view').isChecked()).toBe(true);
  await panel.getByText('1 file · 96 MB; this site takes files up to 1 GB').waitFor();
  await checkbox(panel, 'Gallery view').check();
  await panel.getByText('2 files · 160 MB').waitFor();
  await panel.getByText('By pressing Attach to issue you confirm that they may see it.').waitFor();
  await looks(page, 'recordings-choosing');

  await attachButton(panel).click();
  await panel.getByRole('progressbar', { name: 'Attaching 2 files' }).waitFor();
  await looks(page, 'recordings-progress');
  await expect.poll(() => attached(panel).count(), { timeout: 60_000 }).toBe(2);
  expect(app.jira.site.attachments(issueId)).toHaveLength(2);
  const ids = app.jira.site.attachments(issueId).map(({ id }) => id);
  for (const link of await panel.getByRole('link', { name: 'Open' }).all()) {
    const [, id] =
      /\/rest\/api\/3\/attachment\/content\/(\d+)$/.exec((await link.getAttribute('href')) ?? '') ?? [];
    expect(ids).toContain(id);
  }
  expect(await checkbox(panel, 'Audio only').isChecked()).toBe(false);
  await panel.getByText('Choose what to attach.').waitFor();
  await looks(page, 'recordings-attached');
});

test('a video that the site does not take is said to be too large, and the sound is chosen instead', async () => {
  const { host } = newTeam(app);
  await linkedRecording(app, host, [
    { fileType: 'MP4', size: 8 * mebibyte },
    { fileType: 'M4A' },
    { fileType: 'CHAT' },
  ]);
  app.jira.site.setLimits({ uploadLimit: 4 * mebibyte });
  letLimitsBeForgotten();
  onTestFinished(letLimitsBeForgotten);
  const { page, panel } = await open(host);
  await panel.getByText('The video is too large for this site. Audio only fits.').waitFor();
  expect(await checkbox(panel, 'Audio only').isChecked()).toBe(true);
  expect(await checkbox(panel, 'Speaker view').count()).toBe(0);
  await looks(page, 'recordings-too-large');
});

test('who else may see the issue is said before attaching: the logged out, and a service project’s customers', async () => {
  const { host, issueId } = serviceTeam({ anonymous: true });
  await linkedRecording(app, host, [{ fileType: 'MP4' }]);
  const { page, panel } = await open(host);
  await panel.getByText('That includes people who are not logged in.').waitFor();
  await panel.getByText('Customers of this request may be able to see it.').waitFor();
  await looks(page, 'recordings-audience');
  await attachButton(panel).click();
  await attached(panel).waitFor();
  const rows = await app.deps.database.rows<{ details: { openTo?: string[] } }>(
    "SELECT details FROM audit_events WHERE issue_id = $1 AND type = 'attach_requested'",
    [issueId],
  );
  expect(rows[0]?.details.openTo).toEqual(['anonymous', 'customers']);
});

test('a security level is named, and nothing can be attached until Jira has said who can see the issue', async () => {
  const { host, projectId, onIssue } = newTeam(app);
  const securityLevel = { name: 'Door team', members: [host.accountId] };
  const viewer = onIssue(app.jira.site.addIssue({ projectId, securityLevel }).id).host;
  await linkedRecording(app, viewer, [{ fileType: 'MP4' }]);
  app.jira.faults.answers.push({ path: /^\/rest\/api\/3\/issue\/\d+$/, times: 100, status: 503, body: {} });
  onTestFinished(() => void app.jira.faults.answers.splice(0));
  const { page, panel } = await open(viewer, ['503']);
  await panel.getByText('Jira did not say who can see this issue').waitFor();
  expect(await attachButton(panel).isDisabled()).toBe(true);
  await looks(page, 'recordings-audience-unknown');
  app.jira.faults.answers.splice(0);
  await panel.getByRole('button', { name: 'Try again' }).click();
  await panel.getByText(/\(security level: Door team[^)]*\) will be able to open/).waitFor();
  expect(await attachButton(panel).isEnabled()).toBe(true);
  await looks(page, 'recordings-security-level');
});

test('what Zoom still processes says so, as does what Zoom will delete, and older recordings are closed', async () => {
  const { host } = newTeam(app);
  const zoomUser = await connected(app, host);
  const meeting = app.zoom.createMeeting(zoomUser, { type: 3 });
  await linked(app, host, { meetingId: meeting.id, scope: 'series' });
  for (const hoursAgo of [200, 100]) recorded(app, meeting, hoursAgo, [{ fileType: 'MP4' }]);
  const startTime = app.clock.now().getTime() - 50 * 3_600_000;
  const old = app.zoom.addPastInstance(meeting, { startTime });
  app.zoom.addRecording(old, { files: [{ fileType: 'CHAT' }], autoDeleteOn: '2030-01-31' });
  recorded(app, meeting, 2, [{ fileType: 'M4A' }, { fileType: 'MP4', status: 'processing' }]);
  const { page, panel } = await open(host);
  await panel.getByText('Zoom is still processing this file.').waitFor();
  await panel
    .getByText(/^Recorded .+/)
    .nth(1)
    .click();
  await panel.getByText('Zoom deletes it on Jan 31, 2030.').waitFor();
  await looks(page, 'recordings-older');
  await panel.getByRole('button', { name: 'Show 1 older recording' }).click();
  await expect.poll(() => panel.getByText(/^Recorded .+/).count()).toBe(4);
});

test('without the right to add attachments there is nothing to choose or press, and a word why', async () => {
  const { host, visitor } = newTeam(app);
  const { linkId, recording } = await linkedRecording(app, host, [{ fileType: 'MP4' }]);
  await app.api('POST', `/meeting-links/${linkId}/shares`, host, { meetingUuid: recording.uuid });
  const { page, panel } = await open(visitor);
  await panel.getByText('You need the permission to add attachments').waitFor();
  await panel.getByText('Video: Speaker view').waitFor();
  expect(await panel.getByRole('checkbox').count()).toBe(0);
  expect(await attachButton(panel).count()).toBe(0);
  await looks(page, 'recordings-no-right');
});

test('a colleague asks the host, takes it back, asks again, and gets what the host then shares', async () => {
  const { host, colleague } = newTeam(app);
  await linkedRecording(app, host, [{ fileType: 'MP4' }]);
  const asking = await open(colleague);
  await asking.panel.getByText('Only the host can open it until they share it.').waitFor();
  await asking.panel.getByRole('button', { name: 'Ask the host' }).click();
  await asking.panel.getByText('Asked', { exact: true }).waitFor();
  await looks(asking.page, 'recordings-asked');
  await asking.panel.getByRole('button', { name: 'Take back' }).click();
  await asking.panel.getByRole('button', { name: 'Ask the host' }).click();
  await asking.panel.getByRole('button', { name: 'Take back' }).waitFor();

  const hosting = await open(host);
  await hosting.panel.getByText(/^Asked for by .*Carl Colleague/).waitFor();
  await looks(hosting.page, 'recordings-requests');
  await hosting.panel.getByRole('button', { name: 'Share on this issue' }).click();
  await hosting.panel.getByText('Shared', { exact: true }).waitFor();
  expect(await hosting.panel.getByText('Asked for by').count()).toBe(0);

  const again = await open(colleague);
  await attachButton(again.panel).waitFor();
});

test('a request that the host declines is gone', async () => {
  const { host, colleague } = newTeam(app);
  const { linkId, recording } = await linkedRecording(app, host, [{ fileType: 'MP4' }]);
  await app.api('POST', `/meeting-links/${linkId}/requests`, colleague, { meetingUuid: recording.uuid });
  const { panel } = await open(host);
  await panel.getByRole('button', { name: 'Decline' }).click();
  await expect.poll(() => panel.getByText('Asked for by').count()).toBe(0);
  const asking = await open(colleague);
  await asking.panel.getByRole('button', { name: 'Ask the host' }).waitFor();
});

test('what ended elsewhere is told in the next panel that the person opens, until they close it', async () => {
  const team = newTeam(app);
  const { host, projectId } = team;
  const recorded = await linkedRecording(app, host, [{ fileType: 'MP4' }]);
  const done = await attachAndWait(app, host, recorded, 0);
  expect(done.state).toBe('succeeded');
  const elsewhere = app.jira.site.addIssue({ projectId });
  const key = app.jira.site.issues.find(({ id }) => id === host.issueId)?.key ?? '';
  const onOther = team.onIssue(elsewhere.id).host;

  const { page, panel } = await open(onOther);
  await panel.getByRole('heading', { name: 'While you were away' }).waitFor();
  await panel.getByText(`Video is attached to ${key}`).waitFor();
  await looks(page, 'news');
  const told = page.waitForResponse('**/api/transfers/told');
  await panel.getByRole('button', { name: 'Close' }).click();
  expect((await told).status()).toBe(204);
  expect(await panel.getByRole('heading', { name: 'While you were away' }).count()).toBe(0);

  const { body } = await app.api('GET', '/issue-panel', onOther);
  expect(body.news).toEqual([]);
});

test('what ended before the person’s eyes is not told again', async () => {
  const { host } = newTeam(app);
  await linkedRecording(app, host, [{ fileType: 'MP4' }]);
  const { page, panel } = await open(host);
  const told = page.waitForResponse('**/api/transfers/told');
  await attachButton(panel).click();
  expect((await told).status()).toBe(204);
  expect(await panel.getByRole('heading', { name: 'While you were away' }).count()).toBe(0);
});

/** What a site takes is remembered for minutes. */
function letLimitsBeForgotten(): void {
  app.clock.advance(600);
}

/** A host in a service project. */
function serviceTeam({ anonymous = false } = {}): { host: Viewer; issueId: string } {
  const { site } = app.jira;
  const project = site.addProject({
    key: `DESK${site.projects.length + 1}`,
    projectTypeKey: 'service_desk',
    anonymous,
  });
  const { id: issueId } = site.addIssue({ projectId: project.id });
  const { accountId } = site.addUser({ name: 'Dora Desk' });
  site.grant(accountId, project.id);
  return { host: { accountId, issueId }, issueId };
}
