import type { Bench } from '../bench.ts';
import { inShort } from '../statistics.ts';
import { measureEvents, type Events, type EventsParameters } from './events.ts';
import { measureThroughput, type Throughput, type ThroughputParameters } from './throughput.ts';

export interface WorkflowsParameters {
  readonly throughput: ThroughputParameters;
  readonly events: EventsParameters;
}

/** The shape of the bench's JSON, which readers may rely on. */
export interface WorkflowsFigures {
  readonly throughput: Throughput;
  /** Events of a whole life whose photos come in one album, by the number of photos. */
  readonly eventsPerLife: Readonly<Record<string, number>>;
  /** The same and others, by kind of event. */
  readonly events: Events;
}

const usual: WorkflowsParameters = {
  throughput: { photos: 10, inFlight: 8, livesPerRound: 12, noopsPerRound: 60, rounds: 4 },
  // As many reports as a training can make: steps of 5 %, up to the ceiling before the result is verified.
  events: { photos: [10, 20], albumQuietMs: 3_000, repetitions: 2, polls: [5, 50], reports: 19 },
};

/** Avatars' lives without side effects: the cost of Temporal and of the workflow's own code. */
export function workflowsBench(parameters: WorkflowsParameters = usual): Bench {
  return {
    about: 'whole lives against no-op workflows on the same server, and the events of a life',
    parts: ['temporal'],
    async run({ stack, log }) {
      const throughput = await measureThroughput(stack, parameters.throughput, log);
      const events = await measureEvents(stack, parameters.events, log);
      const albums = events.lives.filter(({ sending, reports }) => sending === 'album' && reports === 0);
      const figures: WorkflowsFigures = {
        throughput,
        eventsPerLife: Object.fromEntries(albums.map(({ photos, total }) => [`photos${photos}`, total.median])),
        events,
      };
      return { figures, table: inRows(figures) };
    },
  };
}

function inRows({ throughput: { lives, noops, ratio, eventsRatio }, events }: WorkflowsFigures): string[][] {
  return [
    ['whole lives a second', inShort(lives.perSecond)],
    ['no-op workflows a second', inShort(noops.perSecond)],
    ['lives per no-op', inShort(ratio)],
    ['events of lives per event of no-ops', inShort(eventsRatio)],
    ...events.lives.map(({ photos, sending, reports, total }) => [
      `events: ${photos} photos, ${sending}${reports ? `, ${reports} reports of progress` : ''}`,
      inShort(total),
    ]),
    ...events.training.map(({ polls, events: count }) => [`events so far after ${polls} polls`, String(count)]),
  ];
}
