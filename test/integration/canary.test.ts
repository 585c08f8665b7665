// Nothing readable and nothing secret is kept, told or sent: every text that people can write is marked, everything that the
// app can do is done, and whatever it left anywhere is searched.

import { afterAll, beforeAll, expect, test } from 'vitest';
import {
  type AnalyticsSimulator,
  startAnalyticsSimulator,
} from '../simulators/analytics/analytics-simulator.ts';
import { walkAdministration, walkErasing, walkOwnSettings } from '../support/administration-path.ts';
import { walkMeetings } from '../support/meetings-path.ts';
import { everyRow, findings, readable, secrets, unmarkedTexts } from '../support/needles.ts';
import { overhearNotifications, overhearPrinting } from '../support/overheard.ts';
import { routesOf } from '../support/routes.ts';
import { doneByItself, walkScheduledWork } from '../support/scheduled-path.ts';
import { startTestApp, type TestApp } from '../support/test-app.ts';
import { type Exchange, recordTraffic } from '../support/traffic.ts';
import { walkWholePath } from '../support/whole-path.ts';

let app: TestApp;
let analytics: AnalyticsSimulator;
let encryptionKey: string;
let traffic: ReturnType<typeof recordTraffic>;
let printing: ReturnType<typeof overhearPrinting>;
/** Every row of every table, at each stage of the path. */
const rows = new Set<string>();
/** What jobs carried. */
const payloads = new Set<string>();
let places: Record<string, string>;
beforeAll(async () => {
  traffic = recordTraffic();
  printing = overhearPrinting();
  analytics = await startAnalyticsSimulator();
  encryptionKey = Buffer.from(crypto.getRandomValues(new Uint8Array(32))).toString('base64');
  app = await startTestApp({
    env: { ENCRYPTION_KEYS: `test:${encryptionKey}`, ZOOM_DOMAIN_VERIFICATION: 'verified', ...analytics.env },
  });
  const notifications = await overhearNotifications(app.databaseUrl);
  const look = async () => {
    for (const row of (await everyRow(app)).split('\n')) rows.add(row);
    const jobs = await app.deps.database.rows<{ data: string }>('SELECT data::text FROM pgboss.job');
    for (const { data } of jobs) payloads.add(data);
  };
  await walkMeetings(app, look);
  await walkOwnSettings(app, look);
  await walkAdministration(app, look);
  await walkScheduledWork(app, look);
  await walkWholePath(app, look);
  await walkErasing(app, look);
  await notifications.stop();
  places = {
    tables: [...rows].join('\n'),
    log: app.log(),
    metrics: await app.deps.metrics.scrape(),
    'hits of analytics': analytics.hits.map((hit) => JSON.stringify(hit)).join('\n'),
    'notifications to other processes': notifications.payloads.join('\n'),
    'what was printed': printing.text(),
    'answers to admins, and exports': answersOf(({ url, status }) => isForAdmins.test(url) && status < 300),
    // A field that nobody asked for is named to whoever sent it, and to nobody else.
    refusals: answersOf(({ status }) => status >= 400).replaceAll(
      /(Unrecognized keys?:)( \\"[^"]+\\",?)+/g,
      '$1',
    ),
  };
  // As long as everything that the app can do takes on a busy machine.
}, 180_000);
afterAll(async () => {
  printing.stop();
  traffic.stop();
  await app.stop();
  await analytics.stop();
});

const isForAdmins = /^\/api\/(admin|me)\//;

/** Of the app. */
function answersOf(which: (exchange: Exchange) => boolean): string {
  const { host } = new URL(app.baseUrl);
  return traffic.exchanges
    .filter((exchange) => new URL(exchange.origin).host === host && which(exchange))
    .map(({ answer }) => answer)
    .join('\n');
}

const readableNow = () => readable(app, traffic.exchanges);
const secretsNow = () => secrets(app, traffic.exchanges, encryptionKey);

test('every route of the app was called and has answered as asked', async () => {
  const metric = app.deps.metrics.registry.getSingleMetric('zoom_for_jira_http_request_duration_seconds');
  const { values } = (await metric?.get()) ?? { values: [] };
  const answered = new Set(
    values.map(({ labels }) => {
      const { method, route, status_class: status } = labels as Record<string, string>;
      return /^[23]xx$/.test(status ?? '') ? `${method} ${route}` : '';
    }),
  );
  const routes = routesOf(app.express);
  expect(routes.length).toBeGreaterThan(60);
  expect(routes.filter((route) => !answered.has(route))).toEqual([]);
});

test('the path left rows of every table, lines, hits and answers, and there are things of every kind to search for', async () => {
  const tables = await app.deps.database.rows<{ name: string }>(
    `SELECT format('public.%I', tablename) AS name FROM pg_tables WHERE schemaname = 'public'`,
  );
  const filled = new Set([...rows].map((row) => row.split(': ')[0]));
  expect(tables.map(({ name }) => name).filter((name) => !filled.has(name))).toEqual([]);
  expect(filled).toContain('pgboss.job');
  expect(app.log().split('\n').length).toBeGreaterThan(50);
  for (const line of doneByItself) expect(app.log()).toContain(line);
  expect(app.log()).toContain('"status":500');
  expect(analytics.hits.length).toBeGreaterThan(0);
  for (const [place, text] of Object.entries(places))
    if (place !== 'what was printed') expect(text.length, place).toBeGreaterThan(20);
  for (const [what, values] of Object.entries({ ...readableNow(), ...secretsNow() }))
    expect(
      values.filter((value) => value.length >= 5),
      what,
    ).not.toEqual([]);
});

test('all that Jira and Zoom say in words is marked, or searched for as it stands', () => {
  expect(unmarkedTexts(app, traffic.exchanges)).toEqual([]);
});

test('nothing that a person could read is in any place', () => {
  for (const [place, text] of Object.entries(places))
    expect(findings(text, readableNow()), place).toEqual([]);
});

test('no secret, token, code or cookie is in any place', () => {
  for (const [place, text] of Object.entries(places)) expect(findings(text, secretsNow()), place).toEqual([]);
});

test('the secret of analytics is in the address of its hits, and nowhere else', () => {
  const needles = { 'of analytics': [analytics.apiSecret, analytics.measurementId] };
  expect(Object.keys(places).filter((place) => findings(places[place] ?? '', needles).length > 0)).toEqual([
    'hits of analytics',
  ]);
});

test('jobs carry random ids and ids of issues, and nothing else', () => {
  expect(payloads.size).toBeGreaterThan(5);
  const values = [...payloads].flatMap((payload) => Object.values(JSON.parse(payload)));
  expect(
    values.filter((value) => !/^([0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}|\d{1,19})$/.test(String(value))),
  ).toEqual([]);
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
