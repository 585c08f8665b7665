// `npm run scaling`: what 10, 1,000 and 100,000 sites need, for docs/scaling.md. The same seed prints the same tables, but
// for the bytes per row, which are measured on a Postgres of its own.

import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openDatabase } from '../../src/platform/database/database.ts';
import {
  eraseEmbeddedPostgres,
  startEmbeddedPostgres,
} from '../../src/platform/database/embedded-postgres.ts';
import { runMigrations } from '../../src/platform/database/migrations.ts';
import { mostOfSite } from '../../src/recordings/transfers/line/transfer-line.ts';
import { keptForIdleSites, mostAtOnce } from '../../src/recordings/transfers/line/transfer-worker.ts';
import { measureRowSizes } from './row-sizes.ts';
import { type AskedFile, type Assumptions, filesOfDay, quantile, runLine } from './scaling-model.ts';

const seed = 20_261_123;
const sizes = [10, 1_000, 100_000];

/** Guesses. Nobody has measured how sites use this app. */
const assumptions: Assumptions = {
  attachedPerSite: 2,
  siteTail: 1.5,
  files: [
    { share: 1, medianMiB: 250, sigma: 0.9 },
    { share: 0.3, medianMiB: 30, sigma: 0.7 },
    { share: 0.5, medianMiB: 0.1, sigma: 1 },
  ],
  mostMiB: 2_000,
  mibPerSecond: 12,
  overheadSeconds: 4,
  regions: [
    { utc: -6, share: 0.45 },
    { utc: 1, share: 0.35 },
    { utc: 8, share: 0.2 },
  ],
  hours: [0, 0, 0, 0, 0, 0, 0.2, 0.5, 1, 2, 3, 3, 2, 2, 3, 3, 2.5, 1.5, 0.6, 0.2, 0.1, 0, 0, 0],
};
const perSiteAndDay = {
  panelOpenings: 300,
  linked: 8,
  recordingListsSeen: 40,
  /** Of meetings and recordings of all who connected, linked or not. */
  zoomEvents: 400,
};
const workingDays = 21;

/** From the code: docs/architecture.md says which calls these are. Points as Atlassian counts them. */
const jiraPoints = {
  /** The right to attach (1), audience (2), rights as the person (1), the upload (1). */
  attach: 5,
  /** Property: read and written, and the badge; once for what is attached together. Also when a meeting begins or ends. */
  property: 3,
  /** The right to link. */
  link: 1,
  /** The site's attachment settings, remembered for five minutes. */
  recordingList: 1,
};
const sharedPointsAnHour = 65_000;
/** Measured: docs/performance.md. */
const measured = { cpuSecondsPerGib: 2.6, mibPerProcess: 220 };
/** The queue has a listener of its own. Of ours, a web server beside workers has one. */
const connections = { pool: 10, queue: 4 + 1, listeners: { worker: 3, web: 1 } };

const limits = { perProcess: mostAtOnce, perSite: mostOfSite, keptForIdleSites };

/** So many processes that 99 of 100 files wait at most half a minute; a tenth more than the fewest at most. */
function enoughProcesses(files: readonly AskedFile[]): number {
  const busyHours = Array.from({ length: 24 }, () => 0);
  for (const { at, mib } of files)
    busyHours[Math.floor(at / 3600)] =
      (busyHours[Math.floor(at / 3600)] ?? 0) + assumptions.overheadSeconds + mib / assumptions.mibPerSecond;
  // With fewer the busiest hour’s files do not even fit.
  let processes = Math.max(1, Math.floor((Math.max(...busyHours) * 0.9) / 3600 / limits.perProcess));
  while (waitOf(files, processes) > 30) processes += Math.max(1, Math.floor(processes / 10));
  return processes;
}

const waitOf = (files: readonly AskedFile[], processes: number) =>
  quantile(runLine(files, processes, limits, assumptions).waits, 0.99);

