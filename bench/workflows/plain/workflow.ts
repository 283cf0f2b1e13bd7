import { condition, proxyActivities, proxyLocalActivities, setHandler } from '@temporalio/workflow';
import type { PlainActivities } from './activities.ts';
import { addPhotos, open, start, type PlainInput, type Step } from './contract.ts';

const remote = proxyActivities<PlainActivities>({ startToCloseTimeout: '30s' });
const local = proxyLocalActivities<PlainActivities>({ startToCloseTimeout: '30s' });

const EXPIRES_MS = 7 * 24 * 60 * 60_000;
const LONGEST_TRAINING_MS = 60 * 60_000;

/** What a developer would write by hand for the same messages: no rules, no card, nothing that is shown to operators. */
export async function plainWorkflow({ plan, photos, quietMs }: PlainInput): Promise<void> {
  const received: string[] = [];
  let status = 'opening';
  setHandler(addPhotos, (more) => void received.push(...more));
  setHandler(open, async () => {
    await condition(() => status !== 'opening');
    return status;
  });
  setHandler(start, () => (status = 'training'), {
    validator() {
      if (status !== 'ready') throw new Error('not now');
    },
  });

  await follow(plan.opening);
  status = 'collecting';
  await condition(() => received.length > 0, EXPIRES_MS);
  while (received.length < photos) {
    const before = received.length;
    await condition(() => received.length > before, quietMs);
  }
  await follow(plan.photos);
  status = 'ready';
  await local.tellReady();
  await condition(() => status === 'training', EXPIRES_MS);
  let isOver = false;
  const trained = follow(plan.training).then(() => (isOver = true));
  await condition(() => isOver, LONGEST_TRAINING_MS);
  await trained;
}

async function follow(steps: readonly Step[]): Promise<void> {
  for (const step of steps) {
    await Promise.all([
      ...Array.from({ length: step.remote }, () => remote.doNothing()),
      ...Array.from({ length: step.local }, () => local.doNothing()),
    ]);
  }
}
