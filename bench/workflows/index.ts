import { defaultPolicy } from '../../src/domain/avatar/policy.ts';
import type { Bench } from '../bench.ts';
import { measureEvents, type EventsParameters } from './events.ts';
import type { WorkflowsFigures } from './figures.ts';
import { pollingADay } from './polling.ts';
import { inRows } from './table.ts';
import { measureThroughput, type ThroughputParameters } from './throughput.ts';

export interface WorkflowsParameters {
  readonly throughput: ThroughputParameters;
  readonly events: EventsParameters;
}

const usual: WorkflowsParameters = {
  throughput: { photos: 10, inFlight: 8, livesPerRound: 12, noopsPerRound: 60, rounds: 4 },
  events: {
    photos: [10, 20],
    checkQuietMs: defaultPolicy.timing.checkQuietMs,
    repetitions: 2,
    // As many reports as a training can make: steps of 5 %, up to the ceiling before the result is verified.
    training: { polls: 50, reports: 19 },
    otherTrainings: [
      { polls: 5, reports: 0 },
      { polls: 50, reports: 0 },
      { polls: 150, reports: 19, queue: 50 },
    ],
  },
};

/** Avatars' lives without side effects: the cost of Temporal and of the workflow's own code. */
export function workflowsBench(parameters: WorkflowsParameters = usual): Bench {
  return {
    about: 'whole lives against no-op workflows on the same server, and the events of a life',
    parts: ['temporal', 'postgres'],
    async run({ stack, log }) {
      const throughput = await measureThroughput(stack, parameters.throughput, log);
      const events = await measureEvents(stack, parameters.events, log);
      const albums = events.lives.filter(({ sending, ending }) => sending === 'album' && ending === 'completed');
      const figures: WorkflowsFigures = {
        throughput,
        eventsPerLife: Object.fromEntries(albums.map(({ photos, total }) => [`photos${photos}`, total.median])),
        events,
        pollingADay: pollingADay(),
      };
      return { figures, table: inRows(figures) };
    },
  };
}
