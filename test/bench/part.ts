// What a part of the benchmark is given, and what it gives back.

import type { Figure } from './figures.ts';

export interface Bench {
  /** Of whatever is compared: how many turns. */
  pairs: number;
  /** MiB that are copied in one turn. */
  mib: number;
  /** Gone when the benchmark ends. */
  folder: string;
  /** The address of a new database with the current schema and nothing in it. */
  newDatabase(): Promise<string>;
}

export interface Part {
  /** What it compares, in a line. */
  about: string;
  measure(bench: Bench): Promise<Figure[]>;
}
