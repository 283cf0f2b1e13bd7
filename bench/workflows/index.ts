import type { Bench } from '../bench.ts';
import { inShort } from '../statistics.ts';
import { measureEvents, MOST_REPORTS, type ScriptedEvents } from './events.ts';
import type { Script } from './life.ts';
import { measureThroughput, type Throughput, type ThroughputParameters } from './throughput.ts';

export interface WorkflowsParameters {
  readonly throughput: ThroughputParameters;
  readonly scripts: Readonly<Record<ScriptName, Script>>;
  /** Lives by each script. */
  readonly repetitions: number;
}

/** What the bench promises to those who read its JSON. */
export interface WorkflowsFigures {
  readonly throughput: Throughput;
  /** Events of a whole life whose photos come in one album, and whose training reports no progress. */
  readonly eventsPerLife: { readonly photos10: number; readonly photos20: number };
  /** The same by script, with what the events are. */
  readonly events: Readonly<Record<ScriptName, ScriptedEvents>>;
  /** The number of polls leaves no trace in history. */
  readonly pollsLeaveNoTrace: boolean;
}

const album: Script = { photos: 10, sending: 'album', polls: 0, reports: 0, burstQuietMs: 1_500 };
const oneByOne: Script = { ...album, sending: 'one by one', burstQuietMs: 100 };

const scripts = {
  photos10: album,
  photos20: { ...album, photos: 20 },
  photos10OneByOne: oneByOne,
  photos20OneByOne: { ...oneByOne, photos: 20 },
  polls5: { ...album, polls: 5 },
  polls50: { ...album, polls: 50 },
  mostReports: { ...album, reports: MOST_REPORTS },
} as const satisfies Record<string, Script>;
type ScriptName = keyof typeof scripts;

export const usual: WorkflowsParameters = {
  throughput: { inFlight: 8, livesPerRound: 16, noopsPerRound: 100, rounds: 5 },
  scripts,
  repetitions: 2,
};

/** Lives of avatars, without what they do to the world: what Temporal and the workflow's own code cost. */
export function workflowsBench(parameters: WorkflowsParameters = usual): Bench {
  return {
    about: 'whole lives against no-op workflows on the same server, and the events of a life',
    parts: ['temporal'],
    async run({ stack, log }) {
      const measured = await measureThroughput(stack, parameters.throughput, log);
      const events = await measureEvents(stack, parameters.scripts, parameters.repetitions, log);
      const figures: WorkflowsFigures = {
        throughput: measured,
        eventsPerLife: { photos10: events.photos10.events.median, photos20: events.photos20.events.median },
        events,
        pollsLeaveNoTrace: besidesTasks(events.polls5) === besidesTasks(events.polls50),
      };
      return { figures, table: inRows(figures) };
    },
  };
}

/** On a busy machine two events may share a workflow task; all other events are certain. */
function besidesTasks({ byKind }: ScriptedEvents): number {
  return Object.values(byKind).reduce((sum, count) => sum + count, 0) - byKind.workflowTasks;
}

function inRows({ throughput, events, pollsLeaveNoTrace }: WorkflowsFigures): string[][] {
  const { lives, noops, ratio, eventsRatio } = throughput;
  return [
    ['whole lives a second', inShort(lives.perSecond)],
    ['no-op workflows a second', inShort(noops.perSecond)],
    ['lives per no-op', inShort(ratio)],
    ['events per event of a no-op', inShort(eventsRatio)],
    ...Object.values(events).map(({ photos, sending, polls, reports, events: counted }) => [
      `events: ${photos} photos, ${sending}${polls ? `, ${polls} polls` : ''}${reports ? `, ${reports} reports` : ''}`,
      inShort(counted),
    ]),
    ['polls leave no trace', pollsLeaveNoTrace ? 'yes' : 'NO'],
  ];
}
