// How the app is seen from outside: its metrics, the queries that are made of them, and a transfer's life in the log.

import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { seedDemoSite } from '../simulators/jira/demo-site.ts';
import { namesIn } from '../support/promql.ts';
import { attach, linkedRecording, settledTransfer } from '../support/recorded-meeting.ts';
import { startTestApp, type TestApp, type Viewer } from '../support/test-app.ts';
import { deliveriesWhen, recordingEventOf, sendSigned } from '../support/zoom-events.ts';

const operations = join(import.meta.dirname, '../../docs/operations');

let app: TestApp;
let viewer: Viewer;
/** Of a transfer that was asked for and has succeeded. */
let transferId: string;
let requestId: string | null;
beforeAll(async () => {
  app = await startTestApp({ env: { METRICS_TOKEN: 'token-of-the-metrics' } });
  const { engineer, issues } = seedDemoSite(app.jira);
  viewer = { accountId: engineer.accountId, issueId: issues[0]?.id };
  const recorded = await linkedRecording(app, viewer, [{ fileType: 'MP4', size: 3_000_000 }]);
  const asked = await attach(app, viewer, recorded, 0);
  transferId = asked.body.id;
  requestId = asked.headers.get('x-request-id');
  await settledTransfer(app, viewer, transferId);
});
afterAll(() => app.stop());

async function scrape(): Promise<string> {
  const answer = await fetch(`${app.baseUrl}/metrics`, {
    headers: { authorization: 'Bearer token-of-the-metrics' },
  });
  expect(answer.status).toBe(200);
  return answer.text();
}

/** NaN where there is no such series. */
function seriesOf(text: string, series: string): number {
  const line = text.split('\n').find((one) => one.startsWith(`zoom_for_jira_${series} `));
  return Number(line?.slice(line.lastIndexOf(' ')));
}

const logged = (): Record<string, unknown>[] =>
  app
    .log()
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line));

test('a transfer is counted from the question to its end, with its bytes', async () => {
  const text = await scrape();
  expect(seriesOf(text, 'transfers_asked_total{how="asked"}')).toBe(1);
  expect(seriesOf(text, 'transfer_runs_ended_total{outcome="succeeded",code="none"}')).toBe(1);
  expect(seriesOf(text, 'transfers_settled_total{state="succeeded",code="none"}')).toBe(1);
  expect(seriesOf(text, 'transfer_bytes_total')).toBe(3_000_000);
  expect(seriesOf(text, 'transfer_first_byte_seconds_count')).toBe(1);
  expect(seriesOf(text, 'transfer_duration_seconds_count{state="succeeded"}')).toBe(1);
  expect(seriesOf(text, 'transfer_slots')).toBeGreaterThan(0);
  expect(seriesOf(text, 'transfers_in_line{state="queued"}')).toBe(0);
});

test('calls are counted by whom they go to, and requests by the pattern of their route', async () => {
  const text = await scrape();
  for (const target of ['jira', 'jira_upload', 'zoom_api', 'zoom_download'])
    expect(text).toMatch(
      new RegExp(`outbound_call_duration_seconds_count\\{target="${target}",status_class="2xx"\\} [1-9]`),
    );
  expect(text).toContain('route="/api/transfers/",method="POST",status_class="2xx"');
  expect(seriesOf(text, 'database_connections{state="used"}')).toBeGreaterThanOrEqual(0);
  expect(seriesOf(text, 'database_connections_max')).toBe(10);
});

test('an address in capitals or with ids in it is not told as it was sent', async () => {
  await app.api('GET', '/TRANSFERS/f0000000-0000-4000-8000-00000000beef/cancel', viewer);
  await fetch(`${app.baseUrl}/Api/nowhere-f0000000`);
  const text = await scrape();
  expect(text).not.toMatch(/beef|TRANSFERS|\/Api|nowhere/);
});

test('an event is counted when it came in and when it was handled, and the lag with it', async () => {
  const body = JSON.stringify({
    ...recordingEventOf('aaaaaaaaaaaaaaaaaaaaaa==', 'somebody'),
    event_ts: app.clock.now().getTime() - 2_000,
  });
  expect((await sendSigned(app, body)).status).toBe(204);
  await deliveriesWhen(app, (rows) => rows.some(({ state }) => state === 'done'));
  expect((await sendSigned(app, body, { secret: 'another' })).status).toBe(401);
  const handled = 'zoom_events_total{type="recording.completed",outcome="handled"}';
  await expect.poll(async () => seriesOf(await scrape(), handled)).toBe(1);
  const text = await scrape();
  expect(seriesOf(text, 'zoom_events_total{type="recording.completed",outcome="stored"}')).toBe(1);
  expect(seriesOf(text, 'zoom_events_total{type="other",outcome="refused"}')).toBe(1);
  expect(seriesOf(text, 'zoom_event_lag_seconds_sum')).toBeGreaterThanOrEqual(2);
});

test('one transfer’s life can be followed in the log by its id', () => {
  const life = logged().filter((line) => line.transferId === transferId);
  expect(life.map(({ message }) => message)).toEqual([
    'transfer asked for',
    'transfer runs',
    'transfer reaches Jira',
    'transfer is complete but for its end',
    'transfer succeeded',
  ]);
  expect(life.map(({ transferState }) => transferState)).toEqual([
    'queued',
    'running',
    'running',
    'finishing',
    'succeeded',
  ]);
  expect(life.at(-1)).toMatchObject({ attempt: 1, bytes: 3_000_000, runMs: expect.any(Number) });
});

