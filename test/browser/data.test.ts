// What the app holds, in a real browser: admins erase a person and the site, people get their data and erase it.

import { readFile } from 'node:fs/promises';
import type { FrameLocator, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { JiraSite } from '../simulators/jira/site.ts';
import { newPage } from '../support/browser.ts';
import { asked, linkSeenBy, newcomer, secondSite, sharedScene } from '../support/leaving.ts';
import { looks } from '../support/looks.ts';
import { settledTransfer } from '../support/recorded-meeting.ts';
import { startTestApp, type TestApp, type Viewer } from '../support/test-app.ts';

let app: TestApp;
beforeAll(async () => {
  app = await startTestApp();
});
afterAll(() => app.stop());

async function openPage(page: Page, module: string, { accountId, site = app.jira.site }: Viewer) {
  const path = `/plugins/servlet/ac/zoom-meetings-for-jira/${module}`;
  await page.goto(`${site.baseUrl}${path}?as=${encodeURIComponent(accountId)}`);
  const frame = page.locator('iframe').first().contentFrame();
  await frame.getByRole('main').waitFor();
  return frame;
}

async function openData(page: Page, admin: Viewer) {
  const frame = await openPage(page, 'zoom-admin', admin);
  await frame.getByRole('tab', { name: 'Data' }).click();
  await frame.getByRole('heading', { name: 'What the app holds of this site' }).waitFor();
  return frame;
}

const adminOf = (site: JiraSite, locale?: string): Viewer => {
  const { accountId } = site.addUser({ name: 'Ada', admin: true, ...(locale && { locale }) });
  return { accountId, site };
};

/** The text of the file that a press of this button gives. */
async function downloaded(page: Page, frame: FrameLocator, name: string): Promise<string> {
  const download = page.waitForEvent('download');
  await frame.getByRole('button', { name }).first().click();
  return readFile(await (await download).path(), 'utf8');
}

test('an admin sees what is held, finds somebody by name, erases them, and keeps the certificate', async () => {
  const site = await secondSite(app);
  const scene = await sharedScene(app, { site });
  const admin = adminOf(site);
  const page = await newPage();
  const frame = await openData(page, admin);
  await frame.getByText('Nothing has been erased yet.').waitFor();
  await expect.poll(() => frame.getByRole('row', { name: /^Linked meetings 1/ }).count()).toBe(1);
  await looks(page, 'data');

  await frame.getByRole('textbox', { name: 'Name or Jira account id' }).fill('Zoe Nobody');
  await frame.getByRole('button', { name: 'Search' }).click();
  await frame.getByText('Jira finds nobody of this name').waitFor();

  const { displayName = '' } = site.users.find(({ accountId }) => accountId === scene.host.accountId) ?? {};
  await frame.getByRole('textbox', { name: 'Name or Jira account id' }).fill('Hanna');
  await frame.getByRole('button', { name: 'Search' }).click();
  await frame.getByRole('heading', { name: displayName }).waitFor();
  await frame.getByRole('button', { name: 'Erase…', exact: true }).click();
  await frame.getByRole('heading', { name: `Erase what the app holds on ${displayName}?` }).waitFor();
  await looks(page, 'data-erase-person');
  await frame.getByRole('button', { name: 'Erase', exact: true }).click();
  await frame.getByRole('heading', { name: 'Erased.' }).waitFor();
  await looks(page, 'data-person-erased');

  const file = await downloaded(page, frame, 'Download certificate');
  for (const line of [
    'Data of a person',
    'Asked for by a Jira admin',
    '- 1 Jira account id',
    '- 1 linked meeting,',
  ])
    expect(file).toContain(line);
  expect(file).not.toContain(displayName);
  expect(await linkSeenBy(app, scene.colleague, scene.linkId)).toMatchObject({ linker: 'left' });

  // Whoever is unknown, and not even in Jira any more, can be asked for by account id.
  await frame.getByRole('textbox', { name: 'Name or Jira account id' }).fill('5be24ad8b1653240376955d2');
  await frame.getByRole('button', { name: 'Search' }).click();
  await frame.getByRole('heading', { name: 'Somebody whom Jira does not name to you' }).waitFor();
  await frame.getByRole('button', { name: 'Erase…', exact: true }).click();
  await frame.getByRole('button', { name: 'Erase', exact: true }).click();
  await frame.getByText('The app holds nothing on this person').waitFor();
});

test('an admin erases the site: typed confirmation, progress while Jira is slow, certificate, and a fresh start', async () => {
  const site = await secondSite(app);
  const scene = await sharedScene(app, { site });
  await settledTransfer(app, scene.colleague, await asked(app, scene.colleague, scene));
  const page = await newPage();
  const frame = await openData(page, adminOf(site));

  await frame.getByRole('button', { name: 'Erase everything…' }).click();
  const confirm = frame.getByRole('textbox', { name: /to confirm$/ });
  await confirm.fill('another.atlassian.net');
  await frame.getByRole('button', { name: 'Erase everything', exact: true }).click();
  await frame.getByText('Type the name of the site exactly').waitFor();
  await looks(page, 'data-erase-site');

  // An outage is waited for, however slow this machine is; anything else would be given up after ten times.
  app.jira.faults.answers.push({
    method: 'PUT',
    path: /\/properties\//,
    times: Number.POSITIVE_INFINITY,
    status: 503,
  });
  await confirm.fill(new URL(site.baseUrl).host);
  await frame.getByRole('button', { name: 'Erase everything', exact: true }).click();
  await frame.getByRole('heading', { name: 'Everything is being erased' }).waitFor();
  await frame.getByText('0 of 1 issues emptied in Jira.').waitFor();
  await looks(page, 'data-erasing');

  app.jira.faults.answers.length = 0;
  app.clock.advance(31);
  await frame.getByRole('heading', { name: 'Everything was erased.' }).waitFor({ timeout: 60_000 });
  await expect.poll(() => frame.getByRole('row', { name: /^Linked meetings 0/ }).count()).toBe(1);
  await looks(page, 'data-erased');
  const file = await downloaded(page, frame, 'Download certificate');
  for (const line of [
    'Data of this Jira site',
    '- 1 connection to Zoom',
    '- 1 linked meeting',
    '- 1 attached file in Jira',
  ])
    expect(file).toContain(line);
  expect(await linkSeenBy(app, scene.host, scene.linkId)).toBeUndefined();
});

test('the tab and its certificates speak German', async () => {
  const site = await secondSite(app);
  const scene = await sharedScene(app, { site });
  const admin = adminOf(site, 'de_DE');
  await app.api('POST', '/admin/erasures/person', admin, { accountId: scene.host.accountId });
  const page = await newPage();
  const frame = await openPage(page, 'zoom-admin', admin);
  await frame.getByRole('tab', { name: 'Daten' }).click();
  await frame.getByRole('heading', { name: 'Was die App über diese Site speichert' }).waitFor();
  await frame.locator('summary').filter({ hasText: 'Daten einer Person' }).click();
  await frame.getByText('1 Kennung eines Jira-Kontos').waitFor();
  await frame.getByRole('button', { name: 'Alles löschen…' }).click();
  await frame.getByRole('textbox', { name: /^Geben Sie zur Bestätigung/ }).waitFor();
  await looks(page, 'data-german');
});

test('somebody downloads their data from the settings, erases it, and is told what has gone', async () => {
  const scene = await sharedScene(app);
  const somebody = newcomer(scene, 'Pia Person');
  await app.connectZoom(somebody, app.zoom.createUser());
  const page = await newPage();
  const frame = await openPage(page, 'zoom-settings', somebody);
  const data = JSON.parse(await downloaded(page, frame, 'Download your data'));
  expect(data.person).toMatchObject([{ jiraAccountId: somebody.accountId }]);
  expect(data.zoomConnection).toMatchObject([{ encryptedTokensAreHeld: true }]);

  await frame.getByRole('button', { name: 'Erase my data' }).click();
  await frame.getByRole('heading', { name: 'Erase your data?' }).waitFor();
  await looks(page, 'settings-erasing');
  await frame.getByRole('button', { name: 'Keep my data' }).click();
  await frame.getByRole('button', { name: 'Erase my data' }).click();
  await frame.getByRole('heading', { name: 'Erase your data?' }).waitFor();
  await frame.getByRole('button', { name: 'Erase my data' }).click();
  await frame.getByRole('heading', { name: 'Your data is erased' }).waitFor();
  await looks(page, 'settings-erased');
  expect(await downloaded(page, frame, 'Download certificate')).toContain('Asked for by the person');
  const known = 'SELECT 1 FROM persons WHERE account_id = $1';
  expect(await app.deps.database.rows(known, [somebody.accountId])).toEqual([]);
});
