// What waits in the database as /metrics tells it: asked rarely, and without waiting for a database that is gone.

import { expect, test } from 'vitest';
import type { Database } from '../../src/platform/database/database.ts';
import { createMetrics } from '../../src/platform/metrics.ts';
import { watchWorkInLine } from '../../src/work-in-line.ts';
import { recordingLogger } from '../support/recording-logger.ts';

const now = new Date('2026-11-23T12:00:00Z');

function watching(answer: () => Promise<object[]>) {
  const metrics = createMetrics();
  let asked = 0;
  const rows = async () => {
    asked += 1;
    return answer();
  };
  watchWorkInLine({
    clock: { now: () => now },
    database: { rows } as unknown as Database,
    logger: recordingLogger().logger,
    metrics,
  });
  return { metrics, asked: () => asked };
}

test('the counts of each kind are told, and the age of what is due for longest', async () => {
  const { metrics } = watching(async () => [
    { what: 'transfers', kind: 'queued', count: 7, due_since: new Date('2026-11-23T11:58:30Z') },
    { what: 'transfers', kind: 'waiting', count: 2, due_since: null },
    { what: 'transfers', kind: 'running', count: 4, due_since: null },
    { what: 'events', kind: 'received', count: 3, due_since: new Date('2026-11-23T11:59:50Z') },
    { what: 'pauses', kind: 'jira/2', count: 5, due_since: null },
    { what: 'pauses', kind: 'zoom-oauth/1', count: 1, due_since: null },
    { what: 'pauses', kind: 'something/4', count: 1, due_since: null },
  ]);
  const text = await metrics.scrape();
  for (const line of [
    'transfers_in_line{state="queued"} 7',
    'transfers_in_line{state="waiting"} 2',
    'transfers_in_line{state="running"} 4',
    'transfers_in_line{state="finishing"} 0',
    'transfers_oldest_due_seconds 90',
    'zoom_events_waiting 3',
    'zoom_events_oldest_due_seconds 10',
    'pauses_on{kind="jira_app"} 0',
    'pauses_on{kind="jira_site"} 5',
    'pauses_on{kind="zoom_oauth"} 1',
    'pauses_on{kind="other"} 1',
    'database_answers 1',
  ])
    expect(text).toContain(`zoom_for_jira_${line}\n`);
});

test('several who scrape at once cost the database one query', async () => {
  const { metrics, asked } = watching(async () => []);
  await Promise.all([metrics.scrape(), metrics.scrape()]);
  await metrics.scrape();
  expect(asked()).toBe(1);
});

test('a database that fails leaves no old numbers behind, and all else is told', async () => {
  const { metrics } = watching(async () => {
    throw new Error('gone');
  });
  const text = await metrics.scrape();
  expect(text).toContain('zoom_for_jira_database_answers 0\n');
  expect(text).not.toMatch(/^zoom_for_jira_transfers_in_line\{/m);
  expect(text).toMatch(/^zoom_for_jira_process_open_fds \d+/m);
});
