// Sharing, attaching, cancelling and trying again in a real browser.

import type { FrameLocator } from 'playwright-core';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { mostOfSite } from '../../src/recordings/transfers/line/transfer-line.ts';
import { newPage } from '../support/browser.ts';
import { openPanel } from '../support/issue-page.ts';
import { looks } from '../support/looks.ts';
import { attach, linkedRecording, transferWhen } from '../support/recorded-meeting.ts';
import { newTeam } from '../support/team.ts';
import { startTestApp, type TestApp } from '../support/test-app.ts';

let app: TestApp;

beforeAll(async () => {
  app = await startTestApp();
});
afterEach(() => app.zoom.faults.clear());
afterAll(() => app.stop());

const mebibyte = 1024 ** 2;
// Only its size and hash are kept of what is attached, so the issue's page has nothing to play.
const allowedErrors = ['/rest/api/3/attachment/content/'];

test('once the host has shared a recording, a colleague without Zoom attaches it as themselves', async () => {
  const { host, colleague, issueId } = newTeam(app);
  const { recording } = await linkedRecording(app, host, [{ fileType: 'MP4' }]);
  const hostPage = await newPage({ allowedErrors });
  const { panel: hostPanel } = await openPanel(app, hostPage, host);
  await hostPanel.getByRole('button', { name: 'Share on this issue' }).click();
  await hostPanel.getByText('Shared', { exact: true }).waitFor();
  await looks(hostPage, 'recordings-shared');

  const page = await newPage({ allowedErrors });
  const { panel } = await openPanel(app, page, colleague);
  await panel.getByText('will be able to open what you attach').waitFor();
  await panel.getByRole('button', { name: 'Attach to issue' }).click();
  await panel.getByText('Attached', { exact: true }).waitFor();

  const [attachment] = app.jira.site.attachments(issueId);
  expect(attachment?.authorAccountId).toBe(colleague.accountId);
  expect(attachment?.sha256).toBe(await recording.files[0]?.sha256());
});

test('progress moves and outlives a reload, and Cancel stops it, so that nothing is attached', async () => {
  const { host, issueId } = newTeam(app);
  await linkedRecording(app, host, [{ fileType: 'MP4', size: 512 * mebibyte }]);
  app.zoom.faults.bytesPerSecond = 8 * mebibyte;
  const page = await newPage();
  const { panel } = await openPanel(app, page, host);
  await panel.getByRole('button', { name: 'Attach to issue' }).click();
  const first = await progressBeyond(panel, 0);
  const second = await progressBeyond(panel, first);
  await panel.getByText(/ MB\/s · .+ left$/).waitFor();
  await looks(page, 'transfer-progress');

  await openPanel(app, page, host);
  await progressBeyond(panel, second);
  await panel.getByRole('button', { name: 'Cancel' }).click();

  await panel.getByRole('button', { name: 'Attach to issue' }).waitFor();
  expect(await panel.getByRole('progressbar').count()).toBe(0);
  const { body } = await app.api('GET', '/transfers', host);
  expect(body.transfers).toMatchObject([{ state: 'cancelled', attachmentId: null }]);
  expect(app.jira.site.attachments(issueId)).toEqual([]);
});

test('a file that must wait for others of the site tells its place in line', async () => {
  const { host } = newTeam(app);
  const files = Array.from({ length: mostOfSite + 2 }, () => ({ fileType: 'M4A' as const, size: mebibyte }));
  const recorded = await linkedRecording(app, host, files);
  app.zoom.faults.bytesPerSecond = 1_000;
  for (const index of files.keys()) {
    const { body } = await attach(app, host, recorded, index);
    // One after the other, so that it is known who comes first.
    if (index < mostOfSite) await transferWhen(app, host, body.id, ({ state }) => state === 'running');
  }
  const page = await newPage();
  const { panel } = await openPanel(app, page, host);

  await panel.getByText('Waiting to start', { exact: true }).waitFor();
  await panel.getByText('Number 2 in line', { exact: true }).waitFor();
  await looks(page, 'transfers-in-line');

  const { body } = await app.api('GET', '/transfers', host);
  for (const { id } of body.transfers) await app.api('POST', `/transfers/${id}/cancel`, host);
});

test('a transfer that Zoom refuses says why, and Retry attaches the file, which a reload still shows', async () => {
  const { host, issueId } = newTeam(app);
  await linkedRecording(app, host, [{ fileType: 'MP4' }]);
  app.zoom.faults.arm({ on: 'download', kind: 'html-refusal', page: 'host-only' });
  const page = await newPage({ allowedErrors });
  const { panel } = await openPanel(app, page, host);
  await panel.getByRole('button', { name: 'Attach to issue' }).click();
  await panel.getByRole('alert').filter({ hasText: 'Zoom does not hand out this file' }).waitFor();
  await looks(page, 'transfer-failed');

  await panel.getByRole('button', { name: 'Retry' }).click();
  await panel.getByText('Attached', { exact: true }).waitFor();
  expect(app.jira.site.attachments(issueId)).toHaveLength(1);

  await openPanel(app, page, host);
  await panel.getByText('Attached', { exact: true }).waitFor();
  expect(await panel.getByRole('button', { name: 'Attach to issue' }).count()).toBe(0);
  await looks(page, 'transfer-attached');
});

/** The bar's percentage once it is beyond this one. */
async function progressBeyond(panel: FrameLocator, percent: number): Promise<number> {
  const bar = panel.getByRole('progressbar');
  const value = async () => Number((await bar.getAttribute('value')) ?? 0);
  await expect.poll(value, { timeout: 60_000 }).toBeGreaterThan(percent);
  return value();
}
