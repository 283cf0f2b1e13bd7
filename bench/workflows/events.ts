import type { Stack } from '../../stack/index.ts';
import { pool } from '../pool.ts';
import { sample, type Sample } from '../statistics.ts';
import { countEvents, type EventCount } from './history.ts';
import { startLab } from './lab.ts';
import { live } from './life.ts';
import type { Ending, Script } from './script.ts';
import type { TrainingPlan } from './trainer.ts';

export interface EventsParameters {
  /** Photos of the smaller avatar and of the larger. */
  readonly photos: readonly [number, number];
  /** How long a check waits for more photos, ms: longer than the next one takes to come. */
  readonly checkQuietMs: number;
  /** Lives by each script: they should agree. */
  readonly repetitions: number;
  /** Of each life. */
  readonly training: TrainingPlan;
  /** Other trainings, longer, shorter, and with more or fewer reports: all should leave as many events. */
  readonly otherTrainings: readonly TrainingPlan[];
}

/** The events of lives that follow one script. */
export interface ScriptedEvents extends Pick<Script, 'photos' | 'sending' | 'training'> {
  readonly ending: Ending;
  readonly total: Sample;
  /** Of them, from the first poll of a training on. */
  readonly sincePolls: Sample;
  /** Without polling. */
  readonly actions: Sample;
  /** What such an end adds to the same life when it is completed; a cancelled life's: from the tap on. Absent: it is completed. */
  readonly added?: number;
  /** Of the first of them. */
  readonly first: Omit<EventCount, 'total' | 'sincePolls'>;
}

export interface Events {
  readonly lives: readonly ScriptedEvents[];
  /** What one more photo adds that is sent alone. */
  readonly furtherPhoto: { readonly events: number; readonly actions: number };
  /** Lives of the smaller album with other trainings: their events from the first poll on should be those of `lives`. */
  readonly trainings: readonly ScriptedEvents[];
}

/** Lives in progress at once: few, so that none waits for another. */
const IN_FLIGHT = 3;

/** The most events that a life leaves in history: no two things share a workflow task by chance. */
export async function measureEvents(
  stack: Pick<Stack, 'env'>,
  { photos: [fewer, more], checkQuietMs, repetitions, training, otherTrainings }: EventsParameters,
  log: (line: string) => void,
): Promise<Events> {
  const lab = await startLab(stack, { inTurn: true });
  const album = (photos: number): Script => ({ photos, sending: 'album', checkQuietMs, training });
  const signalEach = (photos: number): Script => ({ ...album(photos), sending: 'album, a signal each' });
  const oneByOne = (photos: number): Script => ({ ...album(photos), sending: 'one by one' });
  const whole = [...[fewer, more].map(album), ...[fewer, more].map(signalEach), ...[fewer, more].map(oneByOne)];
  const endings = (['cancelled while collecting', 'cancelled while training', 'retried', 'failed'] as const).map(
    (ending): Script => ({ ...album(fewer), ending }),
  );
  const scripts = [...whole, ...endings, ...otherTrainings.map((other) => ({ ...album(fewer), training: other }))];
  try {
    const runs = scripts.flatMap((script) => Array.from({ length: repetitions }, () => script));
    const counts = await pool(runs, IN_FLIGHT, async (script): Promise<Counted> => {
      const { workflowId, eventsBeforeCancel } = await live(lab, script);
      const count = await countEvents(lab, workflowId);
      log(`  ${inWords({ ending: 'completed', ...script })}: ${count.total} events, ${count.actions.total} actions`);
      return { count, afterCancel: eventsBeforeCancel === undefined ? undefined : count.total - eventsBeforeCancel };
    });
    const found = scripts.map((script, index) =>
      summed(script, counts.slice(index * repetitions, (index + 1) * repetitions)),
    );
    const lives = found.slice(0, whole.length + endings.length);
    const [usual] = lives;
    const [few, many] = lives.filter(({ sending }) => sending === 'one by one');
    const perPhoto = (of: 'total' | 'actions') =>
      ((many?.[of].median ?? NaN) - (few?.[of].median ?? NaN)) / (more - fewer);
    return {
      lives: lives.map((life) => ({ ...life, ...addedTo(life, usual) })),
      furtherPhoto: { events: perPhoto('total'), actions: perPhoto('actions') },
      trainings: found.slice(lives.length),
    };
  } finally {
    await lab.stop();
  }
}

/** A script in one line. */
export function inWords({
  photos,
  sending,
  training: { polls, reports, queue },
  ending,
}: Pick<ScriptedEvents, 'photos' | 'sending' | 'training' | 'ending'>): string {
  const trained = `${polls} polls, ${reports} reports${queue ? `, ${queue}th in the queue` : ''}`;
  return `${photos} photos, ${sending}, ${trained}${ending === 'completed' ? '' : `, ${ending}`}`;
}

interface Counted {
  readonly count: EventCount;
  readonly afterCancel: number | undefined;
}

function summed({ photos, sending, training, ending = 'completed' }: Script, counts: readonly Counted[]) {
  const { total: _, sincePolls: _since, ...first } = (counts[0] as Counted).count;
  const afterCancel = counts[0]?.afterCancel;
  return {
    photos,
    sending,
    training,
    ending,
    total: sample(counts.map(({ count }) => count.total)),
    sincePolls: sample(counts.map(({ count }) => count.sincePolls)),
    actions: sample(counts.map(({ count }) => count.actions.total)),
    ...(afterCancel !== undefined && { added: afterCancel }),
    first,
  };
}

function addedTo({ ending, total, added }: ScriptedEvents, usual: ScriptedEvents | undefined): { added?: number } {
  if (ending === 'completed' || added !== undefined) return {};
  return { added: total.median - (usual?.total.median ?? NaN) };
}
