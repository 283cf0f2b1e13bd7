import { setTimeout as sleep } from 'node:timers/promises';
import { reportProgress } from '../../src/workflows/avatar/contract.ts';
import type { Stack } from '../../stack/index.ts';
import { pool } from '../pool.ts';
import { sample, type Sample } from '../statistics.ts';
import { countEvents, type EventCount } from './history.ts';
import { startLab, type Lab } from './lab.ts';
import { live, type Script } from './life.ts';

export interface EventsParameters {
  /** Photos of the smaller avatar and of the larger. */
  readonly photos: readonly [number, number];
  /** Quiet time after an album, ms: longer than the album takes to arrive. */
  readonly albumQuietMs: number;
  /** Lives by each script: they should agree. */
  readonly repetitions: number;
  /** Polls of a training after which events are counted, and counted again. */
  readonly polls: readonly [number, number];
  /** Reports of progress of one training. */
  readonly reports: number;
}

/** The events of lives that follow one script. */
export interface ScriptedEvents extends Pick<Script, 'photos' | 'sending'> {
  readonly reports: number;
  readonly total: Sample;
  /** Of the first of them. */
  readonly byKind: EventCount['byKind'];
  readonly activities: EventCount['activities'];
}

export interface Events {
  readonly lives: readonly ScriptedEvents[];
  /** Events of one run after so many polls of its training: the same, because polls leave no trace. */
  readonly training: readonly { readonly polls: number; readonly events: number }[];
}

/** Lives in progress at once: few, so that none waits for another. */
const IN_FLIGHT = 3;

/** The most events that a life leaves in history: no two things share a workflow task by chance. */
export async function measureEvents(
  stack: Pick<Stack, 'env'>,
  { photos: [fewer, more], albumQuietMs, repetitions, polls, reports }: EventsParameters,
  log: (line: string) => void,
): Promise<Events> {
  const lab = await startLab(stack, { inTurn: true });
  const album = (photos: number): Script => ({ photos, sending: 'album', burstQuietMs: albumQuietMs });
  const oneByOne = (photos: number): Script => ({ photos, sending: 'one by one', burstQuietMs: 100 });
  const scripts: readonly (readonly [Script, number])[] = [
    [album(fewer), 0],
    [album(more), 0],
    [oneByOne(fewer), 0],
    [oneByOne(more), 0],
    [{ ...album(fewer), meanwhile: (workflowId) => report(lab, workflowId, reports) }, reports],
  ];
  try {
    const runs = scripts.flatMap(([script]) => Array.from({ length: repetitions }, () => script));
    const [counts, training] = await Promise.all([
      pool(runs, IN_FLIGHT, async (script) => {
        const count = await countEvents(lab.client, await live(lab, script));
        log(`  ${script.photos} photos, ${script.sending}: ${count.total} events`);
        return count;
      }),
      whilePolling(lab, album(fewer), polls),
    ]);
    const lives = scripts.map(([{ photos, sending }, reported], index) => {
      const own = counts.slice(index * repetitions, (index + 1) * repetitions);
      const { byKind, activities } = own[0] as EventCount;
      return { photos, sending, reports: reported, total: sample(own.map(({ total }) => total)), byKind, activities };
    });
    return { lives, training };
  } finally {
    await lab.stop();
  }
}

async function report({ client, turns }: Lab, workflowId: string, reports: number): Promise<void> {
  const run = client.workflow.getHandle(workflowId);
  for (let number = 1; number <= reports; number += 1) {
    await run.signal(reportProgress, { requestId: 'request-1', percent: Math.floor((95 * number) / reports) });
    await turns?.idle(workflowId);
  }
}

async function whilePolling(lab: Lab, script: Script, polls: readonly number[]): Promise<Events['training']> {
  const found: { polls: number; events: number }[] = [];
  await live(lab, {
    ...script,
    async meanwhile(workflowId, training) {
      await onlyPolls(lab, workflowId);
      for (const polled of polls) {
        // Polls go on during the count.
        const wanted = Math.max(polled, (found.at(-1)?.polls ?? 0) + 1);
        while (training.polls < wanted) await sleep(10);
        found.push({ polls: training.polls, events: (await countEvents(lab.client, workflowId)).total });
      }
    },
  });
  return found;
}

/** Resolves when the run only waits for polls, which are one activity: before them, another may be the only one. */
async function onlyPolls({ client }: Lab, workflowId: string): Promise<void> {
  for (;;) {
    const { pendingActivities, pendingWorkflowTask } = (await client.workflow.getHandle(workflowId).describe()).raw;
    const pending = pendingActivities?.map(({ activityType }) => activityType?.name).join();
    if (pending === 'awaitTraining' && !pendingWorkflowTask) return;
    await sleep(50);
  }
}
