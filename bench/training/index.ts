import { partNames } from '../../stack/given.ts';
import type { Bench } from '../bench.ts';
import { startTrainingApp } from './app.ts';
import { measureDelays, type DelayParameters } from './delay.ts';
import type { TrainingFigures } from './figures.ts';
import { measureHistories, type HistoryParameters } from './history.ts';
import { inRows } from './table.ts';
import { measureZip, type ZipParameters } from './zip.ts';

export interface TrainingParameters {
  readonly delay: DelayParameters;
  readonly history: HistoryParameters;
  readonly zip: ZipParameters;
}

const MINUTE = 60_000;
const MB = 1024 * 1024;

const usual: TrainingParameters = {
  delay: { trainings: 20, photos: 1, pollIntervalMs: { polling: 10_000, webhook: MINUTE } },
  history: { durationsMs: [3 * MINUTE, 24 * 60 * MINUTE], pollIntervalMs: 10_000, mostPolls: 500 },
  zip: { photos: 20, bytes: [MB, 20 * MB], rounds: 3 },
};

/** What a training costs besides money: the delay until its end is told, history, and memory for its archive. */
export function trainingBench(
  parameters: TrainingParameters = usual,
  start: typeof startTrainingApp = startTrainingApp,
): Bench {
  return {
    about: 'from a training’s end to its owner’s message; what trainings leave in history; the memory of the zip',
    parts: partNames,
    async run({ stack, log }) {
      const zip = await measureZip(stack, parameters.zip, log);
      const history = await measureHistories(stack, parameters.history, log);
      const delay = await measureDelays(stack, start, parameters.delay, log);
      const figures: TrainingFigures = { delay, history, zip };
      return { figures, table: inRows(figures) };
    },
  };
}
