// `npm run bench`: the figures of docs/performance.md, as ratios within one run; `npm run bench -- transfers tls` those of
// some parts. BENCH_MIB (1024) and BENCH_PAIRS (7) make it smaller or longer. Prints, judges nothing by its exit code, and
// leaves nothing behind.

import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import {
  eraseEmbeddedPostgres,
  startEmbeddedPostgres,
} from '../../src/platform/database/embedded-postgres.ts';
import { runMigrations } from '../../src/platform/database/migrations.ts';
import { calls } from './calls.ts';
import { printFigures } from './figures.ts';
import { firstByte } from './first-byte.ts';
import { events } from './intake.ts';
import { memory } from './memory.ts';
import { size } from './panel-size.ts';
import type { Bench, Part } from './part.ts';
import { queries } from './queries.ts';
import { requests } from './requests.ts';
import { start } from './start.ts';
import { tls } from './tls.ts';
import { transfers } from './transfers.ts';

const parts: Record<string, Part> = {
  transfers,
  memory,
  'first-byte': firstByte,
  tls,
  calls,
  requests,
  events,
  start,
  queries,
  size,
};
const asked = process.argv.slice(2);
const unknown = asked.filter((name) => !(name in parts));
if (unknown.length > 0) throw new Error(`${unknown.join(', ')}? There are ${Object.keys(parts).join(', ')}.`);
if (process.platform !== 'linux') throw new Error('The benchmark reads /proc, so it needs Linux.');

const folder = mkdtempSync(join(tmpdir(), 'zoom-for-jira-bench-'));
const dataFolder = join(folder, 'data');
// The children hear an interrupt as well and end; what waits for them then fails, and everything is cleared away.
process.on('SIGINT', () => undefined);
let postgres: Awaited<ReturnType<typeof startEmbeddedPostgres>> | null = null;
try {
  postgres = await startEmbeddedPostgres({ dataFolder, log: () => undefined, durable: false });
  const { url } = postgres;
  let databases = 0;
  const bench: Bench = {
    pairs: Number(process.env.BENCH_PAIRS ?? 7),
    mib: Number(process.env.BENCH_MIB ?? 1024),
    folder,
    async newDatabase() {
      databases += 1;
      const name = `bench_${databases}`;
      const client = new pg.Client(url);
      await client.connect();
      await client.query(`CREATE DATABASE ${name}`);
      await client.end();
      const address = new URL(url);
      address.pathname = name;
      await runMigrations(address.href);
      return address.href;
    },
  };
  console.log(`${bench.pairs} pairs; median, and in parentheses the least and the most; ${process.version}.`);
  for (const [name, part] of Object.entries(parts)) {
    if (asked.length > 0 && !asked.includes(name)) continue;
    console.log(`\n## ${name}: ${part.about}\n`);
    const startedAt = performance.now();
    printFigures(await part.measure(bench));
    console.log(`\n${name} took ${Math.round((performance.now() - startedAt) / 1000)} s`);
  }
} finally {
  await postgres?.stop().catch((error: unknown) => console.error(error));
  await eraseEmbeddedPostgres(dataFolder);
  rmSync(folder, { recursive: true, force: true });
}
