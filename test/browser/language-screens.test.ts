// Whatever opens in the pages, in German, whose words are longer: nothing English is left, and everything has room on
// small and zoomed screens, with text set wider, and from right to left.

import type { FrameLocator, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { german } from '../../src/web/texts/german.ts';
import { german as germanOfAdmin } from '../../src/web/texts/german-admin.ts';
import { german as germanOfPages } from '../../src/web/texts/german-pages.ts';
import { addAttachedFiles } from '../support/attached-files.ts';
import { newPage } from '../support/browser.ts';
import { cutOff, spaceBack, spaceOut, tooSmall, wordsOf } from '../support/frame-checks.js';
import { openPanel } from '../support/issue-page.ts';
import { looks } from '../support/looks.ts';
import { linkedRecording } from '../support/recorded-meeting.ts';
import { connected, linkNewMeeting, newTeam, recorded } from '../support/team.ts';
import { startTestApp, type TestApp, type Viewer } from '../support/test-app.ts';
import { eventsUrl } from '../support/zoom-events.ts';

const { link, schedule, meeting: meetingWords, recording: recordingWords, transcript, panel: bar } = german;
const hour = 3_600_000;
const longWord = 'Donaudampfschifffahrtsgesellschaftskapitänsmützenabzeichen';
const height = 4000;
// Of short English words, those that are no German ones.
const english = /\b(the|of|you|your|this|and|for|with|not|that|are|to|is|it|no|all|or)\b/i;
let app: TestApp;

beforeAll(async () => {
  app = await startTestApp();
  // What was read of a meeting is remembered until Zoom tells of a change.
  app.zoom.setEventUrl(eventsUrl(app));
});
afterEach(() => app.zoom.faults.clear());
afterAll(() => app.stop());

test('linking and scheduling', async () => {
  const { viewer } = germanTeam();
  const zoomUser = await connected(app, viewer);
  app.zoom.createMeeting(zoomUser, { topic: longWord, type: 8, occurrences: 3 });
  app.zoom.createMeeting(zoomUser, { topic: 'Wöchentlich', type: 8, occurrences: 3 });
  const series = app.zoom.createMeeting(zoomUser, { topic: 'Serie', type: 8, occurrences: 3 });
  const page = await newPage({ viewport: { width: 1280, height }, allowedErrors: ['409', '400'] });
  const { panel } = await openPanel(app, page, viewer);
  const faults = watch(page, panel);
  await panel.getByText(bar.none).waitFor();

  await press(panel, bar.linkMeeting);
  await panel.getByRole('radio', { name: longWord }).first().check();
  await press(panel, link.button);
  await panel.getByText(link.chooseScope).waitFor();
  await faults.note('link-picked');
  await press(panel, link.paste);
  await press(panel, link.button);
  await panel.getByText(link.enterMeeting).waitFor();
  await panel.getByRole('textbox').fill(series.id);
  await press(panel, link.button);
  await panel.getByRole('status').getByText(link.scope).waitFor();
  await panel.getByRole('radio', { name: link.thisDate }).check();
  await panel.getByRole('combobox', { name: link.date }).waitFor();
  await faults.note('link-pasted');
  await press(panel, german.shared.close);

  await press(panel, bar.scheduleMeeting);
  await panel.getByLabel(schedule.every).selectOption('week');
  await panel.getByText(schedule.more).click();
  for (const name of ['topic', 'startTime', 'durationMinutes', 'interval', 'count'])
    await panel.locator(`[name=${name}]`).fill('');
  await panel.locator('[name=passcode]').fill('ä');
  await panel.locator('[name=alternativeHosts]').fill('niemand');
  for (const box of (await panel.locator('[name=weekDays]').all()).reverse()) await box.uncheck();
  await press(panel, schedule.button);
  await panel.getByText(schedule.faults.topic ?? '').waitFor();
  await faults.note('schedule-faults');
  await panel.getByLabel(schedule.startTime).fill('2030-01-31T10:00');
  await panel.getByLabel(schedule.timeZone).selectOption('Asia/Tokyo');
  await panel.getByLabel(schedule.every).selectOption('month');
  await panel.locator('[name=interval]').fill('1');
  await panel.getByLabel(schedule.ends).selectOption('date');
  await panel.locator('[name=endDate]').fill('2030-12-31');
  await faults.note('schedule-monthly');
  expect(faults.found).toEqual([]);
});

test('what can be done with a linked meeting', async () => {
  const { viewer } = germanTeam();
  const zoomUser = await connected(app, viewer);
  const now = app.clock.now().getTime();
  await linkNewMeeting(app, viewer, zoomUser, { topic: longWord, startTime: now + 26 * hour });
  const live = await linkNewMeeting(app, viewer, zoomUser, { topic: 'Läuft', startTime: now });
  app.zoom.startMeeting(live.meeting);
  const gone = await linkNewMeeting(app, viewer, zoomUser, { topic: 'Gelöscht' });
  app.zoom.deleteMeeting(gone.meeting);
  const allowedErrors = ['The Clipboard API has been blocked', '400'];
  const page = await newPage({ viewport: { width: 1280, height }, allowedErrors });
  const { panel } = await openPanel(app, page, viewer);
  const faults = watch(page, panel);
  const item = panel.getByRole('listitem').filter({ has: panel.getByRole('heading', { name: longWord }) });
  const act = (name: string) => item.getByRole('button', { name }).press('Enter');
  await panel.getByText(meetingWords.states.gone).waitFor();
  // Zoom tells no topic any more.
  await panel.getByRole('heading', { name: bar.untitled, level: 2 }).waitFor();
  await item.getByText(meetingWords.states.upcoming).waitFor();
  await faults.note('meetings');
  await act(meetingWords.copy);
  await item.getByRole('textbox').waitFor();
  await faults.note('meeting-invitation');
  await act(german.shared.close);
  await act(meetingWords.changeTime);
  await item.getByLabel(schedule.startTime).fill('2019-01-01T10:00');
  await act(meetingWords.save);
  await item.getByRole('alert').waitFor();
  await faults.note('meeting-change-time');
  await act(german.shared.close);
  await act(meetingWords.cancel);
  await item.getByRole('alertdialog').waitFor();
  await faults.note('meeting-cancel');
  await act(meetingWords.keep);
  await act(meetingWords.unlink);
  const undo = panel.getByRole('button', { name: meetingWords.undo });
  await undo.focus();
  await faults.note('meeting-unlinked');
  expect(faults.found).toEqual([]);
});

test('recordings, their transcript and summary, and attaching them', async () => {
  const { viewer } = germanTeam({ serviceProject: true });
  const { recording } = await linkedRecording(app, viewer, [
    { fileType: 'MP4', size: 256 * 1024 ** 2 },
    { fileType: 'MP4', size: 128 * 1024 ** 2, recordingType: 'gallery_view' },
    { fileType: 'TRANSCRIPT' },
    { fileType: 'CHAT' },
  ]);
  app.zoom.addSummary(recording);
  app.zoom.faults.bytesPerSecond = 1024 ** 2;
  const page = await newPage({ viewport: { width: 1280, height } });
  const { panel } = await openPanel(app, page, viewer);
  const faults = watch(page, panel);
  await panel.getByText(german.audience.customers).waitFor();
  await press(panel, recordingWords.readTranscript);
  await panel.getByRole('searchbox', { name: transcript.search }).fill('release');
  await panel.getByRole('button', { name: transcript.next }).waitFor();
  await panel.getByRole('textbox', { name: transcript.time }).fill('bald');
  await panel.getByRole('textbox', { name: transcript.time }).press('Enter');
  await panel.getByText(transcript.timeWrong).waitFor();
  await panel.getByRole('button', { name: transcript.quote }).first().click();
  await panel.getByRole('radio', { name: german.comment.internal }).waitFor();
  await press(panel, recordingWords.summary);
  await panel.locator('.summary').waitFor();
  await faults.note('recordings-open');
  await press(panel, recordingWords.share);
  const said = `${recordingWords.undated}: ${recordingWords.shared}`;
  await panel.getByRole('status').getByText(said).waitFor();
  await press(panel, recordingWords.readTranscript);
  await press(panel, recordingWords.summary);
  await panel.getByRole('checkbox').nth(1).check();
  await press(panel, recordingWords.attach);
  await expect.poll(() => panel.getByText('MB/s').count()).toBeGreaterThan(1);
  await faults.note('recordings-progress');
  // The last first: a button that was pressed goes, and those below it have another place.
  for (const cancel of (await panel.getByRole('button', { name: german.transfer.cancel }).all()).reverse())
    await cancel.press('Enter');
  expect(faults.found).toEqual([]);
});

test('the recordings of somebody else', async () => {
  const { viewer, host } = germanTeam();
  await linkedRecording(app, host, [{ fileType: 'MP4' }]);
  const page = await newPage({ viewport: { width: 1280, height } });
  const { panel } = await openPanel(app, page, viewer);
  const faults = watch(page, panel);
  await press(panel, recordingWords.ask);
  await panel.getByText(recordingWords.asked, { exact: true }).waitFor();
  await faults.note('recordings-asked');
  expect(faults.found).toEqual([]);
});

test('the settings, with requests and a fault', async () => {
  const { viewer, colleague } = germanTeam();
  const zoomUser = await connected(app, viewer);
  const startTime = app.clock.now().getTime() - 3 * hour;
  const { meeting, linkId } = await linkNewMeeting(app, viewer, zoomUser, { startTime });
  recorded(app, meeting, 3);
  const { closed } = (await app.api('GET', `/meeting-links/${linkId}/recordings`, colleague)).body;
  await app.api('POST', `/meeting-links/${linkId}/requests`, colleague, {
    meetingUuid: closed[0].meetingUuid,
  });
  const page = await newPage({ viewport: { width: 1280, height } });
  const settings = await openPage(page, viewer, 'zoom-settings');
  const faults = watch(page, settings);
  await settings.getByRole('button', { name: germanOfPages.requests.decline }).waitFor();
  await settings.getByRole('spinbutton').fill('5');
  await press(settings, germanOfPages.defaults.save);
  await settings.getByText(germanOfPages.defaults.durationWrong).waitFor();
  await press(settings, germanOfPages.settings.disconnect);
  await settings.getByText(germanOfPages.settings.disconnectTitle).waitFor();
  await faults.note('settings');
  expect(faults.found).toEqual([]);
});

test('the page for admins is all German and has room in its overview, ledger and audit log', async () => {
  const { projectId, viewer } = germanTeam({ admin: true });
  const { id: siteId = '' } = (await app.deps.installations.findByClientKey(app.jira.site.clientKey)) ?? {};
  for (const id of [projectId, '99999']) await app.deps.unwritableProjects.add(siteId, id, app.clock.now());
  // A ledger and an audit log with something in them, and a file of an issue that is gone.
  const attachedAt = new Date(app.clock.now().getTime() - 24 * hour);
  const [recent, gone] = [{ sizeBytes: 5_000_000 }, { attachedAt, issueId: '99999' }];
  await addAttachedFiles(app, viewer, [recent, gone]);
  await linkNewMeeting(app, viewer, await connected(app, viewer), { topic: longWord });
  const { filters } = germanOfAdmin.files;
  const page = await newPage({ viewport: { width: 1280, height }, allowedErrors: ['404'] });
  const admin = await openPage(page, viewer, 'zoom-admin');
  const faults = watch(page, admin);
  await admin.getByText(germanOfAdmin.overview.unknownProject('99999')).waitFor();
  await faults.note('admin');
  await admin.getByRole('tab', { name: germanOfAdmin.files.title }).click();
  await admin.getByText(germanOfAdmin.files.presences.hidden).waitFor();
  await admin.getByLabel(filters.person).selectOption(filters.otherPerson);
  await admin.getByRole('searchbox', { name: filters.searchPerson }).waitFor();
  await faults.note('admin-files');
  await admin.getByRole('tab', { name: germanOfAdmin.audit.title }).click();
  await admin
    .locator(':not(option)', { hasText: germanOfAdmin.audit.actions.meeting_linked })
    .last()
    .waitFor();
  await faults.note('admin-audit');
  expect(faults.found).toEqual([]);
});

/** Collects what is wrong with the states that a page is in. */
function watch(page: Page, frame: FrameLocator) {
  const found: string[] = [];
  const body = frame.locator('body');
  async function note(state: string): Promise<void> {
    const add = (what: string, faults: string[]) =>
      found.push(...faults.map((fault) => `${state}, ${what}: ${fault}`));
    add(
      'English',
      (await body.evaluate(wordsOf)).filter((words) => english.test(words)),
    );
    expect(await frame.locator('html').getAttribute('lang')).toBe('de');
    for (const width of [320, 640]) {
      await page.setViewportSize({ width, height });
      add(`${width} px`, await body.evaluate(cutOff));
      await body.evaluate(spaceOut);
      add(`${width} px, set wider`, await body.evaluate(cutOff));
      await body.evaluate(spaceBack);
    }
    await frame.locator('html').evaluate((html) => html.setAttribute('dir', 'rtl'));
    add('right to left', await body.evaluate(cutOff));
    add('too small', await body.evaluate(tooSmall));
    await frame.locator('html').evaluate((html) => html.removeAttribute('dir'));
    await page.setViewportSize({ width: 1280, height });
    await looks(page, `german-${state}`);
  }
  return { found, note };
}

function press(frame: FrameLocator, name: string): Promise<void> {
  return frame.getByRole('button', { name, exact: true }).first().press('Enter');
}

async function openPage(page: Page, { accountId }: Viewer, key: string): Promise<FrameLocator> {
  const path = `/plugins/servlet/ac/zoom-meetings-for-jira/${key}`;
  await page.goto(`${app.jira.site.baseUrl}${path}?as=${encodeURIComponent(accountId)}`);
  return page.frameLocator('iframe');
}

/** Somebody with a German profile, and two others, on one issue. */
function germanTeam({ serviceProject = false, admin = false } = {}) {
  const { site } = app.jira;
  const team = newTeam(app);
  const project = site.projects.find(({ id }) => id === team.projectId);
  if (serviceProject) Object.assign(project ?? {}, { projectTypeKey: 'service_desk' });
  const { accountId } = site.addUser({
    name: 'Gerda Gast',
    locale: 'de_DE',
    timeZone: 'Europe/Berlin',
    admin,
  });
  site.grant(accountId, team.projectId);
  return { ...team, viewer: { accountId, issueId: team.issueId } };
}
