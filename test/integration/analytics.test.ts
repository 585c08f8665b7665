// Page views in Google Analytics: off unless set up, nothing of anybody in a hit, every refusal honoured, and no page the worse for it.

import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import {
  type AnalyticsSimulator,
  startAnalyticsSimulator,
} from '../simulators/analytics/analytics-simulator.ts';
import { takeOutboundAttempts } from '../support/outbound-guard.ts';
import { newTeam, type Team } from '../support/team.ts';
import { startTestApp, type TestApp, type Viewer } from '../support/test-app.ts';

const views = {
  'zoom-issue-panel': { path: '/issue-panel', title: 'Issue panel' },
  'zoom-issue-context': { path: '/issue-context', title: 'Issue context' },
  'zoom-settings': { path: '/settings', title: 'Settings' },
  'zoom-admin': { path: '/admin', title: 'Administration' },
};

let analytics: AnalyticsSimulator;
let app: TestApp;
let team: Team;
beforeAll(async () => {
  analytics = await startAnalyticsSimulator();
  app = await startTestApp({ background: false, env: analytics.env });
});
beforeEach(() => {
  analytics.setMood('well');
  team = newTeam(app);
});
afterAll(async () => {
  await app.stop();
  await analytics.stop();
});

const outcomes = ['sent', 'declined', 'undecided', 'dropped', 'refused', 'unanswered'] as const;
type Counts = Record<(typeof outcomes)[number], number>;

async function counts(): Promise<Counts> {
  const metric = app.deps.metrics.registry.getSingleMetric('zoom_for_jira_analytics_page_views_total');
  const { values } = (await metric?.get()) ?? { values: [] };
  return Object.fromEntries(
    values.map(({ labels, value }) => [String((labels as { outcome: string }).outcome), value]),
  ) as Counts;
}

const ended = (all: Counts): number => Object.values(all).reduce((sum, one) => sum + one, 0);

/** Opens pages, waits until analytics has done with all of them, and tells what it did and sent. */
async function open(
  viewer: Viewer,
  { page = 'zoom-settings', headers = {}, times = 1 }: OpenOptions = {},
): Promise<{ outcomes: Partial<Counts>; hits: Record<string, unknown>[] }> {
  const before = await counts();
  const hitsBefore = analytics.hits.length;
  for (let opened = 0; opened < times; opened += 1)
    expect((await openPage(viewer, page, headers)).status).toBe(200);
  let after = before;
  await expect
    .poll(async () => {
      after = await counts();
      return ended(after) - ended(before);
    })
    .toBe(times);
  return {
    outcomes: Object.fromEntries(
      outcomes.flatMap((outcome) =>
        after[outcome] === before[outcome] ? [] : [[outcome, after[outcome] - before[outcome]]],
      ),
    ),
    hits: analytics.hits.slice(hitsBefore).map(({ body }) => JSON.parse(body)),
  };
}

interface OpenOptions {
  page?: keyof typeof views;
  headers?: Record<string, string>;
  times?: number;
}

function openPage(viewer: Viewer, page: keyof typeof views, headers: Record<string, string> = {}) {
  return fetch((viewer.site ?? app.jira.site).iframeUrl(page, viewer), { headers });
}

