// The table that a part prints: each figure with its spread, its budget, and whether it keeps it.

import { type Summary, summarize } from './measure.ts';

export interface Figure {
  what: string;
  value: Summary;
  digits: number;
  unit: string;
  budget?: { sign: '<=' | '>='; limit: number };
}

/** The median is what a budget is compared with. */
export const spread = (
  what: string,
  values: readonly number[],
  unit: string,
  digits: number,
  budget?: Figure['budget'],
): Figure => ({ what, value: summarize(values), unit, digits, ...(budget === undefined ? {} : { budget }) });

/** `spread` over pairs of turns, each figure by what it takes from a pair. */
export const spreadOf =
  <Pair>(pairs: readonly Pair[]) =>
  (
    what: string,
    unit: string,
    digits: number,
    value: (pair: Pair) => number,
    budget?: Figure['budget'],
  ): Figure =>
    spread(what, pairs.map(value), unit, digits, budget);

/** What was measured once. */
export const single = (
  what: string,
  value: number,
  unit: string,
  digits: number,
  budget?: Figure['budget'],
): Figure => spread(what, [value], unit, digits, budget);

/** Prints them as a Markdown table. */
export function printFigures(figures: readonly Figure[]): void {
  console.log('| Figure | Measured | Budget | |\n| --- | --- | --- | --- |');
  for (const figure of figures)
    console.log(
      `|${cellsOf(figure)
        .map((cell) => ` ${cell}`.trimEnd())
        .join(' |')} |`,
    );
}

function cellsOf({ what, value, digits, unit, budget }: Figure): string[] {
  const format = { minimumFractionDigits: digits, maximumFractionDigits: digits };
  const write = (number: number) => number.toLocaleString('en', format);
  const range = value.least === value.most ? '' : ` (${write(value.least)} to ${write(value.most)})`;
  const measured = `${write(value.median)}${range} ${unit}`.trim();
  if (budget === undefined) return [what, measured, '', ''];
  const kept = budget.sign === '<=' ? value.median <= budget.limit : value.median >= budget.limit;
  const limit = `${budget.sign} ${budget.limit.toLocaleString('en')} ${unit}`.trim();
  return [what, measured, limit, kept ? 'ok' : '**over**'];
}
