import { randomUUID } from 'node:crypto';
import { Client, Connection } from '@temporalio/client';
import { NativeConnection, Worker } from '@temporalio/worker';
import type { Activities } from '../../src/activities/index.ts';
import type { TrainingStatus } from '../../src/activities/ports/trainer.ts';
import { defaultPolicy } from '../../src/domain/avatar/policy.ts';
import { chooseTrainer } from '../../src/domain/training/trainers.ts';
import { bundleWorkflows } from '../../src/runtime/workflow-bundle.ts';
import * as messages from '../../src/workflows/contracts.ts';
import type { Stack } from '../../stack/index.ts';
import { createFakeActivities } from '../../test/support/fake-activities.ts';
import { until } from '../../test/support/until.ts';
import { quietProduct } from '../quiet-product.ts';

export interface HistoryParameters {
  /** Durations of the trainings, ms; each is compared with one that is over at the first poll. */
  readonly durationsMs: readonly number[];
  /** The real polling interval, ms. */
  readonly pollIntervalMs: number;
  /** Most polls of one training: a day's thousands would take an hour. In a longer one, each stands for several. */
  readonly mostPolls: number;
}

/** The history of an avatar with one training. */
export interface TrainingHistory {
  readonly durationMs: number;
  readonly polls: number;
  readonly events: number;
  /** As the server counts them. */
  readonly bytes: number;
}

export interface Histories {
  /** Temporal's own server with fast polls: the time-skipping server knows no custom search attributes. */
  readonly server: 'dev server';
  readonly pollIntervalMs: number;
  /** An avatar whose training is over at the first poll. */
  readonly atOnce: TrainingHistory;
  readonly trainings: readonly (TrainingHistory & {
    readonly eventsPerAtOnce: number;
    readonly bytesPerAtOnce: number;
  })[];
}

/** The share of polls that find the training in the queue, and its first place there. */
const QUEUED_SHARE = 0.1;
const QUEUE_LENGTH = 50;
/** Between two polls here, ms. */
const INTERVAL_MS = 10;
const PATIENCE_MS = 20 * 60_000;
const by = 4242;

/** What trainings of different lengths leave in history: the product's own polls of a slow trainer. */
export async function measureHistories(
  { env }: Pick<Stack, 'env'>,
  { durationsMs, pollIntervalMs, mostPolls }: HistoryParameters,
  log: (line: string) => void,
): Promise<Histories> {
  const address = env.TEMPORAL_ADDRESS ?? '';
  const namespace = env.TEMPORAL_NAMESPACE ?? 'default';
  const [connection, workerConnection] = await Promise.all([
    Connection.connect({ address }),
    NativeConnection.connect({ address }),
  ]);
  const client = new Client({ connection, namespace });
  const taskQueue = `bench-${randomUUID()}`;
  const asked = new Map<string, { polls: number; wanted: number }>();
  const common = { connection: workerConnection, namespace, activities: activitiesOf(client, asked) };
  const workers = await Promise.all([
    Worker.create({ ...common, taskQueue, workflowBundle: await bundleWorkflows() }),
    Worker.create({ ...common, taskQueue: messages.photoTaskQueue(taskQueue) }),
  ]);
  const running = Promise.all(workers.map((worker) => worker.run()));
  const one = async (durationMs: number): Promise<TrainingHistory> => {
    const polls = Math.min(mostPolls, Math.round(durationMs / pollIntervalMs));
    const found = { durationMs, ...(await life(client, taskQueue, asked, polls)) };
    log(`  a training of ${durationMs / 60_000} minutes: ${found.polls} polls, ${found.events} events`);
    return found;
  };
  try {
    const atOnce = await one(0);
    const trainings = [];
    for (const durationMs of durationsMs) {
      const found = await one(durationMs);
      trainings.push({
        ...found,
        eventsPerAtOnce: Number((found.events / atOnce.events).toFixed(2)),
        bytesPerAtOnce: Number((found.bytes / atOnce.bytes).toFixed(2)),
      });
    }
    return { server: 'dev server', pollIntervalMs, atOnce, trainings };
  } finally {
    for (const worker of workers) worker.shutdown();
    await running;
    await Promise.all([workerConnection.close(), connection.close()]);
  }
}

/** Activities without side effects, except the product's own polls of the trainer. */
function activitiesOf(client: Client, asked: Map<string, { polls: number; wanted: number }>): Activities {
  const { activities } = createFakeActivities({ cancel: async () => undefined });
  async function status(_endpoint: string, requestId: string): Promise<TrainingStatus> {
    const training = asked.get(requestId);
    if (!training || training.polls >= training.wanted) return { state: 'ended' };
    training.polls += 1;
    const share = training.polls / training.wanted;
    // Evenly: as many steps of progress as can be reported.
    if (share > QUEUED_SHARE) return { state: 'running', percent: (100 * (share - QUEUED_SHARE)) / (1 - QUEUED_SHARE) };
    return { state: 'queued', queuePosition: Math.ceil(QUEUE_LENGTH * (1 - share / QUEUED_SHARE)) };
  }
  // The request has the avatar's id, so that polls are told apart.
  const submitTraining: Activities['submitTraining'] = async ({ avatarId }) => ({
    requestId: avatarId,
    endpoint: 'fal-ai/bench',
  });
  const { awaitTraining } = quietProduct(client, { status });
  return { ...activities, submitTraining, awaitTraining };
}

async function life(
  client: Client,
  taskQueue: string,
  asked: Map<string, { polls: number; wanted: number }>,
  wanted: number,
): Promise<Omit<TrainingHistory, 'durationMs'>> {
  const avatarId = randomUUID();
  const training = { polls: 0, wanted };
  asked.set(avatarId, training);
  const { photos, timing } = defaultPolicy;
  const input: messages.AvatarInput = {
    avatarId,
    user: { telegramId: by, language: 'en', firstName: 'Ann' },
    choices: { avatarType: 'character', gender: 'female', trainingType: 'portrait', name: 'Ann' },
    trainer: chooseTrainer('portrait'),
    policy: {
      ...defaultPolicy,
      photos: { ...photos, minPhotos: 1 },
      timing: {
        ...timing,
        burstQuietMs: 100,
        pollIntervalMs: INTERVAL_MS,
        // Real polls are further apart than reports need be.
        progressEveryMs: 0,
      },
    },
  };
  const run = await client.workflow.start(messages.workflowTypes.avatar, {
    workflowId: messages.avatarWorkflowId(avatarId),
    taskQueue,
    args: [input],
  });
  await run.signal(messages.addPhotos, [{ fileId: 'file-1', fileUniqueId: 'unique-1', messageId: 1 }]);
  await until(
    'ready',
    () => run.query(messages.state),
    ({ status }) => status === 'ready',
    PATIENCE_MS,
  );
  await run.executeUpdate(messages.startTraining, { args: [{ by }] });
  await run.result();
  const { historyLength: events, historySize: bytes = 0 } = await run.describe();
  return { polls: training.polls, events, bytes };
}
