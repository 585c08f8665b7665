// What a linked meeting says in a real browser when whoever linked it has gone, and how its host links it anew.

import type { FrameLocator } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { closeAccount } from '../../src/privacy/close-account.ts';
import { newPage } from '../support/browser.ts';
import { personIdOf } from '../support/connection-windows.ts';
import { openPanel } from '../support/issue-page.ts';
import { looks } from '../support/looks.ts';
import { connected, linkNewMeeting, newTeam } from '../support/team.ts';
import { startTestApp, type TestApp } from '../support/test-app.ts';

let app: TestApp;

beforeAll(async () => {
  app = await startTestApp();
});
afterAll(() => app.stop());

test('a meeting whose linker has disconnected says what is gone, what stays and who can mend it', async () => {
  const { host, colleague } = newTeam(app);
  await linkNewMeeting(app, host, await connected(app, host));
  await app.api('DELETE', '/zoom-connection', host);
  const page = await newPage();
  const { panel } = await openPanel(app, page, colleague);

  await panel.getByText(/^Linked /).waitFor();
  const words = await panel
    .getByText('Whoever linked it is no longer connected to Zoom, so its topic, time, Join and recordings')
    .textContent();
  expect(words).toContain('Files already attached stay.');
  expect(words).toContain('They can connect Zoom again, or the meeting’s host can link it anew');
  expect(await panel.getByRole('link', { name: 'Join' }).count()).toBe(0);
  await looks(page, 'linker-disconnected');
});

test('after the linker’s Jira account was closed, the host links the meeting anew, and it is back in its place', async () => {
  const { host, colleague, coworker } = newTeam(app);
  const zoomUser = await connected(app, host);
  const { meeting } = await linkNewMeeting(app, host, zoomUser);
  await app.connectZoom(colleague, zoomUser);
  const { meeting: other } = await linkNewMeeting(app, colleague, zoomUser);
  await closeAccount(app.deps, await personIdOf(app, host));
  const page = await newPage();
  const { panel: seenByAll } = await openPanel(app, page, coworker);
  await seenByAll.getByText('Only the meeting’s host can link it anew').waitFor();
  await looks(page, 'linker-closed');

  const { panel } = await openPanel(app, page, colleague);
  await panel.getByText('You host it: link it anew with Link meeting').waitFor();
  await panel.getByRole('button', { name: 'Link meeting' }).click();
  await panel.getByRole('button', { name: 'Link or number' }).click();
  await panel.getByRole('textbox').fill(meeting.id);
  await panel.getByRole('button', { name: 'Link meeting' }).click();
  await panel.getByText('You host it').waitFor({ state: 'detached' });
  expect(await topicsIn(panel)).toEqual([other.topic, meeting.topic]);

  const { panel: seenAgain } = await openPanel(app, page, coworker);
  await seenAgain.getByRole('heading', { name: meeting.topic }).waitFor();
});

/** Of all cards, from the top, without the state beside each. */
function topicsIn(panel: FrameLocator): Promise<string[]> {
  return panel.getByRole('listitem').locator('h2 > [dir]').allTextContents();
}
