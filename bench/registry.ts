import { arrivalsBench } from './arrivals/index.ts';
import type { Bench } from './bench.ts';
import { measureAccuracy } from './photos/accuracy/measure.ts';
import { photosBench } from './photos/index.ts';
import { tapsBench } from './taps/index.ts';
import { trainingBench } from './training/index.ts';
import { workflowsBench } from './workflows/index.ts';

/** Every bench by its name. A new one needs a line here. */
export const benches: Readonly<Record<string, Bench>> = {
  workflows: workflowsBench(),
  photos: photosBench({ measureAccuracy }),
  arrivals: arrivalsBench(),
  taps: tapsBench(),
  training: trainingBench(),
};
