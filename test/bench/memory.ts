// How much more memory eight large transfers at once take than eight smaller ones, which is what a leak or a buffer shows.

import { copyThroughApp, copyThroughPipe, MiB, type TurnOfProcess } from './copies.ts';
import { type Figure, spread } from './figures.ts';
import { summarize } from './measure.ts';
import type { Part } from './part.ts';
import { onStage } from './stage.ts';

const atOnce = 8;
const smallRounds = 3;
/** Sixteen gigabytes each, through the app and through the pipe. */
const largeRounds = Number(process.env.BENCH_MEMORY_ROUNDS ?? 2);

interface Round {
  app: TurnOfProcess;
  pipe: TurnOfProcess;
}

export const memory: Part = {
  about: 'growth of peak memory from 8 transfers of 256 MiB at once to 8 of 2,000 MB',
  measure(bench) {
    const small = Math.round((256 * MiB * bench.mib) / 1024);
    // Jira's limit is 2 GB. A smaller benchmark copies less of everything.
    const large = Math.round((2_000_000_000 * bench.mib) / 1024);
    const files = [small, ...Array(smallRounds).fill(small), ...Array(largeRounds).fill(large)];
    return onStage(bench, { sizes: Array(atOnce).fill(files) }, async (stage) => {
      const rounds: Round[] = [];
      for (const file of files.keys()) {
        const copies = Array.from({ length: atOnce }, (_, place) => ({ place, file }));
        const app = await copyThroughApp(stage, copies);
        rounds.push({ app, pipe: await copyThroughPipe(stage, copies, true) });
      }
      // The first has warmed them up.
      const before = rounds.slice(1, 1 + smallRounds);
      const after = rounds.slice(1 + smallRounds);
      return figuresOf(before, after, { small, large });
    });
  },
};

function figuresOf(
  before: readonly Round[],
  after: readonly Round[],
  size: Record<'small' | 'large', number>,
) {
  const peaks = (rounds: readonly Round[], of: keyof Round) => rounds.map((round) => round[of].peakMiB);
  const growth = (of: keyof Round) => {
    const usual = summarize(peaks(before, of)).median;
    return peaks(after, of).map((peak) => peak - usual);
  };
  const from = `${atOnce} at once of ${Math.round(size.small / MiB)} MiB`;
  const to = `${atOnce} of ${Math.round(size.large / 1e6).toLocaleString('en')} MB`;
  const figures: Figure[] = [
    spread(`growth of peak memory, from ${from} to ${to}, ${after.length} rounds`, growth('app'), 'MiB', 1, {
      sign: '<=',
      limit: 96,
    }),
    spread("the bare pipe's growth", growth('pipe'), 'MiB', 1),
    spread(`peak memory of the app, ${to}`, peaks(after, 'app'), 'MiB', 0),
    spread('the pipe', peaks(after, 'pipe'), 'MiB', 0),
    spread(
      'most uploads under way at once through the app',
      after.map(({ app }) => app.atOnce),
      '',
      0,
    ),
  ];
  return figures;
}
