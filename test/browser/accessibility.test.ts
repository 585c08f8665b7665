// What axe cannot see: the keyboard's way, small and zoomed screens, right to left, still pictures, forced colours.

import type { FrameLocator, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { newPage } from '../support/browser.ts';
import {
  borderStyles,
  controlsInOrder,
  cutOff,
  focused,
  movements,
  tooSmall,
} from '../support/frame-checks.js';
import { openPanel } from '../support/issue-page.ts';
import { looks } from '../support/looks.ts';
import { connected, linkNewMeeting, newTeam, recorded } from '../support/team.ts';
import { startTestApp, type TestApp, type Viewer } from '../support/test-app.ts';

const tall = { width: 1280, height: 3000 };
let app: TestApp;
let host: Viewer;

beforeAll(async () => {
  app = await startTestApp();
  ({ host } = newTeam(app));
  const zoomUser = await connected(app, host);
  const now = app.clock.now().getTime();
  const longWord = 'Donaudampfschifffahrtsgesellschaftskapitänsmützenabzeichen';
  await linkNewMeeting(app, host, zoomUser, { topic: longWord, startTime: now + 26 * 3_600_000 });
  const { meeting } = await linkNewMeeting(app, host, zoomUser, {
    topic: 'Weekly',
    startTime: now - 3 * 3_600_000,
  });
  recorded(app, meeting, 3, [{ fileType: 'MP4' }, { fileType: 'M4A' }, { fileType: 'TRANSCRIPT' }]);
});
afterAll(() => app.stop());

test('everything that can be pressed is reached by Tab, in the order that is seen, with a ring around it', async () => {
  const { panel } = await wholePanel(await newPage({ viewport: tall }));
  for (const frame of [panel, await settingsOf(await newPage({ viewport: tall }))]) {
    const expected = await frame.locator('body').evaluate(controlsInOrder);
    expect(expected.length).toBeGreaterThan(3);
    await frame.locator(controls).first().focus();
    const walked = await walk(frame, expected.length);
    expect(walked.map(({ name }) => name)).toEqual(expected);
    expect(walked.filter(({ ring }) => !ring)).toEqual([]);
  }
});

test.each([
  ['the form that links', 'Link meeting', 'h2:focus', 'Search my meetings'],
  ['the form that schedules', 'Schedule meeting', 'h2:focus', 'Topic'],
  ['the form that changes the time', 'Change time', 'input:focus', 'Duration (minutes)'],
  ['a transcript', 'Read transcript', 'button:focus', 'Go to time'],
])(
  'everything in %s is reached by Tab in order, with a ring around it',
  async (_what, name, focus, field) => {
    const { panel } = await wholePanel(await newPage({ viewport: tall }));
    await panel.getByRole('button', { name }).first().press('Enter');
    await panel.getByLabel(field).waitFor();
    await panel.locator(focus).waitFor();
    for (const more of await panel.locator('details:not([open]) > summary').all()) await more.press('Enter');
    await expect.poll(() => panel.locator('.skeleton').count()).toBe(0);
    const expected = await panel.locator('body').evaluate(controlsInOrder);
    await panel.locator(controls).filter({ visible: true }).first().focus();
    const walked = await walk(panel, expected.length);
    expect(walked.map(({ name }) => name)).toEqual(expected);
    expect(walked.filter(({ ring }) => !ring)).toEqual([]);
  },
);

test('what is said twice is heard twice', async () => {
  const { page, panel } = await wholePanel(await newPage({ viewport: tall }));
  const said = panel.getByRole('status');
  const heard: string[] = [];
  for (let times = 0; times < 2; times += 1) {
    const answered = page.waitForEvent('download');
    await panel.getByRole('button', { name: 'Add to calendar' }).press('Enter');
    await answered;
    await expect.poll(() => said.textContent()).toContain('Calendar file downloaded.');
    await expect.poll(() => said.textContent()).not.toBe(heard.at(-1));
    heard.push((await said.textContent()) ?? '');
  }
});

test.each([
  ['on a screen of 320 px, as one of 1280 px is at 400 %', 320, 'ltr'],
  ['on one of 640 px, as one of 1280 px is at 200 %', 640, 'ltr'],
  ['from right to left', 400, 'rtl'],
] as const)('nothing is cut off or runs out of the frame %s', async (_where, width, direction) => {
  const page = await newPage({ viewport: { width, height: 4000 } });
  const { panel } = await wholePanel(page);
  const settings = await settingsOf(await newPage({ viewport: { width, height: 4000 } }));
  for (const frame of [panel, settings]) {
    await frame.locator('html').evaluate((html, dir) => html.setAttribute('dir', dir), direction);
    expect(await frame.locator('body').evaluate(cutOff)).toEqual([]);
  }
  if (direction === 'rtl') await looks(page, 'panel-right-to-left');
});

test('whatever can be pressed is at least 24 px high and wide, or a link in a sentence', async () => {
  for (const frame of [
    (await wholePanel(await newPage({ viewport: tall }))).panel,
    await settingsOf(await newPage({ viewport: tall })),
  ])
    expect(await frame.locator('body').evaluate(tooSmall)).toEqual([]);
});

test('nothing moves for those who ask for reduced motion', async () => {
  const page = await newPage({ viewport: tall, reducedMotion: 'reduce' });
  await page.route('**/api/issue-panel', () => undefined);
  const { panel } = await openPanel(app, page, host);
  await panel.locator('.skeleton').first().waitFor();
  expect(await panel.locator('body').evaluate(movements)).toBe(0);
});

test('with forced colours buttons keep a border', async () => {
  const page = await newPage({ viewport: tall, forcedColors: 'active' });
  const { panel } = await wholePanel(page);
  const borders = await panel.locator('.button').evaluateAll(borderStyles);
  expect(new Set(borders)).toEqual(new Set(['solid']));
});

async function wholePanel(page: Page) {
  const opened = await openPanel(app, page, host);
  await opened.panel.getByRole('heading', { name: 'Weekly' }).waitFor();
  await opened.panel.getByRole('button', { name: 'Attach to issue' }).waitFor();
  return opened;
}

async function settingsOf(page: Page): Promise<FrameLocator> {
  const path = '/plugins/servlet/ac/zoom-meetings-for-jira/zoom-settings';
  await page.goto(`${app.jira.site.baseUrl}${path}?as=${encodeURIComponent(host.accountId)}`);
  const settings = page.frameLocator('iframe');
  await settings.getByRole('button', { name: 'Disconnect' }).waitFor();
  await settings.getByRole('button', { name: 'Save' }).waitFor();
  return settings;
}

const controls = 'a[href], button, input, select, textarea, summary';

/** What has the focus, and what Tab leads to from there, that many in all; the parts of a date are one. */
async function walk(frame: FrameLocator, steps: number) {
  const walked: ReturnType<typeof focused>[] = [];
  const body = frame.locator('body');
  const partsOfDates = 8;
  for (let step = 0; step < steps + partsOfDates && walked.length < steps; step += 1) {
    // The first has it by no key, and any key shows where it is.
    await body.page().keyboard.press(step === 0 ? 'Shift' : 'Tab');
    const now = await body.evaluate(focused);
    if (now.place !== walked.at(-1)?.place) walked.push(now);
  }
  return walked;
}
