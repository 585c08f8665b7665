// npm run soak -- --minutes 20 [--seed n]: storms over transfers, round after round, until the time is over or a file is
// lost or doubled.

import { randomInt } from 'node:crypto';
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import {
  eraseEmbeddedPostgres,
  startEmbeddedPostgres,
} from '../../src/platform/database/embedded-postgres.ts';
import { runMigrations } from '../../src/platform/database/migrations.ts';
import { type Counts, count, noCounts, playRound } from './round.ts';
import { stormOf } from './storm.ts';
import { startWorld } from './world.ts';

const { values } = parseArgs({
  options: { minutes: { type: 'string', default: '20' }, seed: { type: 'string' } },
});
const minutes = Number(values.minutes);
const seed = values.seed === undefined ? randomInt(2 ** 31) : Number(values.seed);
if (!(minutes > 0) || !Number.isInteger(seed))
  throw new Error('Usage: npm run soak -- --minutes 20 [--seed 1]');

const dataFolder = mkdtempSync(join(tmpdir(), 'zoom-for-jira-soak-'));
const postgres = await startEmbeddedPostgres({ dataFolder, log: () => undefined, durable: false });
await runMigrations(postgres.url);
const world = await startWorld({ url: postgres.url, drop: async () => undefined });
const total = noCounts();
const violations: string[] = [];
let rounds = 0;
let ending: Promise<void> | null = null;
const end = (): Promise<void> => {
  ending ??= world
    .stop()
    .then(() => postgres.stop())
    .then(async () => void (await eraseEmbeddedPostgres(dataFolder)));
  return ending;
};
for (const signal of ['SIGINT', 'SIGTERM'] as const)
  process.once(signal, () => void end().finally(() => process.exit(1)));
try {
  console.log(`soak of ${minutes} minutes, seed ${seed}: round n has the storm of seed + n`);
  for (
    const until = Date.now() + minutes * 60_000;
    Date.now() < until && violations.length === 0;
    rounds += 1
  ) {
    const began = Date.now();
    const round = await playRound(world, stormOf(seed + rounds, { files: 20, blows: 40 }));
    add(total, round.counts);
    violations.push(...round.violations);
    const { transfers, longestSeconds, adoptions, retries } = round.counts;
    console.log(
      `round ${rounds}: ${transfers} transfers home in ${Math.round((Date.now() - began) / 1000)} s, ` +
        `${retries} retries, ${adoptions} adopted, longest ${longestSeconds} s of fast time, ` +
        `${round.violations.length === 0 ? 'nothing lost, nothing doubled' : 'VIOLATED'}`,
    );
  }
} finally {
  await end();
}
console.log(JSON.stringify({ seed, rounds, ...total, violations: violations.length }, null, 2));
for (const violation of violations) console.error(violation);
if (violations.length > 0)
  console.error(`violated in round ${rounds - 1}: npm run soak -- --seed ${seed + rounds - 1}`);
process.exitCode = violations.length > 0 ? 1 : 0;

function add(sum: Counts, one: Counts): void {
  for (const name of ['blows', 'failures'] as const)
    for (const [key, times] of Object.entries(one[name])) count(sum[name], key, times);
  const { blows: _blows, failures: _failures, longestSeconds, ...numbers } = one;
  for (const [name, number] of Object.entries(numbers)) sum[name as keyof typeof numbers] += number;
  sum.longestSeconds = Math.max(sum.longestSeconds, longestSeconds);
}
