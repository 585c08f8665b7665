// `npm run bench`: the figures of docs/performance.md, as ratios within one run. BENCH_MIB (1024) and BENCH_PAIRS (7)
// make it smaller or longer. Prints, judges nothing by its exit code, and leaves nothing behind.

import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  eraseEmbeddedPostgres,
  startEmbeddedPostgres,
} from '../../src/platform/database/embedded-postgres.ts';
import { runMigrations } from '../../src/platform/database/migrations.ts';
import { type AppProcess, findFreePort, startAppProcess } from '../support/app-process.ts';
import type { BarePipe } from './bare-pipe.ts';
import { type Child, startChild } from './child.ts';
import { type Copy, type Measured, printFigures } from './figures.ts';
import { measureIntake } from './intake.ts';
import { cpuSeconds, peakMemoryMiB, resetPeakMemory } from './measure.ts';
import { panelSize } from './panel-size.ts';
import type { Simulators } from './simulators.ts';

const MiB = 1024 * 1024;
const largeMiB = Number(process.env.BENCH_MIB ?? 1024);
const smallMiB = Math.max(1, largeMiB / 8);
const pairs = Number(process.env.BENCH_PAIRS ?? 7);
const warmUps = 2;
const smallRuns = 3;
const quickRuns = 21;

if (process.platform !== 'linux') throw new Error('The benchmark reads /proc, so it needs Linux.');

const sizes = {
  small: Array.from({ length: warmUps + smallRuns }, () => smallMiB * MiB),
  large: Array.from({ length: pairs }, () => largeMiB * MiB),
  quick: Array.from({ length: quickRuns }, () => MiB),
};
const firstLarge = sizes.small.length;
const firstQuick = firstLarge + sizes.large.length;

interface Stage {
  /** Where Zoom's events go, how they are signed, and where they are stored. */
  events: { appUrl: string; secret: string; databaseUrl: string };
  simulators: Child<Simulators>;
  pipe: Child<BarePipe>;
  app: AppProcess;
}

/** Copies a file through the app, or past it, and says what that took. */
async function copyThroughApp({ simulators, app }: Stage, index: number): Promise<Copy> {
  resetPeakMemory(app.pid);
  const cpu = cpuSeconds(app.pid);
  const timing = await simulators.ask('transfer', { index });
  return { ...timing, cpuSeconds: cpuSeconds(app.pid) - cpu, peakMiB: peakMemoryMiB(app.pid) };
}

async function copyThroughPipe({ simulators, pipe }: Stage, index: number, hashed: boolean): Promise<Copy> {
  const task = await simulators.ask('pipeTask', { index, hashed });
  resetPeakMemory(pipe.pid);
  const cpu = cpuSeconds(pipe.pid);
  await pipe.ask('pipe', task);
  const used = { cpuSeconds: cpuSeconds(pipe.pid) - cpu, peakMiB: peakMemoryMiB(pipe.pid) };
  return { ...(await simulators.ask('uploadTime', null)), ...used };
}

async function measure(stage: Stage): Promise<Measured> {
  const { simulators } = stage;
  const openings = [await simulators.ask('callsToOpen', null), await simulators.ask('callsToOpen', null)];
  const small: Measured['small'] = { app: [], pipe: [] };
  for (let index = 0; index < firstLarge; index += 1) {
    const copies = [await copyThroughApp(stage, index), await copyThroughPipe(stage, index, true)] as const;
    if (index < warmUps) continue;
    small.app.push(copies[0]);
    small.pipe.push(copies[1]);
  }
  const large: Measured['large'] = [];
  for (let pair = 0; pair < pairs; pair += 1) {
    console.log(`pair ${pair + 1} of ${pairs}`);
    const index = firstLarge + pair;
    // Whoever comes second may find the machine warmer: they take turns.
    const early = pair % 2 === 0 ? await copyThroughApp(stage, index) : null;
    const hashing = await copyThroughPipe(stage, index, true);
    const plain = await copyThroughPipe(stage, index, false);
    large.push({ app: early ?? (await copyThroughApp(stage, index)), hashing, plain });
  }
  const toFirstByte: number[] = [];
  for (let run = 1; run < quickRuns; run += 1)
    toFirstByte.push((await simulators.ask('transfer', { index: firstQuick + run })).toFirstByte);
  const attaching = await simulators.ask('callsToAttach', { index: firstQuick });
  console.log('events');
  const intake = await measureIntake({ ...stage.events, pairs });
  const panel = panelSize();
  return { largeMiB, smallMiB, small, large, toFirstByte, openings, attaching, intake, panel };
}

const folder = mkdtempSync(join(tmpdir(), 'zoom-for-jira-bench-'));
const endings: (() => Promise<unknown>)[] = [];
// The children hear an interrupt as well and end; what waits for them then fails, and everything is cleared away.
process.on('SIGINT', () => undefined);
try {
  const dataFolder = join(folder, 'data');
  const postgres = await startEmbeddedPostgres({ dataFolder, log: () => undefined, durable: false });
  endings.push(() => postgres.stop());
  await runMigrations(postgres.url);
  const simulators = startChild<Simulators>('simulators');
  endings.push(() => simulators.end());
  const pipe = startChild<BarePipe>('bare-pipe');
  endings.push(() => pipe.end());
  const port = await findFreePort();
  const baseUrl = `http://localhost:${port}`;
  const environment = await simulators.ask('environment', { baseUrl });
  const app = startAppProcess('main', {
    ...environment,
    NODE_ENV: 'production',
    PORT: String(port),
    DATABASE_URL: postgres.url,
  });
  endings.push(() => app.end());
  await app.says('"listening"');
  await simulators.ask('prepare', { sizes: [...sizes.small, ...sizes.large, ...sizes.quick] });
  const events = {
    appUrl: `${baseUrl}/zoom/webhooks`,
    secret: environment.ZOOM_WEBHOOK_SECRET_TOKEN ?? '',
    databaseUrl: postgres.url,
  };
  printFigures(await measure({ simulators, pipe, app, events }));
} finally {
  for (const end of endings.reverse()) await end().catch((error: unknown) => console.error(error));
  await eraseEmbeddedPostgres(join(folder, 'data'));
  rmSync(folder, { recursive: true, force: true });
}
