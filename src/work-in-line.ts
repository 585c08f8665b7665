// What waits in the database for all processes together, read for /metrics: transfers, Zoom's events, and pauses.

import { setTimeout as sleep } from 'node:timers/promises';
import type { Clock } from './platform/clock.ts';
import type { Database } from './platform/database/database.ts';
import type { Logger } from './platform/logger.ts';
import type { Metrics } from './platform/metrics.ts';

/** Several may scrape, and all read the same: the database is asked at most this often by a process. */
const rememberedMs = 5_000;
/** A scraper waits ten seconds: with a database that hangs it must still get all the rest. */
const patienceMs = 3_000;
const statesInLine = ['queued', 'waiting', 'running', 'finishing'];
/** By the first part of a pause's scope and how many parts it has. */
const kindsOfPauses: Record<string, string> = {
  'jira/1': 'jira_app',
  'jira/2': 'jira_site',
  'jira/3': 'jira_issue',
  'jira-authorization/1': 'atlassian_auth',
  'zoom/2': 'zoom_account',
  'zoom/3': 'zoom_account',
  'zoom-oauth/1': 'zoom_oauth',
};

interface Count {
  what: 'transfers' | 'events' | 'pauses';
  kind: string;
  count: number;
  /** Since when the oldest one is due; null when none is. */
  due_since: Date | null;
}

/** By partial indexes: what is settled, by far the most rows, is not read. */
const countsSql = `
  SELECT 'transfers' AS what, state AS kind, count(*)::int AS count,
    min(run_after) FILTER (WHERE run_after <= $1) AS due_since
  FROM transfers WHERE state IN ('queued', 'waiting') GROUP BY state
  UNION ALL
  SELECT 'transfers', state, count(*)::int, NULL
  FROM transfers WHERE state IN ('running', 'finishing') GROUP BY state
  UNION ALL
  SELECT 'events', 'received', count(*)::int, min(received_at) FILTER (WHERE run_after <= $1)
  FROM webhook_deliveries WHERE state = 'received'
  UNION ALL
  SELECT 'pauses', split_part(scope, '/', 1) || '/' || cardinality(string_to_array(scope, '/')), count(*)::int, NULL
  FROM pauses WHERE until > $1 GROUP BY 2`;

/** Every process tells the same of what they share: dashboards take the maximum, not the sum. */
export function watchWorkInLine({
  clock,
  database,
  logger,
  metrics,
}: {
  clock: Clock;
  database: Database;
  logger: Logger;
  metrics: Metrics;
}): void {
  const answers = metrics.gauge('database_answers', 'Whether the database told what waits in it: 1 or 0.');
  const transfers = metrics.gauge(
    'transfers_in_line',
    'Transfers not settled yet, of all processes, by state.',
    ['state'],
  );
  const oldestTransfer = metrics.gauge(
    'transfers_oldest_due_seconds',
    'For how long the oldest transfer that is due has been due without a run; 0 when none is.',
  );
  const events = metrics.gauge('zoom_events_waiting', 'Zoom’s events not handled yet, of all processes.');
  const oldestEvent = metrics.gauge(
    'zoom_events_oldest_due_seconds',
    'How long ago the oldest event that is due came in; 0 when none is.',
  );
  const pauses = metrics.gauge(
    'pauses_on',
    'Pauses that Jira or Zoom asked for and that all processes keep, by whose they are.',
    ['kind'],
  );

  const show = (counts: readonly Count[], now: Date): void => {
    const of = (wanted: Count['what']) => counts.filter(({ what }) => what === wanted);
    const oldest = (some: readonly Count[]): number =>
      Math.max(0, ...some.map(({ due_since }) => (now.getTime() - (due_since ?? now).getTime()) / 1000));
    for (const state of statesInLine)
      transfers.set({ state }, of('transfers').find(({ kind }) => kind === state)?.count ?? 0);
    oldestTransfer.set(oldest(of('transfers')));
    events.set(of('events')[0]?.count ?? 0);
    oldestEvent.set(oldest(of('events')));
    for (const kind of new Set([...Object.values(kindsOfPauses), 'other'])) pauses.set({ kind }, 0);
    for (const { kind, count } of of('pauses')) pauses.inc({ kind: kindsOfPauses[kind] ?? 'other' }, count);
  };

  const look = async (): Promise<void> => {
    const now = clock.now();
    try {
      show(await inTime(database.rows<Count>(countsSql, [now])), now);
      answers.set(1);
    } catch (error) {
      // What was true before may not be any more.
      for (const gauge of [transfers, oldestTransfer, events, oldestEvent, pauses]) gauge.reset();
      answers.set(0);
      logger.warn('the database did not tell what waits in it', { error });
    }
  };

  let looked = { at: Number.NEGATIVE_INFINITY, done: Promise.resolve() };
  metrics.beforeScrape(() => {
    // A real time: it limits what scraping costs, and decides nothing.
    if (performance.now() - looked.at >= rememberedMs) looked = { at: performance.now(), done: look() };
    return looked.done;
  });
}

/** @throws when `asked` takes too long; what it brings later is nobody's any more. */
async function inTime<Result>(asked: Promise<Result>): Promise<Result> {
  const late = new AbortController();
  try {
    return await Promise.race([
      asked,
      sleep(patienceMs, undefined, { signal: late.signal }).then(() => {
        throw new Error('No answer in time');
      }),
    ]);
  } finally {
    late.abort();
  }
}
