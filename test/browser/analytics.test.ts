// Analytics in a real browser: what Google is sent while people use every page, and who is never counted.

import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest';
import {
  type AnalyticsSimulator,
  type Hit,
  startAnalyticsSimulator,
} from '../simulators/analytics/analytics-simulator.ts';
import { newPage } from '../support/browser.ts';
import { openPanel } from '../support/issue-page.ts';
import { looks } from '../support/looks.ts';
import { findings, readable, secrets } from '../support/needles.ts';
import { forgetPolicy } from '../support/policy.ts';
import { linkedRecording } from '../support/recorded-meeting.ts';
import { newTeam } from '../support/team.ts';
import { startTestApp, type TestApp, type Viewer } from '../support/test-app.ts';
import { recordTraffic } from '../support/traffic.ts';

let analytics: AnalyticsSimulator;
let app: TestApp;
let traffic: ReturnType<typeof recordTraffic>;
beforeAll(async () => {
  traffic = recordTraffic();
  analytics = await startAnalyticsSimulator();
  app = await startTestApp({ env: analytics.env, keepAttachmentBytes: true });
});
afterAll(async () => {
  traffic.stop();
  await app.stop();
  await analytics.stop();
});

/** The titles of the pages that Google was told of, by order. */
const titles = (): string[] =>
  analytics.hits.map(({ body }) => JSON.parse(body).events[0].params.page_title as string);

/** How many views analytics has declined so far. */
async function declined(): Promise<number> {
  const metric = app.deps.metrics.registry.getSingleMetric('zoom_for_jira_analytics_page_views_total');
  const { values } = (await metric?.get()) ?? { values: [] };
  return values.find(({ labels }) => (labels as { outcome: string }).outcome === 'declined')?.value ?? 0;
}

/** Everything in a hit but random numbers, Google's own name and the secret that opens it: those say nothing. */
function textOf({ url, headers: { host: _host, ...headers }, body }: Hit): string {
  const { client_id, events, ...rest } = JSON.parse(body);
  const [{ params, ...event }] = events;
  const { session_id, ...told } = params;
  expect([client_id, session_id]).toEqual([
    expect.stringMatching(/^\d+\.\d+$/),
    expect.stringMatching(/^\d+$/),
  ]);
  return JSON.stringify([url.replace(analytics.apiSecret, ''), headers, rest, event, told]);
}

test('whoever uses every page leaves nothing of themselves at Google', async () => {
  const { host, admin, projectId } = newTeam(app);
  const recorded = await linkedRecording(app, host, [{ fileType: 'MP4' }]);
  const page = await newPage();
  const asked: string[] = [];
  page.context().on('request', (request) => asked.push(request.url()));

  const { panel } = await openPanel(app, page, host);
  await panel.getByRole('button', { name: 'Attach to issue' }).click();
  await panel.getByText('Attached').first().waitFor();
  await openContext(page);
  const settings = await openPage(page, 'zoom-settings', host);
  await settings.getByText(recorded.host.email).waitFor();
  const administration = await openPage(page, 'zoom-admin', admin);
  await administration.getByRole('heading').first().waitFor();

  await expect
    .poll(() => [...new Set(titles())].sort())
    .toEqual(['Administration', 'Issue context', 'Issue panel', 'Settings']);
  const issue = app.jira.site.issues.find(({ id }) => id === host.issueId);
  const persons = await app.deps.database.rows<{ id: string }>('SELECT id FROM persons');
  const installations = await app.deps.database.rows<{ id: string }>('SELECT id FROM installations');
  const ids = {
    'account ids': app.jira.site.users.map(({ accountId }) => accountId),
    'ids of persons and sites': [...persons, ...installations].map(({ id }) => id),
    sites: [app.jira.site.clientKey, app.jira.site.baseUrl, new URL(app.jira.site.baseUrl).host],
    addresses: ['127.0.0.1', '::1'],
    issues: [issue?.id ?? '', issue?.key ?? '', projectId],
    meetings: [recorded.meetingId, recorded.recording.uuid, recorded.linkId, recorded.host.id],
    browsers: ['Mozilla', 'Chrome'],
  };
  const needles = {
    ...readable(app, traffic.exchanges),
    ...secrets(app, traffic.exchanges, '-'.repeat(44)),
    ...ids,
  };
  for (const [what, values] of Object.entries(ids)) expect(values, what).not.toContain('');
  for (const hit of analytics.hits) {
    expect(hit.faults).toEqual([]);
    expect(findings(textOf(hit), needles)).toEqual([]);
  }
  const google = new URL(analytics.baseUrl).host;
  expect(asked.length).toBeGreaterThan(20);
  expect(asked.filter((url) => url.includes(google) || /google|gtag|collect/i.test(url))).toEqual([]);
  expect(await page.context().cookies(app.baseUrl)).toEqual([]);
});