test('all lines that a request caused carry its id, so that they are found from its answer', () => {
  const caused = logged().filter((line) => line.requestId === requestId);
  expect(caused.map(({ message }) => message)).toEqual(['transfer asked for', 'request']);
  expect(caused[0]).toMatchObject({ transferId });
});

interface Query {
  where: string;
  query: string;
  /** What its legend or summary shows of the result. */
  shown: string;
}

function queriesOfDashboard(): Query[] {
  const { panels } = JSON.parse(readFileSync(join(operations, 'dashboard.json'), 'utf8'));
  return panels.flatMap(({ title, targets = [] }: { title: string; targets: Record<string, string>[] }) =>
    targets.map(({ expr = '', legendFormat = '' }) => ({
      where: `dashboard: ${title}`,
      query: expr.replaceAll('$__rate_interval', '5m'),
      shown: legendFormat,
    })),
  );
}

/** Each rule's lines, by its name. */
function rules(): Map<string, string> {
  const [, ...parts] = readFileSync(join(operations, 'alerts.yaml'), 'utf8').split('- alert: ');
  return new Map(parts.map((part) => [part.slice(0, part.indexOf('\n')), part]));
}

function queriesOfAlerts(): Query[] {
  return [...rules()].map(([name, rule]) => ({
    where: `alert: ${name}`,
    query: /expr: (?:>-\n)?([\s\S]*?)\n {8}(?:for|labels):/.exec(rule)?.[1] ?? '',
    shown: /summary: (.*)/.exec(rule)?.[1] ?? '',
  }));
}

/** Labels that all their values are told of from the start. */
const countedFromTheStart = new Set(['code', 'outcome', 'state', 'kind']);

test('every query of the dashboard and of the alerts names metrics, labels and values that there are', async () => {
  const { registry } = app.deps.metrics;
  const faults: string[] = [];
  const queries = [...queriesOfDashboard(), ...queriesOfAlerts()];
  expect(queries.length).toBeGreaterThan(40);
  for (const { where, query, shown } of queries) {
    const { metrics, groupedBy } = namesIn(query);
    if (metrics.length === 0) faults.push(`${where}: no metric in ${query}`);
    const known = new Set(['instance', 'job', 'le']);
    for (const { metric, matchers } of metrics) {
      if (metric === 'up') continue;
      const plain = registry.getSingleMetric(metric);
      const found = plain ?? registry.getSingleMetric(metric.replace(/_(bucket|sum|count)$/, ''));
      const ofHistogram = plain === undefined;
      if (found === undefined) {
        faults.push(`${where}: ${metric}`);
        continue;
      }
      const { type, values } = (await found.get()) as {
        type: unknown;
        values: { labels: Record<string, string | number> }[];
      };
      if (ofHistogram !== (type === 'histogram')) faults.push(`${where}: ${metric} is no ${type}`);
      for (const label of (found as unknown as { labelNames: string[] }).labelNames) known.add(label);
      for (const { label, values: wanted } of matchers) {
        if (!known.has(label)) faults.push(`${where}: ${metric} has no label ${label}`);
        if (!countedFromTheStart.has(label) || ofHistogram) continue;
        for (const value of wanted)
          if (!values.some(({ labels }) => labels[label] === value))
            faults.push(`${where}: ${metric} is never ${label}="${value}"`);
      }
    }
    const legend = [...shown.matchAll(/\{\{\s*(?:\$labels\.)?(\w+)\s*\}\}/g)].map(([, label = '']) => label);
    for (const label of [...groupedBy, ...legend])
      if (!known.has(label)) faults.push(`${where}: nothing has a label ${label}`);
  }
  expect(faults).toEqual([]);
});

test('what a query names is found in it, so that the check above can fail', () => {
  expect(
    namesIn('sum by (state, le) (rate(a_total{code=~"x|y.*", state!="z"}[5m])) / up > 3 and b == 0'),
  ).toEqual({
    metrics: [
      {
        metric: 'a_total',
        matchers: [
          { label: 'code', values: ['x'] },
          { label: 'state', values: ['z'] },
        ],
      },
      { metric: 'up', matchers: [] },
      { metric: 'b', matchers: [] },
    ],
    groupedBy: ['state', 'le'],
  });
});

test('every line of the log that monitoring explains is one that the app writes', () => {
  const monitoring = readFileSync(join(operations, 'monitoring.md'), 'utf8');
  const [, section = ''] = monitoring.split('## Lines to look for in the log');
  const lines = [...section.matchAll(/^\| `(.+?)` \|/gm)].map(([, line = '']) => line);
  expect(lines.length).toBeGreaterThanOrEqual(4);
  const source = join(operations, '../../src');
  const code = readdirSync(source, { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.ts'))
    .map((file) => readFileSync(join(source, file), 'utf8'))
    .join('\n');
  for (const line of lines) expect(code).toMatch(new RegExp(`logger\\.(warn|error)\\('${line}`));
});

test('every alert has a section that says what to do, and every section an alert', () => {
  const monitoring = readFileSync(join(operations, 'monitoring.md'), 'utf8');
  const sections = [...monitoring.matchAll(/^### (\w+)$/gm)].map(([, name]) => name);
  expect([...rules().keys()].sort()).toEqual(sections.sort());
  for (const [name, rule] of rules()) expect(rule).toContain(`monitoring.md#${name.toLowerCase()}\n`);
});
