// What is counted when, and how much may wait to be told.

import { EventEmitter } from 'node:events';
import type { Request, Response } from 'express';
import { expect, test } from 'vitest';
import type { TellOfView } from '../../../src/analytics/measurement-protocol.ts';
import { createPageViews } from '../../../src/analytics/page-views.ts';
import { noteServedPage } from '../../../src/host/served-page.ts';
import { createMetrics } from '../../../src/platform/metrics.ts';
import type { SiteSettings } from '../../../src/settings/site-settings.ts';

function counted(tellOfView: TellOfView, { siteAllows = true, refused = false } = {}) {
  const metrics = createMetrics();
  const pageViews = createPageViews({
    metrics,
    siteSettings: {
      get: async () => ({ analytics: siteAllows }) as Awaited<ReturnType<SiteSettings['get']>>,
    },
    analyticsRefusals: { has: async () => refused },
    tellOfView,
  });
  return {
    pageViews,
    /** A page is served; `served` is false for a refusal. */
    serve({ headers = {}, method = 'GET', served = true } = {}) {
      const given = new Headers(headers);
      const request = { method, get: (name: string) => given.get(name) ?? undefined } as unknown as Request;
      const response = Object.assign(new EventEmitter(), { locals: {} }) as unknown as Response;
      pageViews.count(request, response, () => undefined);
      if (served) noteServedPage(response, { view: 'settings', siteId: 'site', accountId: 'somebody' });
      response.emit('finish');
    },
    async outcomes() {
      const metric = metrics.registry.getSingleMetric('zoom_for_jira_analytics_page_views_total');
      const { values } = (await metric?.get()) ?? { values: [] };
      return Object.fromEntries(
        values
          .filter(({ value }) => value > 0)
          .map(({ labels, value }) => [(labels as { outcome: string }).outcome, value]),
      );
    },
  };
}

/** Of everything that is under way. */
const settled = () => new Promise((resolve) => setImmediate(resolve));

test('four are told at once, a hundred wait, and more than that are dropped', async () => {
  const answers: (() => void)[] = [];
  const { serve, outcomes } = counted(() => new Promise((resolve) => answers.push(() => resolve('sent'))));
  for (let served = 0; served < 110; served += 1) serve();
  await settled();
  expect([answers.length, await outcomes()]).toEqual([4, { dropped: 6 }]);

  while (answers.length > 0) {
    for (const answer of answers.splice(0)) answer();
    await settled();
  }
  expect(await outcomes()).toEqual({ dropped: 6, sent: 104 });
  serve();
  await settled();
  expect(answers.length).toBe(1);
});

test('what waits when the app ends is not told', async () => {
  let answer = (): void => undefined;
  let told = 0;
  const { serve, pageViews } = counted(() => {
    told += 1;
    return new Promise((resolve) => {
      answer = () => resolve('sent');
    });
  });
  for (let served = 0; served < 10; served += 1) serve();
  await settled();
  pageViews.stop();
  answer();
  await settled();
  expect(told).toBe(4);
});

test('a fault in telling is counted, and the next is told all the same', async () => {
  const { serve, outcomes } = counted(() => Promise.reject(new Error('a fault of ours')));
  serve();
  await settled();
  serve();
  await settled();
  expect(await outcomes()).toEqual({ unanswered: 2 });
});

test.each([
  ['DNT: 1', { headers: { DNT: '1' } }, { declined: 1 }],
  ['Sec-GPC: 1', { headers: { 'Sec-GPC': '1' } }, { declined: 1 }],
  ['DNT: 0', { headers: { DNT: '0' } }, { sent: 1 }],
  ['a HEAD request', { method: 'HEAD' }, {}],
  ['a refusal', { served: false }, {}],
])('of %s is told %o as %o', async (_what, request, wanted) => {
  const { serve, outcomes } = counted(async () => 'sent');
  serve(request);
  await settled();
  expect(await outcomes()).toEqual(wanted);
});

test.each([{ siteAllows: false }, { refused: true }])('with %o nothing is told', async (decided) => {
  const { serve, outcomes } = counted(async () => {
    throw new Error('told');
  }, decided);
  serve();
  await settled();
  expect(await outcomes()).toEqual({ declined: 1 });
});
