import type { Client } from '@temporalio/client';
import { createRuns } from '../src/activities/adapters/temporal/runs.ts';
import { createTrainingActivities } from '../src/activities/avatar/training/training.ts';
import type { ActivityDeps } from '../src/activities/deps.ts';
import type { Activities } from '../src/activities/index.ts';
import type { TrainerService } from '../src/activities/ports/trainer.ts';

/** The product's own polls: what they write and draw beside the run has no effect and takes no time. */
export function benchPolls(client: Client, status: TrainerService['status']): Pick<Activities, 'awaitTraining'> {
  const records = {
    saveProgress: async () => undefined,
    addressee: async () => ({ language: 'en', blocked: false }),
    holdCard: async () => ({ holder: 'bench' }),
    releaseCard: async () => undefined,
    lastReport: async () => null,
  };
  const messenger = { redrawCard: async () => 'drawn' };
  const deps = { trainer: { status }, records, messenger, runs: createRuns(client) };
  // The polls need no more of them.
  const polls = createTrainingActivities(deps as unknown as ActivityDeps);
  return { awaitTraining: (watch) => polls.awaitTraining(watch) };
}