function rowsFor(sites: number, bytes: Record<string, number>): string[] {
  const files = filesOfDay(sites, assumptions, seed);
  const workers = enoughProcesses(files);
  const day = runLine(files, workers, limits, assumptions);
  const gib = files.reduce((sum, { mib }) => sum + mib, 0) / 1024;
  const hours = Array.from({ length: 24 }, () => ({ files: 0, mib: 0, times: new Set<string>() }));
  for (const { at, mib, site } of files) {
    const hour = hours[Math.floor(at / 3600)];
    if (hour === undefined) continue;
    hour.files += 1;
    hour.mib += mib;
    hour.times.add(`${site}/${at}`);
  }
  const busiest = hours.reduce((most, hour) => (hour.mib > most.mib ? hour : most));
  const share = files.length === 0 ? 0 : busiest.files / files.length;
  const inBusiestHour = {
    attaching: busiest.files * jiraPoints.attach + busiest.times.size * jiraPoints.property,
    linking: share * sites * perSiteAndDay.linked * (jiraPoints.link + 3 * jiraPoints.property),
    reading: share * sites * perSiteAndDay.recordingListsSeen * jiraPoints.recordingList,
  };
  const points = inBusiestHour.attaching + inBusiestHour.linking + inBusiestHour.reading;
  const web = Math.max(
    2,
    Math.ceil((share * sites * (perSiteAndDay.panelOpenings + perSiteAndDay.zoomEvents)) / 3600 / 500),
  );
  const { pool, queue, listeners } = connections;
  const connected =
    Math.max(2, workers) * (pool + queue + listeners.worker) + web * (pool + queue + listeners.web);
  const linkedADay = sites * perSiteAndDay.linked;
  const size = (table: string, count: number): number => ((bytes[table] ?? 0) * count) / 1024 ** 3;
  const month = {
    transfers: size('transfers', files.length * workingDays),
    // Asked and attached; linked.
    audit: size('audit_events', (files.length * 2 + linkedADay) * workingDays),
    links: size('meeting_links', linkedADay * workingDays),
  };
  const events = size('webhook_deliveries', sites * perSiteAndDay.zoomEvents * 5);
  return [
    number(files.length),
    number(busiest.files / 60),
    number(gib),
    ((busiest.mib * 8) / 1024 / 3600).toFixed(busiest.mib > 1e6 ? 0 : 2),
    `${quantile(day.waits, 0.5).toFixed(0)} s; ${quantile(day.waits, 0.99).toFixed(0)} s`,
    `${number(Math.max(2, workers))} (${number(day.mostRunning)} files at once)`,
    number(((busiest.mib / 1024) * measured.cpuSecondsPerGib) / 3600, 2),
    number((Math.max(2, workers) * measured.mibPerProcess) / 1024, 1),
    number(web),
    number(connected),
    `${number(month.transfers + month.audit + month.links, 2)} GiB (audit ${number(month.audit, 2)})`,
    `${number(events, 2)} GiB`,
    number((share * sites * perSiteAndDay.zoomEvents) / 3600, 1),
    `${number(points)} (${number((100 * points) / sharedPointsAnHour)} %)`,
  ];
}

const labels = [
  'files a day',
  'files a minute in the busiest hour',
  'GiB a day',
  'Gbit/s in and again out, mean of the busiest hour',
  'time in line, median; 99 of 100',
  'workers for that, at least two',
  'cores that move bytes in the busiest hour',
  'memory of the workers, GiB',
  'web servers, at 500 requests and events a second each, at least two',
  'connections to Postgres, without a pooler',
  'database growth in a month',
  'events of seven days, the most there are at a time',
  'events a second in the busiest hour',
  'points of Jira’s 65,000 an hour for all sites, busiest hour',
];

const folder = mkdtempSync(join(tmpdir(), 'zoom-for-jira-scaling-'));
const dataFolder = join(folder, 'data');
try {
  const postgres = await startEmbeddedPostgres({ dataFolder, log: () => undefined, durable: false });
  let bytes: Record<string, number>;
  try {
    await runMigrations(postgres.url);
    const database = openDatabase(postgres.url, 2);
    bytes = await measureRowSizes(database).finally(() => database.close());
  } finally {
    await postgres.stop();
  }
  console.log('| table | bytes a row, indexes included |\n| --- | ---: |');
  for (const [table, size] of Object.entries(bytes)) console.log(`| \`${table}\` | ${number(size)} |`);
  const columns = sizes.map((sites) => rowsFor(sites, bytes));
  console.log(`\n| | ${sizes.map((sites) => `${number(sites)} sites`).join(' | ')} |`);
  console.log(`| --- |${' ---: |'.repeat(sizes.length)}`);
  for (const [index, label] of labels.entries())
    console.log(`| ${label} | ${columns.map((column) => column[index]).join(' | ')} |`);
} finally {
  await eraseEmbeddedPostgres(dataFolder);
  rmSync(folder, { recursive: true, force: true });
}

function number(value: number, digits = 0): string {
  return value.toLocaleString('en-US', { maximumFractionDigits: digits });
}
