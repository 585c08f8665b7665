// Counts the pages that are served, where whoever runs the app has set that up and nobody concerned minds. It never
// delays a page and never fails one: it begins when the page is out, and what cannot be told soon is not told.

import type { Request, RequestHandler } from 'express';
import { type ServedPage, servedPageOf } from '../host/served-page.ts';
import type { Metrics } from '../platform/metrics.ts';
import type { SiteSettings } from '../settings/site-settings.ts';
import type { AnalyticsRefusals } from './analytics-refusals.ts';
import type { TellOfView } from './measurement-protocol.ts';

const mostAtOnce = 4;
const mostWaiting = 100;

/**
 * `declined`: by the browser, the person or the site's admins; `undecided`: what the person or the admins decided could
 * not be read; `dropped`: too many waited.
 */
const outcomes = ['sent', 'declined', 'undecided', 'dropped', 'refused', 'unanswered'] as const;
type Outcome = (typeof outcomes)[number];

export interface PageViewsDeps {
  metrics: Metrics;
  siteSettings: Pick<SiteSettings, 'get'>;
  analyticsRefusals: Pick<AnalyticsRefusals, 'has'>;
  tellOfView: TellOfView;
}

export interface PageViews {
  /** Mount it before the pages. */
  count: RequestHandler;
  /** Forgets those that wait. */
  stop(): void;
}

export function createPageViews({
  metrics,
  siteSettings,
  analyticsRefusals,
  tellOfView,
}: PageViewsDeps): PageViews {
  const counter = metrics.counter('analytics_page_views_total', 'Pages served, by what analytics did.', [
    'outcome',
  ]);
  for (const outcome of outcomes) counter.inc({ outcome }, 0);
  const ended = (outcome: Outcome): void => counter.inc({ outcome });

  const waiting: ServedPage[] = [];
  let atWork = 0;

  const tell = async ({ view, siteId, accountId }: ServedPage): Promise<Outcome> => {
    const decisions = Promise.all([siteSettings.get(siteId), analyticsRefusals.has(siteId, accountId)]);
    const allowed = await decisions.then(
      ([policy, refused]) => policy.analytics && !refused,
      () => null,
    );
    if (allowed === null) return 'undecided';
    return allowed ? tellOfView(view) : 'declined';
  };

  const work = async (): Promise<void> => {
    atWork += 1;
    for (let page = waiting.shift(); page !== undefined; page = waiting.shift())
      ended(await tell(page).catch((): Outcome => 'unanswered'));
    atWork -= 1;
  };

  const add = (page: ServedPage): void => {
    if (waiting.length >= mostWaiting) {
      ended('dropped');
      return;
    }
    waiting.push(page);
    if (atWork < mostAtOnce) void work();
  };

  return {
    count(request, response, next) {
      response.once('finish', () => {
        const page = servedPageOf(response);
        if (page === null || request.method !== 'GET') return;
        if (asksNotToBeTracked(request)) ended('declined');
        else add(page);
      });
      next();
    },
    stop() {
      waiting.length = 0;
    },
  };
}

/** Do Not Track, and Global Privacy Control. https://www.w3.org/TR/gpc/ */
function asksNotToBeTracked(request: Request): boolean {
  return request.get('dnt') === '1' || request.get('sec-gpc') === '1';
}
