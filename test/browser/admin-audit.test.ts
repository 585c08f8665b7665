// The tab of the audit log in a real browser, as an admin.

import { readFile } from 'node:fs/promises';
import type { FrameLocator, Page } from 'playwright-core';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { attached, note, tamper } from '../support/audit-log.ts';
import { newPage } from '../support/browser.ts';
import { looks } from '../support/looks.ts';
import { newTeam, type Team } from '../support/team.ts';
import { startTestApp, type TestApp } from '../support/test-app.ts';

let app: TestApp;
beforeEach(async () => {
  app = await startTestApp({ background: false });
});
afterEach(() => app.stop());

const siteIdOf = async () =>
  (await app.deps.installations.findByClientKey(app.jira.site.clientKey))?.id ?? '';

async function openTab(page: Page, { admin }: Team): Promise<FrameLocator> {
  const path = '/plugins/servlet/ac/zoom-meetings-for-jira/zoom-admin';
  await page.goto(`${app.jira.site.baseUrl}${path}?as=${encodeURIComponent(admin.accountId)}`);
  const frame = page.locator('iframe').first().contentFrame();
  await frame.getByRole('tab', { name: 'Audit log' }).click();
  return frame;
}

test('events are shown in words with names and keys, filtered, exported, and found to be whole until one is changed', async () => {
  const team = newTeam(app);
  const siteId = await siteIdOf();
  const persons = await Promise.all(
    [team.host, team.coworker].map(({ accountId }) => app.deps.persons.personIdOf(siteId, accountId)),
  );
  const [host = '', erased = ''] = persons;
  await note(
    app,
    siteId,
    [
      {
        type: 'attach_requested',
        transferId: crypto.randomUUID(),
        projectId: team.projectId,
        securityLevelId: null,
        openTo: ['customers'],
      },
      { type: 'attach_failed', transferId: crypto.randomUUID(), code: 'zoom_unavailable' },
    ],
    { personId: host, issueId: team.issueId },
  );
  await note(app, siteId, [{ type: 'zoom_disconnected', reason: 'by_person' }], { personId: erased });
  await app.deps.database.transaction((transaction) => app.deps.persons.remove(erased, transaction));
  const leaver = '5b10ac8d82e05b22cc7d4ef5';
  const left = await app.deps.persons.personIdOf(siteId, leaver);
  await note(app, siteId, [{ type: 'data_exported' }], { personId: left });
  await note(
    app,
    siteId,
    Array.from({ length: 60 }, (_, n) => attached(n)),
    { issueId: '99999' },
  );

  const page = await newPage();
  const frame = await openTab(page, team);
  const tab = frame.getByRole('tabpanel');
  const rows = frame.locator('tbody tr');
  await expect.poll(() => rows.count()).toBe(50);
  await frame.getByRole('cell', { name: 'Issue 99999' }).first().waitFor();
  await frame.getByRole('button', { name: 'Show more' }).click();
  await expect.poll(() => rows.count()).toBe(65);
  const erasedRow = rows.filter({ hasText: 'Zoom disconnected' });
  expect(await erasedRow.innerText()).toContain('Erased person');
  expect(await erasedRow.innerText()).toContain('by the person');

  const ids = rows.first().getByText('Ids', { exact: true });
  const described = await ids.evaluate((summary) =>
    (summary.getAttribute('aria-describedby') ?? '')
      .split(' ')
      .map((id) => summary.ownerDocument.getElementById(id)?.textContent),
  );
  expect(described).toEqual(['File attached', 'Event 65']);

  const key = app.jira.site.issues.find(({ id }) => id === team.issueId)?.key ?? '';
  await frame.getByLabel('Outcome').selectOption('Failed');
  await expect.poll(() => rows.count()).toBe(1);
  expect(await rows.innerText()).toContain('Attaching a file failed');
  expect(await rows.innerText()).toContain('Hanna Host');
  await frame.getByRole('button', { name: key }).waitFor();
  await frame.getByRole('button', { name: 'Clear filters' }).click();

  await frame.getByLabel('Person').fill('Hanna');
  await frame.getByRole('list', { name: 'People found' }).getByRole('button').first().click();
  await expect.poll(() => rows.count()).toBe(2);
  await frame.getByLabel('Action').selectOption('Attaching a file asked for');
  await expect.poll(() => rows.count()).toBe(1);
  const [download] = await Promise.all([
    page.waitForEvent('download'),
    frame.getByRole('button', { name: 'Export CSV' }).click(),
  ]);
  expect(download.suggestedFilename()).toBe('audit-log.csv');
  const lines = (await readFile(await download.path(), 'utf8')).trimEnd().split('\r\n');
  expect(lines[0]).toMatch(/^number,time,action/);
  expect(lines).toHaveLength(2);
  expect(lines[1]).toMatch(/^2,[^,]*Z,attach_requested,asked,/);
  expect(lines[1]).toContain(`,${team.host.accountId},no,${team.issueId},`);
  await tab.getByText('The file is in your downloads.').waitFor();
  await looks(page, 'audit-filtered');
  const [asJson] = await Promise.all([
    page.waitForEvent('download'),
    frame.getByRole('button', { name: 'Export JSON' }).click(),
  ]);
  expect(asJson.suggestedFilename()).toBe('audit-log.json');
  expect(JSON.parse(await readFile(await asJson.path(), 'utf8'))).toMatchObject([
    { position: 2, type: 'attach_requested', accountId: team.host.accountId, issueId: team.issueId },
  ]);
  await frame.getByRole('button', { name: 'Clear filters' }).click();

  await frame.getByLabel('Person').fill(leaver);
  await frame.getByRole('list', { name: 'People found' }).getByRole('button', { name: leaver }).click();
  await expect.poll(() => rows.count()).toBe(1);
  expect(await rows.innerText()).toContain('Own data exported');
  await looks(page, 'audit-leaver');
  await frame.getByRole('button', { name: 'Clear filters' }).click();

  const day = (days: number) =>
    new Date(app.clock.now().getTime() + days * 86_400_000).toISOString().slice(0, 10);
  await frame.getByLabel('From').fill(day(2));
  await tab.getByText('Nothing matches these filters.').waitFor();
  await frame.getByLabel('From').fill(day(-2));
  await frame.getByLabel('To').fill(day(2));
  await expect.poll(() => rows.count()).toBe(50);
  await frame.getByLabel('To').fill(day(-2));
  await tab.getByText('Nothing matches these filters.').waitFor();
  await frame.getByRole('button', { name: 'Clear filters' }).click();

  await frame.getByRole('button', { name: 'Check the log' }).click();
  await tab.getByText('The log is whole: nothing in its 65 events').waitFor();
  await tamper(app, [
    `UPDATE audit_events SET details = jsonb_set(details, '{code}', '"zoom_not_connected"')
     WHERE installation_id = $1 AND type = 'attach_failed'`,
    [siteId],
  ]);
  await frame.getByLabel('Outcome').selectOption('Failed');
  await expect.poll(() => rows.count()).toBe(1);
  await frame.getByRole('button', { name: 'Check the log' }).click();
  await tab.getByText('Event 3 is not as it was written').waitFor();
  await looks(page, 'audit-tampered');
});
