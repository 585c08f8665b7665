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
  await note(
    app,
    siteId,
    Array.from({ length: 60 }, (_, n) => attached(n)),
    { issueId: '99999' },
  );

  const page = await newPage({ allowedErrors: ['404'] });
  const frame = await openTab(page, team);
  const tab = frame.getByRole('tabpanel');
  const rows = frame.locator('tbody tr');
  await expect.poll(() => rows.count()).toBe(50);
  await frame.getByRole('cell', { name: 'Issue 99999' }).first().waitFor();
  await frame.getByRole('button', { name: 'Show more' }).click();
  await expect.poll(() => rows.count()).toBe(64);
  const erasedRow = rows.filter({ hasText: 'Zoom disconnected' });
  expect(await erasedRow.innerText()).toContain('Erased person');
  expect(await erasedRow.innerText()).toContain('by the person');

  const key = app.jira.site.issues.find(({ id }) => id === team.issueId)?.key ?? '';
  await frame.getByLabel('Outcome').selectOption('Failed');
  await expect.poll(() => rows.count()).toBe(1);
  expect(await rows.innerText()).toContain('Attaching a file failed');
  expect(await rows.innerText()).toContain('Hanna Host');
  await frame.getByRole('button', { name: key }).waitFor();
  await frame.getByRole('button', { name: 'Clear filters' }).click();

  await frame.getByLabel('Person').fill('Hanna');
  await frame.getByRole('list', { name: 'People found' }).getByRole('button').first().click();
  await expect.poll(() => rows.count()).toBeLessThan(3);
  await frame.getByLabel('Action').selectOption('Attaching a file asked for');
  const [download] = await Promise.all([
    page.waitForEvent('download'),
    frame.getByRole('button', { name: 'Export CSV' }).click(),
  ]);
  expect(download.suggestedFilename()).toBe('audit-log.csv');
  const lines = (await readFile(await download.path(), 'utf8')).split('\r\n');
  expect(lines[0]).toMatch(/^number,time,action/);
  await tab.getByText('The file is in your downloads.').waitFor();
  await looks(page, 'audit-filtered');
  await frame.getByRole('button', { name: 'Clear filters' }).click();

  await frame.getByRole('button', { name: 'Check the log' }).click();
  await tab.getByText('The log is whole: nothing in its 64 events').waitFor();
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
