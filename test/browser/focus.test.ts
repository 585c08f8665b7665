// Where the keyboard is, in a real browser, after a press that makes its own button go away.

import type { FrameLocator } from 'playwright-core';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { newPage } from '../support/browser.ts';
import { answerZoomWindow, openPanel } from '../support/issue-page.ts';
import { linkedRecording } from '../support/recorded-meeting.ts';
import { connected, newTeam } from '../support/team.ts';
import { startTestApp, type TestApp } from '../support/test-app.ts';

const patience = { timeout: 30_000 };
let app: TestApp;

beforeAll(async () => {
  app = await startTestApp();
});
afterEach(() => app.zoom.faults.clear());
afterAll(() => app.stop());

test('when Try again has brought Zoom back, the focus is on what can be done again', async () => {
  const { host } = newTeam(app);
  await connected(app, host);
  app.zoom.faults.arm({ on: 'api', kind: 'answer', status: 503, body: {} }, Number.POSITIVE_INFINITY);
  await app.api('GET', '/meetings?when=past', host);
  const page = await newPage({ allowedErrors: ['503'] });
  const checkedByItself = page.waitForResponse('**/api/zoom-connection/check');
  const { panel } = await openPanel(app, page, host);
  await checkedByItself;
  await press(panel, 'Try again');
  await panel.getByText('Zoom still does not answer.').waitFor();
  expect(await focusIn(panel)).toBe('Try again');

  app.zoom.faults.clear();
  await press(panel, 'Try again');
  await expect.poll(() => focusIn(panel), patience).toBe('Link meeting');
});

test('after Cancel the next Tab leads to Connect Zoom again, and once connected the focus is on what that allows', async () => {
  const { host } = newTeam(app);
  const page = await newPage();
  const { panel } = await openPanel(app, page, host);
  const openWindow = async () => {
    const [window] = await Promise.all([page.context().waitForEvent('page'), press(panel, 'Connect Zoom')]);
    return window;
  };
  await (await openWindow()).close();
  await press(panel, 'Cancel');
  await panel.getByRole('button', { name: 'Connect Zoom' }).waitFor();
  await page.keyboard.press('Tab');
  expect(await focusIn(panel)).toBe('Connect Zoom');

  await answerZoomWindow(await openWindow(), app.zoom.createUser(), 'Connect');
  await expect.poll(() => focusIn(panel), patience).toBe('Link meeting');
});

test('Close puts the focus back on Link meeting', async () => {
  const { host } = newTeam(app);
  await connected(app, host);
  const { panel } = await openPanel(app, await newPage(), host);
  await press(panel, 'Link meeting');
  await panel.getByRole('heading', { name: 'Link a meeting' }).waitFor();
  await press(panel, 'Close');
  await expect.poll(() => focusIn(panel), patience).toBe('Link meeting');
});

test('while a file is attached the focus is on its row, where another Enter presses nothing', async () => {
  const { host } = newTeam(app);
  await linkedRecording(app, host, [{ fileType: 'MP4', size: 512 * 1024 ** 2 }]);
  app.zoom.faults.bytesPerSecond = 8 * 1024 ** 2;
  const page = await newPage();
  const { panel } = await openPanel(app, page, host);
  await panel.getByText('will be able to open what you attach').waitFor();
  await press(panel, 'Attach to issue');
  await panel.getByRole('progressbar').waitFor();
  await expect.poll(() => focusIn(panel)).toContain('Video');
  await page.keyboard.press('Enter');
  await page.keyboard.press('Tab');
  expect(await focusIn(panel)).toBe('Cancel');

  await page.keyboard.press('Enter');
  await panel.getByRole('button', { name: 'Attach to issue' }).waitFor();
  await page.keyboard.press('Tab');
  expect(await panel.getByRole('checkbox').evaluate((box) => box === box.ownerDocument.activeElement)).toBe(
    true,
  );
  await page.keyboard.press('Tab');
  expect(await focusIn(panel)).toBe('Attach to issue');
});

test('Disconnect asks, where another Enter presses nothing, and then the next Tab leads to Connect Zoom', async () => {
  const { host } = newTeam(app);
  const zoomUser = await connected(app, host);
  const page = await newPage();
  const path = '/plugins/servlet/ac/zoom-meetings-for-jira/zoom-settings';
  await page.goto(`${app.jira.site.baseUrl}${path}?as=${encodeURIComponent(host.accountId)}`);
  const settings = page.frameLocator('iframe');
  await settings.getByText(zoomUser.email).waitFor();
  await press(settings, 'Disconnect');
  await settings.getByRole('heading', { name: 'Disconnect Zoom?' }).waitFor();
  await page.keyboard.press('Enter');
  await page.keyboard.press('Tab');
  expect(await focusIn(settings)).toBe('Disconnect');
  await settings.getByRole('button', { name: 'Keep connected' }).waitFor();

  await page.keyboard.press('Enter');
  await settings.getByRole('button', { name: 'Connect Zoom' }).waitFor();
  await page.keyboard.press('Tab');
  expect(await focusIn(settings)).toBe('Connect Zoom');
});

/** With the keyboard. */
function press(frame: FrameLocator, name: string): Promise<void> {
  return frame.getByRole('button', { name }).press('Enter');
}

/** What is read of the focused element; null when nothing is focused. */
function focusIn(frame: FrameLocator): Promise<string | null> {
  return frame.locator('html').evaluate(({ ownerDocument: { activeElement, body } }) => {
    return activeElement === body ? null : (activeElement?.textContent ?? null);
  });
}