describe('a hit', () => {
  test.each(Object.entries(views))(
    'of %s has its template and title, a random client, and nothing else',
    async (page, { path, title }) => {
      const { outcomes, hits } = await open(team.admin, { page: page as keyof typeof views });
      expect(outcomes).toEqual({ sent: 1 });
      expect(hits).toEqual([
        {
          client_id: expect.stringMatching(/^\d+\.\d+$/),
          non_personalized_ads: true,
          consent: { ad_user_data: 'DENIED', ad_personalization: 'DENIED' },
          events: [
            {
              name: 'page_view',
              params: {
                page_title: title,
                page_location: `${app.baseUrl}${path}`,
                session_id: expect.stringMatching(/^\d+$/),
                engagement_time_msec: 1,
              },
            },
          ],
        },
      ]);
    },
  );

  test('names nobody twice: client and session are new with each view of the same person', async () => {
    const { hits } = await open(team.host, { times: 5 });
    expect(new Set(hits.map(({ client_id }) => client_id)).size).toBe(5);
  });

  test('is one that Google’s validation server finds no fault with, and has no header of the browser', async () => {
    const headers = { 'user-agent': 'a browser', 'accept-language': 'de', 'x-forwarded-for': '203.0.113.7' };
    await open(team.host, { headers });
    const hit = analytics.hits.at(-1);
    expect(hit?.faults).toEqual([]);
    expect(Object.keys(hit?.headers ?? {}).sort()).toEqual([
      'accept',
      'accept-encoding',
      'connection',
      'content-length',
      'content-type',
      'host',
      'user-agent',
    ]);
    expect(hit?.headers['user-agent']).toMatch(/^axios\//);
  });

  test('is sent for a page that was served, and for nothing else', async () => {
    const before = analytics.hits.length;
    const url = app.jira.site.iframeUrl('zoom-settings', team.host);
    expect((await fetch(url.replace(/jwt=[^&]+/, 'jwt=forged'))).status).toBe(401);
    expect((await fetch(app.jira.site.iframeUrl('zoom-settings', {}))).status).toBe(401);
    await app.api('GET', '/analytics-choice', team.host);
    await fetch(`${app.baseUrl}/`);
    await fetch(`${app.baseUrl}/settings`);
    expect((await openPage(team.host, 'zoom-admin')).status).toBe(403);
    await open(team.host);
    expect(analytics.hits.length).toBe(before + 1);
  });
});

describe('nothing is sent', () => {
  test.each([{ dnt: '1' }, { 'sec-gpc': '1' }])('where the browser says %o', async (headers) => {
    expect(await open(team.host, { headers })).toEqual({ outcomes: { declined: 1 }, hits: [] });
  });

  test('where the person does not want it, until they do again; for others it is', async () => {
    expect((await app.api('GET', '/analytics-choice', team.host)).body).toEqual({
      isSetUp: true,
      siteAllows: true,
      allowed: true,
    });
    expect((await app.api('PUT', '/analytics-choice', team.host, { allowed: false })).status).toBe(204);
    expect((await app.api('PUT', '/analytics-choice', team.host, { allowed: false })).status).toBe(204);
    expect((await app.api('GET', '/analytics-choice', team.host)).body.allowed).toBe(false);
    expect(await open(team.host)).toEqual({ outcomes: { declined: 1 }, hits: [] });
    expect((await open(team.colleague)).outcomes).toEqual({ sent: 1 });
    const other = await app.jira.addSite();
    await other.install(app.baseUrl);
    other.addUser({ name: 'Namesake', accountId: team.host.accountId });
    expect((await open({ ...team.host, site: other })).outcomes).toEqual({ sent: 1 });

    expect((await app.api('PUT', '/analytics-choice', team.host, { allowed: true })).status).toBe(204);
    expect((await open(team.host)).outcomes).toEqual({ sent: 1 });
  });

  test('on a site whose admins do not want it, and its people are told; other sites go on', async () => {
    const site = await app.jira.addSite();
    await site.install(app.baseUrl);
    const viewer = { ...team.host, site };
    site.addUser({ name: 'Sina Site', accountId: team.host.accountId });
    const admin = { accountId: site.addUser({ name: 'Adam Admin', admin: true }).accountId, site };
    const { policy, version } = (await app.api('GET', '/admin/policy', admin)).body;
    const turnedOff = { ...policy, analytics: false, version };
    expect((await app.api('PUT', '/admin/policy', admin, turnedOff)).status).toBe(200);
    expect(await open(viewer)).toEqual({ outcomes: { declined: 1 }, hits: [] });
    expect((await app.api('GET', '/analytics-choice', viewer)).body).toMatchObject({ siteAllows: false });
    expect((await open(team.host)).outcomes).toEqual({ sent: 1 });
  });

  test('while it cannot be read what the person or the site decided', async () => {
    await app.deps.database.rows('ALTER TABLE analytics_refusals RENAME TO hidden');
    try {
      expect(await open(team.host)).toEqual({ outcomes: { undecided: 1 }, hits: [] });
    } finally {
      await app.deps.database.rows('ALTER TABLE hidden RENAME TO analytics_refusals');
    }
  });

  test('by an app whose operator has not set it up, whose pages are the same', async () => {
    const off = await startTestApp({ background: false });
    try {
      const { host } = newTeam(off);
      takeOutboundAttempts();
      const answer = await fetch(off.jira.site.iframeUrl('zoom-settings', host));
      expect([answer.status, off.deps.pageViews]).toEqual([200, null]);
      const policyOf = (page: Response) =>
        page.headers.get('content-security-policy')?.replaceAll(/127\.0\.0\.1:\d+/g, 'a simulator');
      expect(policyOf(await openPage(team.host, 'zoom-settings'))).toBe(policyOf(answer));
      const about = await (await fetch(off.baseUrl)).text();
      expect(about).not.toContain('Google');
      expect(await (await fetch(app.baseUrl)).text()).toContain('counted with Google Analytics');
      expect((await off.api('GET', '/analytics-choice', host)).body.isSetUp).toBe(false);
      expect(await off.deps.metrics.scrape()).not.toContain('analytics_page_views');
      expect(takeOutboundAttempts()).toEqual([]);
    } finally {
      await off.stop();
    }
  });
});

describe('a choice', () => {
  test('is a yes or no and nothing else', async () => {
    for (const body of [{}, { allowed: 'no' }, { allowed: true, by: 'me' }])
      expect((await app.api('PUT', '/analytics-choice', team.host, body)).status).toBe(400);
    expect((await app.api('POST', '/analytics-choice', team.host, {})).status).toBe(405);
  });

  test('leaves no row of whoever only looks, or allows it', async () => {
    await open(team.coworker);
    await app.api('PUT', '/analytics-choice', team.coworker, { allowed: true });
    const rows = await app.deps.database.rows('SELECT 1 FROM persons WHERE account_id = $1', [
      team.coworker.accountId,
    ]);
    expect(rows).toEqual([]);
  });
});

describe('a Google that', () => {
  test('does not answer keeps no page waiting', async () => {
    const before = await counts();
    const hitsBefore = analytics.hits.length;
    analytics.setMood('slow');
    expect((await openPage(team.host, 'zoom-settings')).status).toBe(200);
    await expect.poll(() => analytics.hits.length).toBe(hitsBefore + 1);
    expect(await counts()).toEqual(before);
    expect((await openPage(team.admin, 'zoom-admin')).status).toBe(200);
    analytics.setMood('well');
    await expect.poll(async () => ended(await counts()) - ended(before)).toBe(2);
  });

  test.each([
    ['is down', 'down', { unanswered: 1 }],
    ['fails', 'failing', { refused: 1 }],
    ['sends elsewhere', 'redirecting', { refused: 1 }],
  ] as const)('%s fails no page, and is not asked again', async (_what, mood, wanted) => {
    analytics.setMood(mood);
    const { outcomes, hits } = await open(team.host);
    expect(outcomes).toEqual(wanted);
    expect(hits.length).toBe(mood === 'down' ? 0 : 1);
  });

  test('is told of nowhere: neither its secret nor its address is in the log, nor who was counted', async () => {
    const before = app.log().length;
    for (const mood of ['well', 'failing', 'redirecting', 'down'] as const) {
      analytics.setMood(mood);
      await open(team.host);
    }
    const log = app.log().slice(before);
    expect(log).toContain('/settings');
    const { apiSecret, measurementId, baseUrl } = analytics;
    for (const secret of [apiSecret, measurementId, baseUrl, 'mp/collect', team.host.accountId])
      expect(log).not.toContain(secret);
  });
});
