// The panel within the issue's page in a real browser: theme, size and keyboard.

import type { Frame, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { expectNoAxeViolations } from '../support/axe.ts';
import { newPage } from '../support/browser.ts';
import { allowAtZoom, openPanel } from '../support/issue-page.ts';
import { linkedRecording, recordedMeeting } from '../support/recorded-meeting.ts';
import { newTeam } from '../support/team.ts';
import { startTestApp, type TestApp } from '../support/test-app.ts';

const patience = { timeout: 30_000 };
let app: TestApp;

beforeAll(async () => {
  app = await startTestApp();
});
afterAll(() => app.stop());

test('the panel turns dark and light again with Jira, without a reload, and can be read in both', async () => {
  const { host } = newTeam(app);
  await linkedRecording(app, host, [{ fileType: 'MP4' }, { fileType: 'TRANSCRIPT' }]);
  const page = await newPage();
  const { panel } = await openPanel(app, page, host);
  const background = () =>
    panel.locator('body').evaluate((body) => {
      const view = body.ownerDocument.defaultView;
      return view ? view.getComputedStyle(body).backgroundColor : '';
    });
  await expect.poll(background, patience).toBe('rgb(255, 255, 255)');
  const switchTheme = page.getByRole('switch', { name: 'Dark theme' });

  await switchTheme.click();
  await expect.poll(background, patience).toBe('rgb(31, 31, 33)');
  await panel.getByRole('button', { name: 'Attach to issue' }).first().waitFor();
  await expectNoAxeViolations(page);
  await switchTheme.click();
  await expect.poll(background, patience).toBe('rgb(255, 255, 255)');
});

test('the frame is as high as what it shows, wide or narrow, whatever opens or closes in it', async () => {
  const { host } = newTeam(app);
  await linkedRecording(app, host, [{ fileType: 'MP4' }, { fileType: 'M4A' }, { fileType: 'TRANSCRIPT' }]);
  const page = await newPage();
  const { panel } = await openPanel(app, page, host);
  await panel.getByRole('button', { name: 'Attach to issue' }).first().waitFor();

  for (const width of [1280, 400, 1280]) {
    await page.setViewportSize({ width, height: 900 });
    await expectFittingFrame(page);
  }
  await panel.getByRole('button', { name: 'Link meeting' }).click();
  await panel.getByText('You have no upcoming Zoom meetings.').waitFor();
  await expectFittingFrame(page);
  await panel.getByRole('button', { name: 'Close' }).click();
  await expectFittingFrame(page);
});

test('one call of ours is enough for the first view, where nothing else answers yet', async () => {
  const { host } = newTeam(app);
  await linkedRecording(app, host, [{ fileType: 'MP4' }]);
  const page = await newPage();
  const calls: string[] = [];
  await page.route(
    (url) => url.pathname.startsWith('/api/'),
    (route) => {
      const { pathname } = new URL(route.request().url());
      calls.push(pathname);
      return pathname === '/api/issue-panel' ? route.continue() : undefined;
    },
  );
  const { panel } = await openPanel(app, page, host);
  await panel.getByRole('button', { name: 'Link meeting' }).waitFor();
  await panel.getByRole('list', { name: 'Linked meetings' }).getByRole('listitem').waitFor();
  expect(calls[0]).toBe('/api/issue-panel');
  expect(calls.filter((path) => path === '/api/issue-panel')).toHaveLength(1);
  expect(await panel.locator('html').evaluate((html) => html.ownerDocument.title)).toBe('Zoom meetings');
});

test('the main job is done with the keyboard alone: connect, link, attach', async () => {
  const { host, issueId } = newTeam(app);
  const { host: zoomUser, recording } = recordedMeeting(app, [{ fileType: 'MP4' }]);
  const page = await newPage({ allowedErrors: ['/rest/api/3/attachment/content/'] });
  const { panel } = await openPanel(app, page, host);
  await panel.getByRole('button', { name: 'Connect Zoom' }).waitFor();

  const [window] = await Promise.all([
    page.context().waitForEvent('page'),
    press(page, 'Connect Zoom', 'Enter'),
  ]);
  await allowAtZoom(window, zoomUser);
  await window.getByRole('button', { name: 'Decline' }).waitFor();
  await press(window, 'Connect', 'Enter');
  await window.getByRole('button', { name: 'Close' }).waitFor();
  const closed = window.waitForEvent('close');
  await press(window, 'Close', 'Enter').catch(() => undefined);
  await closed;

  await panel.getByRole('button', { name: 'Link meeting' }).waitFor();
  await press(page, 'Link meeting', 'Enter');
  await panel.getByRole('heading', { name: 'Link a meeting' }).waitFor();
  await press(page, 'Past', 'Space');
  await panel.getByRole('radio').waitFor();
  await press(page, 'meeting', 'Space');
  await press(page, 'Link meeting', 'Enter');
  await panel.getByRole('button', { name: 'Attach to issue' }).waitFor();
  await press(page, 'Attach to issue', 'Enter');
  await panel.getByText('Attached', { exact: true }).waitFor();

  const [attachment] = app.jira.site.attachments(issueId);
  expect(attachment?.sha256).toBe(await recording.files[0]?.sha256());
});

/** Neither a scroll bar nor room below, once the frame has followed its content. */
async function expectFittingFrame(page: Page): Promise<void> {
  const sizes = () =>
    page
      .frameLocator('iframe')
      .locator('#page')
      .evaluate((element) => {
        const { scrollWidth, clientWidth, clientHeight } = element.ownerDocument.documentElement;
        return {
          roomBelow: clientHeight - Math.ceil(element.getBoundingClientRect().height),
          roomBeside: clientWidth - scrollWidth,
        };
      });
  await expect.poll(sizes, patience).toEqual({ roomBelow: 0, roomBeside: 0 });
}

/** Goes on with Tab until the button with these words, or the input with this name, is reached; then presses the key. */
async function press(page: Page, name: string, key: 'Enter' | 'Space'): Promise<void> {
  // More than once around: the focus of another process's frame may be told a moment late.
  for (let tabs = 0; tabs < 200; tabs += 1) {
    if ((await focusedName(page.mainFrame())) === name) {
      await page.keyboard.press(key);
      return;
    }
    await page.keyboard.press('Tab');
  }
  throw new Error(`Tab does not lead to "${name}"`);
}

async function focusedName(frame: Frame): Promise<string | null> {
  const name = await frame.locator('html').evaluate((html) => {
    const focused = html.ownerDocument.activeElement;
    if (focused?.tagName === 'IFRAME') return null;
    return focused?.textContent || focused?.getAttribute('name') || '';
  });
  const [inner] = frame.childFrames();
  return name === null && inner ? focusedName(inner) : name;
}
