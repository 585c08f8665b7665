// From pressing **Attach to issue** to the first byte at Jira: while nothing else is copied, and beside four large files.

import { MiB } from './copies.ts';
import { type Figure, single, spread } from './figures.ts';
import { quantile, summarize } from './measure.ts';
import type { Part } from './part.ts';
import { onStage, type Stage } from './stage.ts';

const places = 16;
const quickOfPlace = 14;
/** These have a large file on its way, one after the other, and no small one meanwhile. */
const loaded = 4;
const largeOfPlace = 4;
const warmUps = places;

export const firstByte: Part = {
  about: 'from the press of Attach to issue to the first byte at Jira, p50 and p99',
  measure(bench) {
    const quick = Array.from({ length: 2 * quickOfPlace }, () => MiB);
    const large = Array.from({ length: largeOfPlace }, () => bench.mib * MiB);
    const sizes = Array.from({ length: places }, (_, place) =>
      place < loaded ? [...quick, ...large] : quick,
    );
    return onStage(bench, { sizes }, async (stage) => {
      const idle = await quickOnes(stage, { firstPlace: 0, firstFile: 0 }, () => false);
      let loads = loaded;
      const loading = Array.from({ length: loaded }, async (_, place) => {
        for (let file = quick.length; file < quick.length + largeOfPlace; file += 1)
          await stage.simulators.ask('transfer', { copies: [{ place, file }] });
      }).map((load) =>
        load.finally(() => {
          loads -= 1;
        }),
      );
      // Only those count beside which all of the large ones were on their way.
      const busy = quickOnes(stage, { firstPlace: loaded, firstFile: quickOfPlace }, () => loads < loaded);
      const [beside] = await Promise.all([busy, ...loading]);
      return [
        ...figuresOf('from Attach to issue to the first byte at Jira', idle.slice(warmUps), {
          sign: '<=',
          limit: 250,
        }),
        ...figuresOf(`the same beside ${loaded} transfers of ${bench.mib} MiB`, beside),
      ];
    });
  },
};

/** Milliseconds, one after the other, until all are done or `enough` says so. */
async function quickOnes(
  { simulators }: Stage,
  from: { firstPlace: number; firstFile: number },
  enough: () => boolean,
): Promise<number[]> {
  const took: number[] = [];
  for (let file = from.firstFile; file < from.firstFile + quickOfPlace; file += 1)
    for (let place = from.firstPlace; place < places; place += 1) {
      const { toFirstByte } = await simulators.ask('transfer', { copies: [{ place, file }] });
      if (enough()) return took;
      took.push(...toFirstByte);
    }
  return took;
}

function figuresOf(what: string, took: readonly number[], budget?: Figure['budget']): Figure[] {
  if (took.length === 0) return [single(`${what}: nothing was measured, the files are too small`, 0, '', 0)];
  const { median, least, most } = summarize(took);
  return [
    {
      ...spread(`${what}, p50 of ${took.length} files`, [median], 'ms', 0, budget),
      value: { median, least, most },
    },
    single('p99', quantile(took, 0.99), 'ms', 0),
  ];
}
