import type { Delays } from './delay.ts';
import type { Histories } from './history.ts';
import type { Zip } from './zip.ts';

/** What the bench promises to those who read its JSON. */
export interface TrainingFigures {
  readonly delay: Delays;
  readonly history: Histories;
  readonly zip: Zip;
}
