import type { PartName } from '../stack/given.ts';
import type { Stack } from '../stack/index.ts';

/** What a bench found. */
export interface Findings {
  /** Plain data: the bench's value in the JSON. */
  readonly figures: object;
  /** The same in short, for people: rows of cells. */
  readonly table: readonly (readonly string[])[];
}

export interface BenchContext {
  readonly stack: Stack;
  /** One line on what is being done. */
  readonly log: (line: string) => void;
}

/** One bench: figures that mean something on any machine (ratios in one run, counts), never times alone. */
export interface Bench {
  /** What it does, in one line. */
  readonly about: string;
  /** The servers it needs. */
  readonly parts: readonly PartName[];
  run(context: BenchContext): Promise<Findings>;
}
