// Turns what was measured into the printed table: each figure with its spread, its budget, and whether it keeps it.

import type { IntakeMeasured } from './intake.ts';
import { type Summary, summarize } from './measure.ts';
import type { Calls, Timing } from './simulators.ts';

/** One copy of a file: milliseconds, seconds of CPU time, and the most MiB resident meanwhile. */
export interface Copy extends Timing {
  cpuSeconds: number;
  peakMiB: number;
}

export interface Measured {
  largeMiB: number;
  smallMiB: number;
  /** After the warm-up. */
  small: { app: Copy[]; pipe: Copy[] };
  /** By pair: the app, the pipe with the sha-256, and the pipe without. */
  large: { app: Copy; hashing: Copy; plain: Copy }[];
  /** Milliseconds. */
  toFirstByte: number[];
  /** Of the first opening after the start, and of the next. */
  openings: { opening: Calls; following: Calls }[];
  attaching: Calls;
  intake: IntakeMeasured;
  /** Bytes. */
  panel: { firstView: number; lazy: number };
}

interface Figure {
  what: string;
  value: Summary;
  digits: number;
  unit: string;
  budget?: { sign: '<=' | '>='; limit: number };
}

const single = (value: number): Summary => ({ median: value, least: value, most: value });

/** Prints the table. The median is what a budget is compared with. */
export function printFigures(measured: Measured): void {
  const { large, small, largeMiB, smallMiB, openings, attaching, intake, panel } = measured;
  const of = (value: (pair: Measured['large'][number]) => number) => summarize(large.map(value));
  const speed = (which: 'app' | 'hashing' | 'plain') => of((pair) => largeMiB / (pair[which].copying / 1000));
  const cpu = (which: 'app' | 'hashing' | 'plain') =>
    of((pair) => pair[which].cpuSeconds * (1024 / largeMiB));
  const growth = (which: 'app' | 'hashing', before: readonly Copy[]) => {
    const smallPeak = summarize(before.map(({ peakMiB }) => peakMiB)).median;
    return of((pair) => pair[which].peakMiB - smallPeak);
  };
  const ofSize = `of ${largeMiB} MiB`;
  const grown = `from ${smallMiB} to ${largeMiB} MiB`;
  const figures: Figure[] = [
    {
      what: `throughput of a transfer ${ofSize} / bare pipe with sha-256`,
      value: of(({ app, hashing }) => hashing.copying / app.copying),
      digits: 2,
      unit: '',
      budget: { sign: '>=', limit: 0.95 },
    },
    {
      what: '  the same / bare pipe without sha-256',
      value: of(({ app, plain }) => plain.copying / app.copying),
      digits: 2,
      unit: '',
    },
    { what: '  app', value: speed('app'), digits: 0, unit: 'MiB/s' },
    { what: '  bare pipe with sha-256', value: speed('hashing'), digits: 0, unit: 'MiB/s' },
    { what: '  bare pipe without sha-256', value: speed('plain'), digits: 0, unit: 'MiB/s' },
    {
      what: `CPU of a transfer ${ofSize} / bare pipe with sha-256`,
      value: of(({ app, hashing }) => app.cpuSeconds / hashing.cpuSeconds),
      digits: 2,
      unit: '',
      budget: { sign: '<=', limit: 1.15 },
    },
    { what: '  app', value: cpu('app'), digits: 2, unit: 's/GiB' },
    { what: '  bare pipe with sha-256', value: cpu('hashing'), digits: 2, unit: 's/GiB' },
    { what: '  bare pipe without sha-256', value: cpu('plain'), digits: 2, unit: 's/GiB' },
    {
      what: `growth of peak memory ${grown}`,
      value: growth('app', small.app),
      digits: 1,
      unit: 'MiB',
      budget: { sign: '<=', limit: 64 },
    },
    { what: '  bare pipe with sha-256', value: growth('hashing', small.pipe), digits: 1, unit: 'MiB' },
    { what: `  app, peak ${ofSize}`, value: of(({ app }) => app.peakMiB), digits: 1, unit: 'MiB' },
    {
      what: 'requests to Jira to open the panel',
      value: single(openings[0]?.opening.jira.length ?? Number.NaN),
      digits: 0,
      unit: '',
      budget: { sign: '<=', limit: 0 },
    },
    {
      what: '  for the recordings that follow, site limits not remembered',
      value: single(openings[0]?.following.jira.length ?? Number.NaN),
      digits: 0,
      unit: '',
    },
    {
      what: '  for the recordings that follow, site limits remembered',
      value: single(openings[1]?.following.jira.length ?? Number.NaN),
      digits: 0,
      unit: '',
    },
    {
      what: `requests to Jira until a file is attached (and ${attaching.authorization} to its authorization server)`,
      value: single(attaching.jira.filter((call) => !isAfterwards(call)).length),
      digits: 0,
      unit: '',
      budget: { sign: '<=', limit: 4 },
    },
    {
      what: '  for the issue property, afterwards and shared by several changes',
      value: single(attaching.jira.filter(isAfterwards).length),
      digits: 0,
      unit: '',
    },
    {
      what: 'from Attach to issue to the first byte at Jira',
      value: summarize(measured.toFirstByte),
      digits: 0,
      unit: 'ms',
      budget: { sign: '<=', limit: 250 },
    },
    {
      what: 'events taken in per second / bare Express with one INSERT',
      value: summarize(intake.pairs.map(({ app, bare }) => app.perSecond / bare.perSecond)),
      digits: 2,
      unit: '',
      budget: { sign: '>=', limit: 0.7 },
    },
    {
      what: '  app',
      value: summarize(intake.pairs.map(({ app }) => app.perSecond)),
      digits: 0,
      unit: '/s',
    },
    {
      what: '  bare Express with one INSERT',
      value: summarize(intake.pairs.map(({ bare }) => bare.perSecond)),
      digits: 0,
      unit: '/s',
    },
    {
      what: '  slowest answer of 1,000 events at once (Zoom waits 3 s)',
      value: summarize(intake.bursts.map(({ slowest }) => slowest)),
      digits: 0,
      unit: 'ms',
      budget: { sign: '<=', limit: 3_000 },
    },
    {
      what: "panel's first view, brotli, without the host's script",
      value: single(panel.firstView),
      digits: 0,
      unit: 'B',
      budget: { sign: '<=', limit: 12_000 },
    },
    {
      what: "panel's lazy chunks together, brotli",
      value: single(panel.lazy),
      digits: 0,
      unit: 'B',
      budget: { sign: '<=', limit: 30_000 },
    },
  ];
  console.log(
    `\n${large.length} interleaved pairs; median, and in parentheses the least and the most; ${process.version}.\n`,
  );
  for (const figure of figures) console.log(lineOf(figure));
  console.log('\nfor the recordings:', openings[0]?.following.jira.join(', ') || 'none');
  console.log('to attach:', attaching.jira.join(', '));
}

const isAfterwards = (call: string): boolean => call.includes('/properties/');

function lineOf({ what, value, digits, unit, budget }: Figure): string {
  const write = (number: number) => number.toFixed(digits);
  const spread = value.least === value.most ? '' : ` (${write(value.least)} to ${write(value.most)})`;
  const kept = budget && (budget.sign === '<=' ? value.median <= budget.limit : value.median >= budget.limit);
  const verdict = budget ? `${budget.sign} ${budget.limit}: ${kept ? 'ok' : 'OVER'}` : '';
  return [what.padEnd(72), `${write(value.median)}${spread} ${unit}`.trim().padEnd(32), verdict]
    .join(' ')
    .trimEnd();
}
