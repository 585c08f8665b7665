// Transfers one, four and sixteen at a time, beside the bare pipe and beside curl.

import {
  copyThroughApp,
  copyThroughCurl,
  copyThroughPipe,
  hasCurl,
  MiB,
  type Turn,
  type TurnOfProcess,
} from './copies.ts';
import { type Figure, spreadOf } from './figures.ts';
import type { Part } from './part.ts';
import type { Copy } from './simulators.ts';
import { onStage, type Stage } from './stage.ts';

const concurrencies = [1, 4, 16];
const warmUps = 2;

/** One turn of each; `curl` null where it is not installed. */
interface Pair {
  app: TurnOfProcess;
  hashing: TurnOfProcess;
  plain: TurnOfProcess;
  curl: Turn | null;
}

export const transfers: Part = {
  about: 'transfers 1, 4 and 16 at a time, against a bare node:http pipe and curl',
  async measure(bench) {
    const turns = warmUps + bench.pairs;
    // Whatever the number, one turn moves about as much; small files would measure how transfers begin.
    const fileMiB = (atOnce: number) => Math.max(1, bench.mib / Math.min(atOnce, 8));
    const most = Math.max(...concurrencies);
    const sizes = Array.from({ length: most }, (_, place) =>
      concurrencies.flatMap((atOnce) =>
        place < atOnce ? Array.from({ length: turns }, () => fileMiB(atOnce) * MiB) : [],
      ),
    );
    return onStage(bench, { sizes }, async (stage) => {
      const curl = await hasCurl();
      const figures: Figure[] = [];
      for (const [block, atOnce] of concurrencies.entries()) {
        const pairs: Pair[] = [];
        for (let turn = 0; turn < turns; turn += 1) {
          const copies = Array.from({ length: atOnce }, (_, place) => ({
            place,
            file: concurrencies.slice(0, block).filter((other) => place < other).length * turns + turn,
          }));
          const pair = await takeTurns(stage, copies, turn, curl);
          if (turn >= warmUps) pairs.push(pair);
        }
        figures.push(...figuresOf(pairs, atOnce, fileMiB(atOnce)));
      }
      return figures;
    });
  },
};

/** Whoever comes second may find the machine warmer: app and pipe take turns in coming first. */
async function takeTurns(stage: Stage, copies: Copy[], turn: number, curl: boolean): Promise<Pair> {
  const early = turn % 2 === 0 ? await copyThroughApp(stage, copies) : null;
  const hashing = await copyThroughPipe(stage, copies, true);
  const plain = await copyThroughPipe(stage, copies, false);
  const raw = curl ? await copyThroughCurl(stage, copies) : null;
  return { app: early ?? (await copyThroughApp(stage, copies)), hashing, plain, curl: raw };
}

function figuresOf(pairs: readonly Pair[], atOnce: number, fileMiB: number): Figure[] {
  const turnMiB = atOnce * fileMiB;
  const of = spreadOf(pairs);
  const speed = (turn: Turn | null) => turnMiB / ((turn?.copying ?? Number.NaN) / 1000);
  const cpu = (turn: Turn | null) => (turn?.cpuSeconds ?? Number.NaN) * (1024 / turnMiB);
  const name = atOnce === 1 ? `1 of ${fileMiB} MiB` : `${atOnce} at once of ${fileMiB} MiB`;
  const withCurl = (figure: Figure): Figure[] => (pairs.some(({ curl }) => curl !== null) ? [figure] : []);
  return [
    of(
      `throughput, ${name} / bare pipe with sha-256`,
      '',
      2,
      ({ app, hashing }) => speed(app) / speed(hashing),
      { sign: '>=', limit: 0.95 },
    ),
    of('the same / bare pipe without sha-256', '', 2, ({ app, plain }) => speed(app) / speed(plain)),
    ...withCurl(of('the same / curl into curl', '', 2, ({ app, curl }) => speed(app) / speed(curl))),
    of('the app', 'MiB/s', 0, ({ app }) => speed(app)),
    of(
      `CPU, ${name} / bare pipe with sha-256`,
      '',
      2,
      ({ app, hashing }) => app.cpuSeconds / hashing.cpuSeconds,
      { sign: '<=', limit: 1.15 },
    ),
    of('the app', 's/GiB', 2, ({ app }) => cpu(app)),
    of('the pipe with sha-256', 's/GiB', 2, ({ hashing }) => cpu(hashing)),
    of('the pipe without sha-256', 's/GiB', 2, ({ plain }) => cpu(plain)),
    ...withCurl(of('curl into curl', 's/GiB', 2, ({ curl }) => cpu(curl))),
    of(`peak memory of the app, ${name}`, 'MiB', 0, ({ app }) => app.peakMiB),
    of('the pipe with sha-256', 'MiB', 0, ({ hashing }) => hashing.peakMiB),
    of('most uploads under way at once through the app', '', 0, ({ app }) => app.atOnce),
  ];
}
