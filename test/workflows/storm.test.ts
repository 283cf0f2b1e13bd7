import { Readable } from 'node:stream';
import { setTimeout as pause } from 'node:timers/promises';
import { Worker, type ReplayResult } from '@temporalio/worker';
import { expect } from 'chai';
import { begun } from '../../scripts/replay/begun.ts';
import * as workflows from '../../src/workflows/index.ts';
import * as messages from '../../src/workflows/contracts.ts';
import { inFull } from '../support/full.ts';
import { OWNER, quickPolicy, WorkflowLab, type LabAvatar } from '../support/workflow-lab.ts';
import { shippedBundle } from '../support/lab-workers.ts';
import { HeldTasks } from './storm/held-tasks.ts';
import { historiesOf, type KeptHistory } from './storm/histories.ts';
import { lives } from './storm/lives.ts';
import { OpenCalls } from './storm/open-calls.ts';
import { createRandom } from './storm/random.ts';
import type { Storm } from './storm/squall.ts';
import { stormy } from './storm/weather.ts';

/** STORM_LIVES: the number of lives, fifty times as many in `npm run test:full`; STORM_SEED repeats the messages of a run that printed it. */
const count = Number(process.env.STORM_LIVES ?? inFull(3_000, 60));
const seed = Number(process.env.STORM_SEED ?? Date.now() % 1_000_000);
/** Lives at once: few, so that messages come in time. */
const AT_ONCE = 8;
/** After one life of each kind, one of so many is another workflow than an avatar's. */
const OTHER_EVERY = 2;
/** How long a life may go on without messages, ticks. */
const LONGEST_CALM = 15;
/** Longest and shortest tick, ms: see Storm. */
const TICK_MS = { from: 8, to: 100 };
const kinds = Object.values(lives);
const DAY_MS = 24 * 3_600_000;

const labs = [
  { title: 'by a worker that remembers its runs', share: 3 / 4, options: {} },
  { title: 'by a worker that remembers none', share: 1 / 4, options: { maxCachedWorkflows: 0 } },
];

describe('a storm of messages to every workflow', () => {
  for (const [index, { title, share, options }] of labs.entries()) {
    it(`leaves histories that replay, ${title} (seed ${seed})`, async () => {
      const random = createRandom(seed).fork(index);
      const tasks = new HeldTasks();
      const activities = (calm: Parameters<typeof stormy>[0]) => stormy(calm, random.fork(-1));
      const lab = await WorkflowLab.startAlone({ ...options, activities, dataConverter: { payloadCodecs: [tasks] } });
      const probe = await lab.avatar({ policy: quickPolicy({ draftTtlMs: DAY_MS }) });
      const calls = new OpenCalls();
      const types = new Set<string>();
      const failures: string[] = [];
      try {
        const inThisLab = Math.max(kinds.length, Math.ceil(count * share));
        const histories = Readable.from(Array(inThisLab).keys()).flatMap(
          async (life: number) => {
            const tickMs = await answered(probe);
            const ms = (ticks: number) => Math.round(ticks * tickMs);
            return lived({ lab, tasks, calls, random: random.fork(life), ms }, life);
          },
          { concurrency: AT_ONCE },
        ) as AsyncIterable<KeptHistory>;
        failures.push(...(await replayed(histories, types)));
      } finally {
        await probe.handle.terminate().catch(() => undefined);
        await calls.ended();
        await lab.stop();
      }
      expect(failures).to.deep.equal([]);
      expect([...types]).to.have.members(Object.keys(workflows));
    }).timeout(Math.max(120_000, count * 3_000));
  }
});

/** @returns how long a run takes to answer just now, ms: a tick */
async function answered({ handle }: LabAvatar): Promise<number> {
  const asked = performance.now();
  await handle.executeUpdate(messages.startTraining, { args: [{ by: OWNER + 1 }] }).catch(() => undefined);
  return Math.min(TICK_MS.to, Math.max(TICK_MS.from, performance.now() - asked));
}

/** What remains of one life; it may go on a little by itself. */
async function lived(storm: Storm, life: number): Promise<KeptHistory[]> {
  const isOther = life < kinds.length || life % OTHER_EVERY === 0;
  const other = life < kinds.length ? life : Math.floor(life / OTHER_EVERY);
  const live = (isOther && kinds[other % kinds.length]) || lives.avatarWorkflow;
  const workflowId = await live(storm);
  const { client } = storm.lab;
  const ended = storm.calls.add(client.workflow.getHandle(workflowId).result());
  await Promise.race([ended, pause(storm.ms(LONGEST_CALM * storm.random.next()))]);
  // With thousands of lives the fakes would remember every call.
  storm.lab.fakes.calls.length = 0;
  return historiesOf(client, workflowId);
}

/**
 * Replays histories as they come: none is kept.
 * @param types the workflows that occurred, added to
 * @returns faults of the lives, and of their replays
 */
async function replayed(histories: AsyncIterable<KeptHistory>, types: Set<string>): Promise<string[]> {
  const failures: string[] = [];
  async function* noted() {
    for await (const kept of histories) {
      types.add(kept.type);
      failures.push(...kept.failedTasks.map((what) => `${kept.workflowId}: ${what}`));
      yield kept;
    }
  }
  const workflowBundle = await shippedBundle();
  const results = Worker.runReplayHistories({ workflowBundle }, begun(noted())) as AsyncIterable<ReplayResult>;
  for await (const { workflowId, error } of results) {
    if (error) failures.push(`${workflowId}: ${error.message.split('\n')[0]}`);
  }
  return failures;
}
