// The page for Jira admins in a real browser.

import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { newPage } from '../support/browser.ts';
import { looks } from '../support/looks.ts';
import { newTeam, type Team } from '../support/team.ts';
import { startTestApp, type TestApp } from '../support/test-app.ts';

let app: TestApp;
beforeAll(async () => {
  app = await startTestApp();
});
afterAll(() => app.stop());

test('with nothing the matter the page says so', async () => {
  const page = await newPage();
  const frame = await openAdmin(page, newTeam(app));
  await frame.getByText('None: the app may write everywhere it had to.').waitFor();
  await looks(page, 'admin');
});

test('projects are named as Jira names them to the admin, with since when, and ids for those that are hidden', async () => {
  const team = newTeam(app);
  const { id: siteId = '' } = (await app.deps.installations.findByClientKey(app.jira.site.clientKey)) ?? {};
  await app.deps.unwritableProjects.add(siteId, team.projectId, app.clock.now());
  await app.deps.unwritableProjects.add(siteId, '99999', app.clock.now());
  const page = await newPage();
  const frame = await openAdmin(page, team);
  const project = app.jira.site.projects.find(({ id }) => id === team.projectId);
  await frame.getByRole('heading', { name: `${project?.name} (${project?.key})` }).waitFor();
  await frame.getByRole('heading', { name: 'Project with the id 99999' }).waitFor();
  expect(await frame.getByText(/^Since /).count()).toBe(2);
  await looks(page, 'admin-unwritable');
});

test('a refusal is said in words, with another try', async () => {
  const page = await newPage({ allowedErrors: ['503'] });
  await page.route('**/api/admin/**', (route) =>
    route.fulfill({
      status: 503,
      json: { error: { code: 'jira_unavailable', message: 'Jira does not answer right now.' } },
    }),
  );
  const frame = await openAdmin(page, newTeam(app));
  await frame.getByText('Jira does not answer right now.').waitFor();
  await looks(page, 'admin-failed');
  await page.unroute('**/api/admin/**');
  await frame.getByRole('button', { name: 'Try again' }).click();
  await frame.getByRole('alert').waitFor({ state: 'detached' });
});

async function openAdmin(page: Page, { admin }: Team) {
  const path = '/plugins/servlet/ac/zoom-meetings-for-jira/zoom-admin';
  await page.goto(`${app.jira.site.baseUrl}${path}?as=${encodeURIComponent(admin.accountId)}`);
  const frame = page.locator('iframe').first().contentFrame();
  await frame.getByRole('main').waitFor();
  return frame;
}
