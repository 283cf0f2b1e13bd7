import type { Delays } from './delay.ts';
import type { Histories } from './history.ts';
import type { Zip } from './zip.ts';

/** The shape of the bench's JSON, which readers may rely on. */
export interface TrainingFigures {
  readonly delay: Delays;
  readonly history: Histories;
  readonly zip: Zip;
}
