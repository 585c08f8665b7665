// The overview in a real browser: numbers, the plot with its table, and what needs attention.

import { afterAll, beforeAll, expect, test } from 'vitest';
import { addAttachedFiles, addAttachment, decideInTable } from '../support/attached-files.ts';
import { newPage } from '../support/browser.ts';
import { looks } from '../support/looks.ts';
import { connected, linkNewMeeting, newTeam } from '../support/team.ts';
import { startTestApp, type TestApp } from '../support/test-app.ts';

let app: TestApp;
beforeAll(async () => {
  app = await startTestApp();
});
afterAll(() => app.stop());

const mib = 1024 ** 2;

test('the overview counts, plots with a table, says what needs attention, and leads to what is due', async () => {
  const site = await app.jira.addSite();
  await site.install(app.baseUrl);
  const team = newTeam({ ...app, jira: { ...app.jira, site } });
  const { id: siteId = '' } = (await app.deps.installations.findByClientKey(site.clientKey)) ?? {};
  const on = (viewer: object) => ({ ...viewer, site }) as typeof team.host;
  const host = on(team.host);
  await linkNewMeeting(app, host, await connected(app, host));
  await connected(app, on(team.colleague));
  await app.deps.database.rows(
    `UPDATE zoom_grants SET state = 'dead', access_token = NULL, refresh_token = NULL WHERE id IN (
       SELECT c.grant_id FROM zoom_connections c JOIN persons p ON p.id = c.person_id WHERE p.account_id = $1)`,
    [team.colleague.accountId],
  );
  const noon = new Date(app.clock.now().toISOString().replace(/T.*/, 'T12:00:00Z')).getTime();
  await addAttachedFiles(app, host, [
    ...Array.from({ length: 24 }, (_none, n) => ({
      attachedAt: new Date(noon - (n + 1 + (n % 3)) * 86_400_000),
      sizeBytes: (20 + ((n * 37) % 90)) * mib,
    })),
    { state: 'failed', reasonCode: 'issue_full' },
    { state: 'failed', reasonCode: 'issue_full' },
  ]);
  // In Jira, too: whoever looks at the ledger has it asked what is still there.
  await addAttachment(app, host, { attachedAt: new Date(noon - 200 * 86_400_000), fileType: 'CHAT' });
  await decideInTable(app, siteId, { retentionDays: 100 });

  const page = await newPage();
  const path = '/plugins/servlet/ac/zoom-meetings-for-jira/zoom-admin';
  await page.goto(`${site.baseUrl}${path}?as=${encodeURIComponent(team.admin.accountId)}`);
  const frame = page.locator('iframe').first().contentFrame();
  const attention = frame.getByRole('region', { name: 'Needs attention' });
  await attention.getByText(/^One person must connect Zoom again/).waitFor();
  await attention.getByText(/^2 files could not be attached .* the issue seems to have as many/).waitFor();
  await attention.getByText(/^No event of Zoom’s has arrived for seven days/).waitFor();
  await attention.getByText('Due to be removed, by your policy: 1 of the attached files.').waitFor();
  const connections = frame.getByRole('region', { name: 'Connections and links' });
  expect(await connections.getByRole('definition').allTextContents()).toEqual(['1', '1', '0', '0', '1']);
  const transfers = frame.getByRole('region', { name: 'Transfers today' });
  expect(await transfers.getByRole('definition').allTextContents()).toEqual(['0', '2', '0', '0', '0', '0']);

  const volume = frame.getByRole('region', { name: 'Attached in the last 30 days' });
  await volume
    .getByRole('img', { name: /^Bars for the size of what was attached on each day: 1\.\d GB in all/ })
    .waitFor();
  await looks(page, 'overview');
  await volume.getByRole('button', { name: 'Show as table' }).press('Enter');
  expect(await volume.getByRole('row').count()).toBe(31);
  await volume.getByRole('button', { name: 'Hide table' }).waitFor();
  await looks(page, 'overview-table');

  await attention.getByRole('button', { name: 'Show them' }).click();
  await frame.getByRole('row').filter({ hasText: 'Older than your policy keeps it' }).waitFor();
  expect(await frame.getByRole('tab', { name: 'Attached files' }).getAttribute('aria-selected')).toBe('true');
  expect(await frame.getByLabel('In Jira').inputValue()).toBe('due');
});

test('where nothing has happened the overview says that nothing is the matter', async () => {
  const site = await app.jira.addSite();
  await site.install(app.baseUrl);
  const { accountId } = site.addUser({ name: 'Ada Admin', admin: true });
  const page = await newPage();
  const path = '/plugins/servlet/ac/zoom-meetings-for-jira/zoom-admin';
  await page.goto(`${site.baseUrl}${path}?as=${encodeURIComponent(accountId)}`);
  const frame = page.locator('iframe').first().contentFrame();
  await frame.getByText('Nothing needs your attention.').waitFor();
  await frame.getByText('Nothing was attached in the last 30 days.').waitFor();
  await looks(page, 'overview-empty');
});
