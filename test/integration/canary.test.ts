// Nothing readable and nothing secret is kept: after the whole path, every table, the log and the metrics are searched.

import { afterAll, beforeAll, expect, test } from 'vitest';
import { walkMeetings } from '../support/meetings-path.ts';
import { everyRow, findings, readable, secrets } from '../support/needles.ts';
import { startTestApp, type TestApp } from '../support/test-app.ts';
import { recordTraffic } from '../support/traffic.ts';
import { walkWholePath } from '../support/whole-path.ts';

let app: TestApp;
let encryptionKey: string;
let traffic: ReturnType<typeof recordTraffic>;
/** Every row of every table, at each stage of the path, as text. */
let kept = '';
let metrics = '';
beforeAll(async () => {
  traffic = recordTraffic();
  encryptionKey = Buffer.from(crypto.getRandomValues(new Uint8Array(32))).toString('base64');
  app = await startTestApp({ env: { ENCRYPTION_KEYS: `test:${encryptionKey}` } });
  const look = async () => {
    kept += await everyRow(app);
  };
  await walkMeetings(app, look);
  await walkWholePath(app, look);
  metrics = await app.deps.metrics.scrape();
});
afterAll(async () => {
  traffic.stop();
  await app.stop();
});

const readableNow = () => readable(app, traffic.exchanges);
const secretsNow = () => secrets(app, traffic.exchanges, encryptionKey);

test('the path left rows and log lines to search, and there are things of every kind to search for', () => {
  for (const table of [
    'public.installations',
    'public.persons',
    'public.zoom_grants',
    'public.zoom_connections',
    'public.oauth_flows',
    'public.meeting_links',
    'public.recording_shares',
    'public.recording_requests',
    'public.site_settings',
    'public.user_settings',
    'public.transfers',
    'public.audit_events',
    'public.webhook_deliveries',
    'pgboss.job',
  ])
    expect(kept).toContain(`${table}: `);
  expect(app.log().split('\n').length).toBeGreaterThan(50);
  expect(metrics.split('\n').length).toBeGreaterThan(200);
  for (const [what, values] of Object.entries({ ...readableNow(), ...secretsNow() }))
    expect(
      values.filter((value) => value.length >= 5),
      what,
    ).not.toEqual([]);
});

test('nothing that a person could read is in any table, in the log or in the metrics', () => {
  expect(findings(metrics, readableNow())).toEqual([]);
  expect(findings(kept, readableNow())).toEqual([]);
  expect(findings(app.log(), readableNow())).toEqual([]);
});

test('no secret, token, code or cookie is in any table, in the log or in the metrics', () => {
  expect(findings(metrics, secretsNow())).toEqual([]);
  expect(findings(kept, secretsNow())).toEqual([]);
  expect(findings(app.log(), secretsNow())).toEqual([]);
});

test('the search finds each single thing that is planted, in a table and in the log', async () => {
  const { database, logger } = app.deps;
  await database.rows('CREATE TABLE planted (line text)');
  const needles = { ...readableNow(), ...secretsNow() };
  const values = [...new Set(Object.values(needles).flat())].filter((value) => value.length >= 5);
  await database.rows('INSERT INTO planted SELECT unnest($1::text[])', [values]);

  const found = new Set(findings(await everyRow(app), needles).map((finding) => finding.split(': ')[0]));
  expect([...found].sort()).toEqual(Object.keys(needles).sort());

  logger.info(`planted ${app.zoom.marker}`);
  expect(findings(app.log(), readableNow())).toEqual([`marks: ${app.zoom.marker}`]);
});
