import type { PartName } from '../stack/given.ts';
import type { Stack } from '../stack/index.ts';

export interface Findings {
  /** Plain data: the bench's value in the JSON. */
  readonly figures: object;
  /** A summary: rows of cells. */
  readonly table: readonly (readonly string[])[];
}

export interface BenchContext {
  readonly stack: Stack;
  /** Reports one line of progress. */
  readonly log: (line: string) => void;
}

/** One bench. Its figures mean the same on any machine (ratios within one run, counts), never times alone. */
export interface Bench {
  /** In one line. */
  readonly about: string;
  readonly parts: readonly PartName[];
  run(context: BenchContext): Promise<Findings>;
}
