import { Worker, type ReplayResult } from '@temporalio/worker';
import { expect } from 'chai';
import { shippedBundle, WorkflowLab } from '../support/workflow-lab.ts';
import { avatarLife } from './storm/avatar-life.ts';
import { historiesOf, type KeptHistory } from './storm/histories.ts';
import { createRandom, type Random } from './storm/random.ts';
import { shortLives } from './storm/short-lives.ts';
import { gusts, stormy } from './storm/weather.ts';

/** STORM_LIVES: how many lives there are; STORM_SEED: what is sent to each, as a run before printed it. */
const lives = Number(process.env.STORM_LIVES ?? 300);
const seed = Number(process.env.STORM_SEED ?? Date.now() % 1_000_000);
/** Lives at once, in each lab. */
const AT_ONCE = 25;
/** Of so many lives one is another workflow than an avatar's. */
const SHORT_EVERY = 4;

const labs = [
  { title: 'by a worker that remembers its runs', share: 2 / 3, options: {} },
  { title: 'by a worker that remembers none', share: 1 / 3, options: { maxCachedWorkflows: 0 } },
];

describe('a storm of messages', () => {
  for (const [index, { title, share, options }] of labs.entries()) {
    it(`leaves histories that replay, ${title} (seed ${seed})`, async () => {
      const random = createRandom(seed).fork(index);
      const lab = await WorkflowLab.start({ ...options, activities: (calm) => stormy(calm, random.fork(-1)) });
      const kept: KeptHistory[] = [];
      const gusty = gusts(random.fork(-2));
      try {
        await atOnce(Math.ceil(lives * share), AT_ONCE, async (life) => {
          const workflowId = await lived(lab, random.fork(life), life);
          kept.push(...(await historiesOf(lab.client, workflowId)));
        });
      } finally {
        gusty.stop();
        await lab.stop();
      }
      expect(await failuresOf(kept)).to.deep.equal([]);
    }).timeout(Math.max(120_000, lives * 1_000));
  }
});

async function lived(lab: WorkflowLab, random: Random, life: number): Promise<string> {
  const kinds = Object.values(shortLives);
  const short = life % SHORT_EVERY === 0 ? kinds[(life / SHORT_EVERY) % kinds.length] : undefined;
  return short ? short(lab, random) : avatarLife(lab, random);
}

/** What went wrong while they lived, and what does so when they are replayed. */
async function failuresOf(kept: readonly KeptHistory[]): Promise<string[]> {
  const failures = kept.flatMap(({ workflowId, failedTasks }) => failedTasks.map((what) => `${workflowId}: ${what}`));
  const workflowBundle = await shippedBundle();
  const results = Worker.runReplayHistories({ workflowBundle }, kept) as AsyncIterable<ReplayResult>;
  for await (const { workflowId, error } of results) {
    if (error) failures.push(`${workflowId}: ${error.message.split('\n')[0]}`);
  }
  return failures;
}

async function atOnce(count: number, width: number, work: (index: number) => Promise<void>): Promise<void> {
  let next = 0;
  const worker = async () => {
    while (next < count) await work(next++);
  };
  await Promise.all(Array.from({ length: Math.min(width, count) }, worker));
}
