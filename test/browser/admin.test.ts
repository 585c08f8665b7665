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

test('an admin who loses the right reads so in the next tab that they open, and instead of the page', async () => {
  const team = newTeam(app);
  const page = await newPage({ allowedErrors: ['403'] });
  const frame = await openAdmin(page, team);
  const person = app.jira.site.users.find(({ accountId }) => accountId === team.admin.accountId);
  if (!person) throw new Error('The admin is nobody');
  person.admin = false;
  app.clock.advance(61);
  await frame.getByRole('tab', { name: 'Policy' }).click();
  await frame.getByText('Only people who administer Jira can see this.').first().waitFor();

  // Jira has shown the module, and they lose the right before the frame asks for the page.
  person.admin = true;
  app.clock.advance(61);
  await page.route(`${app.baseUrl}/admin?**`, async (route) => {
    person.admin = false;
    await route.continue();
  });
  const refused = page.waitForResponse(`${app.baseUrl}/admin?**`);
  await page.reload();
  expect((await refused).status()).toBe(403);
  const again = page.locator('iframe').first().contentFrame();
  await again.getByText('Only people who administer Jira can see this. Ask one of them.').waitFor();
  expect(await again.getByRole('main').count()).toBe(0);
});

async function openAdmin(page: Page, { admin }: Team) {
  const path = '/plugins/servlet/ac/zoom-meetings-for-jira/zoom-admin';
  await page.goto(`${app.jira.site.baseUrl}${path}?as=${encodeURIComponent(admin.accountId)}`);
  const frame = page.locator('iframe').first().contentFrame();
  await frame.getByRole('main').waitFor();
  return frame;
}
