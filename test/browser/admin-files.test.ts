// The ledger of attached files in a real browser, as an admin uses it.

import { readFile } from 'node:fs/promises';
import type { FrameLocator, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { JiraSite } from '../simulators/jira/site.ts';
import { addAttachedFiles, addAttachment } from '../support/attached-files.ts';
import { newPage } from '../support/browser.ts';
import { looks } from '../support/looks.ts';
import { decide } from '../support/policy.ts';
import { newTeam, type Team } from '../support/team.ts';
import { startTestApp, type TestApp, type Viewer } from '../support/test-app.ts';

let app: TestApp;
beforeAll(async () => {
  app = await startTestApp();
});
afterAll(() => app.stop());

const daysAgo = (days: number) => new Date(app.clock.now().getTime() - days * 86_400_000);
const mib = 1024 ** 2;

/** A site of the test's own, since the ledger has all files of one. */
async function newSite(): Promise<{ site: JiraSite; team: Team; host: Viewer; colleague: Viewer }> {
  const site = await app.jira.addSite();
  await site.install(app.baseUrl);
  const team = newTeam({ ...app, jira: { ...app.jira, site } });
  return { site, team, host: { ...team.host, site }, colleague: { ...team.colleague, site } };
}

async function openFiles(page: Page, { site, team }: { site: JiraSite; team: Team }): Promise<FrameLocator> {
  const path = '/plugins/servlet/ac/zoom-meetings-for-jira/zoom-admin';
  await page.goto(`${site.baseUrl}${path}?as=${encodeURIComponent(team.admin.accountId)}`);
  const frame = page.locator('iframe').first().contentFrame();
  await frame.getByRole('tab', { name: 'Attached files' }).click();
  return frame;
}

test('before anything was attached the page says so', async () => {
  const page = await newPage();
  const frame = await openFiles(page, await newSite());
  await frame.getByText('The app has not attached any file yet.').waitFor();
  await looks(page, 'files-none');
});

test('files are listed, looked for, filtered, sorted, paged, exported, and opened as a search of Jira’s', async () => {
  const { site, team, host, colleague } = await newSite();
  const second = site.addIssue({ projectId: team.projectId, summary: 'Another issue' });
  const there = await addAttachment(app, host, { attachedAt: daysAgo(1), sizeBytes: 300 * mib });
  await addAttachment(app, colleague, {
    attachedAt: daysAgo(90),
    fileType: 'M4A',
    issueId: second.id,
    sizeBytes: 12 * mib,
  });
  const gone = await addAttachment(app, host, {
    attachedAt: daysAgo(2),
    fileType: 'TRANSCRIPT',
    sizeBytes: 4_000,
  });
  site.deleteAttachment(gone.attachmentId);
  const unseen = { attachmentId: '424242', issueId: '99999' };
  await addAttachedFiles(app, host, [
    { ...unseen, attachedAt: daysAgo(3), fileType: 'CHAT', sizeBytes: 900 },
  ]);
  const [idle] = ['Nora Newcomer', 'Nora Novice'].map((name) => site.addUser({ name }));
  await addAttachedFiles(
    app,
    colleague,
    Array.from({ length: 58 }, (_none, n) => ({
      attachedAt: daysAgo(10 + n / 10),
      sizeBytes: mib * (n + 1),
      state: 'removed' as const,
    })),
  );
  await decide(app, { ...team.admin, site }, { retentionDays: 30 });

  const page = await newPage({ allowedErrors: ['404'] });
  const frame = await openFiles(page, { site, team });
  const row = (text: string) => frame.getByRole('row').filter({ hasText: text });
  // What Jira is asked for when the page is looked at shows by itself.
  await row('Transcript').getByText('Found gone on').waitFor();
  await row('900 byte').getByText('it was deleted, or hidden from the app').waitFor();
  await row('300 MB').getByText('Still there').waitFor();
  const [issue = '', other = ''] = [team.issueId, second.id].map(
    (id) => site.issues.find((one) => one.id === id)?.key ?? '',
  );
  const [opened] = await Promise.all([
    page.context().waitForEvent('page'),
    row('300 MB').getByRole('link', { name: issue }).click(),
  ]);
  await opened.waitForURL(`${site.baseUrl}/browse/${issue}`);
  await opened.close();
  expect(await row('300 MB').textContent()).toContain('by Hanna Host');
  expect(await frame.getByRole('row').count()).toBe(51);

  await frame.getByRole('button', { name: 'Next' }).click();
  await frame.getByText('Files 51 to 62').waitFor();
  await row('Audio').getByText('Due', { exact: true }).waitFor();
  await row('Audio').getByText('Older than your policy keeps it').waitFor();
  await looks(page, 'files');
  await frame.getByRole('button', { name: 'Previous' }).click();
  await frame.getByText('Files 1 to 50').waitFor();

  await frame.getByRole('button', { name: 'Size' }).click();
  await expect.poll(() => frame.getByRole('row').nth(1).textContent()).toContain('300 MB');
  await frame.getByRole('button', { name: 'Size' }).click();
  await expect.poll(() => frame.getByRole('row').nth(1).textContent()).toContain('900 byte');
  expect(await frame.getByRole('columnheader', { name: 'Size' }).getAttribute('aria-sort')).toBe('ascending');

  await frame.getByLabel('In Jira').selectOption('Still there');
  await frame.getByText('Files 1 to 3').waitFor();
  for (const box of await frame.getByRole('checkbox', { name: /^Select the file/ }).all()) await box.check();
  await frame
    .getByText('3 files of 3 issues selected. You cannot see 1 issue of them, which is left out.')
    .waitFor();
  await looks(page, 'files-selected');
  const link = frame.getByRole('link', { name: 'Open issues in Jira' });
  const [search] = await Promise.all([page.context().waitForEvent('page'), link.click()]);
  await search.waitForLoadState();
  expect(new URL(search.url()).searchParams.get('jql')).toMatch(/^issue in \(TEAM\d+-\d, TEAM\d+-\d\)$/);
  for (const key of [issue, other])
    await search
      .getByRole('main')
      .getByRole('link', { name: new RegExp(`^${key} `) })
      .waitFor();
  await search.close();

  await frame.getByLabel('Kind').selectOption('Audio');
  await frame.getByText('Files 1 to 1').waitFor();
  await frame.getByRole('button', { name: 'Clear filters' }).click();
  await frame.getByLabel('Issue or project').fill(other.toLowerCase());
  await frame.getByLabel('Issue or project').press('Tab');
  await frame.getByText('Files 1 to 1').waitFor();
  await frame.getByLabel('Attached by').selectOption({ value: host.accountId });
  await frame.getByText('No attached file is like that.').waitFor();
  await frame.getByRole('button', { name: 'Clear filters' }).click();
  await frame.getByLabel('Attached by').selectOption('Somebody else…');
  const finder = frame.getByRole('searchbox', { name: 'Find somebody' });
  await finder.fill('Nobody at all');
  await finder.press('Tab');
  await frame.getByText('Jira finds nobody like that.').waitFor();
  await finder.fill('nora');
  await finder.press('Tab');
  await frame.getByRole('button', { name: 'Nora Novice' }).waitFor();
  await looks(page, 'files-person');
  await frame.getByRole('button', { name: 'Nora Newcomer' }).click();
  await frame.getByText('No attached file is like that.').waitFor();
  expect(await frame.getByLabel('Attached by').inputValue()).toBe(idle?.accountId);
  await frame.getByRole('button', { name: 'Clear filters' }).click();
  await frame.getByLabel('Issue or project').fill('NONE-1');
  await frame.getByLabel('Issue or project').press('Tab');
  await frame.getByText('Jira shows you no issue or project with this key.').waitFor();

  await frame.getByLabel('In Jira').selectOption('Still there');
  await frame.getByText('Files 1 to 3').waitFor();
  const [download] = await Promise.all([
    page.waitForEvent('download'),
    frame.getByRole('button', { name: 'Export CSV' }).click(),
  ]);
  expect(download.suggestedFilename()).toBe('attached-files.csv');
  const lines = (await readFile(await download.path(), 'utf8')).split('\r\n');
  expect(lines).toHaveLength(5);
  for (const { attachmentId } of [there, unseen]) expect(lines.join()).toContain(`,${attachmentId},`);
  expect(lines.join()).not.toContain(`,${gone.attachmentId},`);
});

test('Jira that does not tell what is there is said below what was known, and a failure of ours with another try', async () => {
  const page = await newPage({ allowedErrors: ['503', '500'] });
  await page.route('**/api/admin/files/check', (route) =>
    route.fulfill({
      status: 503,
      json: { error: { code: 'jira_unavailable', message: 'Jira does not answer.' } },
    }),
  );
  const { site, team, host } = await newSite();
  await addAttachedFiles(app, host, [{ fileType: 'CHAT' }, {}]);
  const frame = await openFiles(page, { site, team });
  await frame.getByText('Jira did not tell what is still there').waitFor();
  await page.route('**/api/admin/files?**', (route) =>
    route.fulfill({ status: 500, json: { error: { code: 'internal', message: 'Something went wrong.' } } }),
  );
  await frame.getByLabel('Kind').selectOption('Chat');
  await frame.getByText('Something went wrong.').waitFor();
  await page.unroute('**/api/admin/files?**');
  await frame.getByRole('button', { name: 'Try again' }).click();
  await frame.getByText('Files 1 to 1').waitFor();
});