test.each([{ DNT: '1' }, { 'Sec-GPC': '1' }])('a browser that sends %o is not counted', async (headers) => {
  const { host } = newTeam(app);
  const [told, before] = [titles().length, await declined()];
  const page = await newPage({ extraHTTPHeaders: headers as Record<string, string> });
  const settings = await openPage(page, 'zoom-settings', host);
  await settings.getByRole('checkbox', { name: 'Count my page views' }).waitFor();
  expect(await declined()).toBe(before + 1);
  expect(titles().length).toBe(told);
});

test('whoever turns it off in the settings is not counted on any page, and on again they are', async () => {
  const { host } = newTeam(app);
  const page = await newPage({ allowedErrors: ['503'] });
  const earlier = titles().length;
  const settings = await openPage(page, 'zoom-settings', host);
  const choice = settings.getByRole('checkbox', { name: 'Count my page views' });
  await choice.waitFor();
  expect(await choice.isChecked()).toBe(true);
  await looks(page, 'settings-analytics');

  await page.route('**/api/analytics-choice', (route) =>
    route.fulfill({ status: 503, json: { error: { code: 'internal', message: 'Not now.' } } }),
  );
  await choice.click();
  await settings.getByText('Not now.').waitFor();
  expect(await choice.isChecked()).toBe(true);
  await looks(page, 'settings-analytics-failed');
  await page.unroute('**/api/analytics-choice');

  await choice.click();
  await settings.getByText('Your page views are not counted any more.').waitFor({ state: 'attached' });
  await expect.poll(() => titles().length).toBe(earlier + 1);
  const [told, before] = [titles().length, await declined()];
  await page.reload();
  await choice.waitFor();
  expect(await choice.isChecked()).toBe(false);
  await openPanel(app, page, host);
  await expect.poll(declined).toBeGreaterThanOrEqual(before + 2);
  expect(titles().length).toBe(told);

  await openPage(page, 'zoom-settings', host);
  await choice.click();
  await settings.getByText('Your page views are counted.').waitFor({ state: 'attached' });
  await page.reload();
  await expect.poll(() => titles().length).toBe(told + 1);
});

test('a site whose admins turned it off is not counted, and its people are told; where nobody set it up they are not', async () => {
  const { host, admin } = newTeam(app);
  onTestFinished(() => forgetPolicy(app));
  const page = await newPage();
  const earlier = titles().length;
  const administration = await openPage(page, 'zoom-admin', admin);
  await administration.getByRole('tab', { name: 'Policy' }).click();
  const card = administration.getByRole('region', { name: 'Analytics', exact: true });
  await card.getByRole('checkbox', { name: 'Use of the app may be counted' }).uncheck();
  await card.getByRole('button', { name: 'Save' }).click();
  await card.getByText('Saved.').waitFor();
  await expect.poll(() => titles().length).toBe(earlier + 1);
  const [told, before] = [titles().length, await declined()];
  const settings = await openPage(page, 'zoom-settings', host);
  await settings.getByText('Page views are not counted on this site').waitFor();
  await looks(page, 'settings-analytics-off-for-site');
  expect(await declined()).toBe(before + 1);
  expect(titles().length).toBe(told);

  await page.route('**/api/analytics-choice', (route) =>
    route.fulfill({ json: { isSetUp: false, siteAllows: true, allowed: true } }),
  );
  const answered = page.waitForResponse('**/api/analytics-choice');
  await page.reload();
  await answered;
  await settings.getByRole('heading', { name: 'What the app stores' }).waitFor();
  expect(await settings.getByRole('heading', { name: 'Analytics' }).count()).toBe(0);
});

/** Unfolds the frame in the right column of the issue that is open. */
async function openContext(page: Page) {
  const heading = page.getByRole('heading', { name: 'Zoom meetings' });
  const group = page
    .getByRole('complementary', { name: 'Details' })
    .getByRole('group')
    .filter({ has: heading });
  await group.getByRole('heading', { name: 'Zoom meetings' }).click();
  await group.frameLocator('iframe').getByRole('main').waitFor();
}

async function openPage(page: Page, module: 'zoom-settings' | 'zoom-admin', { accountId }: Viewer) {
  const path = `/plugins/servlet/ac/zoom-meetings-for-jira/${module}`;
  await page.goto(`${app.jira.site.baseUrl}${path}?as=${encodeURIComponent(accountId)}`);
  const frame = page.frameLocator('iframe');
  await frame.getByRole('main').waitFor();
  return frame;
}
