import { randomUUID } from 'node:crypto';
import { Client, type WorkflowHandleWithFirstExecutionRunId } from '@temporalio/client';
import { TypedSearchAttributes, type DataConverter } from '@temporalio/common';
import type { WorkflowBundle } from '@temporalio/worker';
import type { Activities } from '../../src/activities/index.ts';
import { defaultPolicy, type AvatarPolicy } from '../../src/domain/avatar/policy.ts';
import { chooseTrainer } from '../../src/domain/training/trainers.ts';
import type { AvatarView } from '../../src/domain/avatar/state.ts';
import type { avatarWorkflow } from '../../src/workflows/avatar/workflow.ts';
import type { previewWorkflow } from '../../src/workflows/pictures/workflow.ts';
import * as messages from '../../src/workflows/contracts.ts';
import { avatarStatusKey, telegramUserIdKey, trainingTypeKey } from '../../src/workflows/shared/search-attributes.ts';
import { createRuns } from '../../src/activities/adapters/temporal/runs.ts';
import { createFakeActivities, type FakeActivities } from './fake-activities.ts';
import { connect, LabWorkers, recordRuns, sharedLabWorkers } from './lab-workers.ts';
import { until } from './until.ts';

export const OWNER = 4242;

/** Options of an update as the bot sends it for a user; without them it is an operator's. */
export const byUser = (): { updateId: string } => ({ updateId: messages.userUpdateId(1, randomUUID()) });

const annsChoices = { avatarType: 'character', gender: 'female', trainingType: 'portrait', name: 'Ann' } as const;

/** Limits and durations short enough for tests to wait for. */
export function quickPolicy(
  timing: Partial<AvatarPolicy['timing']> = {},
  rest: Partial<AvatarPolicy> = {},
): AvatarPolicy {
  return {
    photos: { ...defaultPolicy.photos, minPhotos: 2, maxPhotos: 4 },
    preview: { pictures: 0 },
    timing: {
      burstQuietMs: 50,
      checkQuietMs: 50,
      slowCheckMs: 60_000,
      draftTtlMs: 60_000,
      uploadTtlMs: 60_000,
      reminderBeforeMs: 1_000,
      retryWindowMs: 60_000,
      pollIntervalMs: 20,
      trainingTimeoutMs: 60_000,
      queueLimitMs: 60_000,
      runLimitMs: 60_000,
      trainerSilenceMs: 60_000,
      cancelTimeoutMs: 60_000,
      cancelGraceMs: 20_000,
      submitRetryMs: 20,
      submissionDoubtMs: 500,
      progressEveryMs: 0,
      inboxTtlMs: 60_000,
      resultPatienceMs: defaultPolicy.timing.resultPatienceMs,
      goneAfterMs: defaultPolicy.timing.goneAfterMs,
      photoRetentionMs: defaultPolicy.timing.photoRetentionMs,
      ...timing,
    },
    limits: { trainingsAtOnce: 0, trainingsADay: 0, avatarsADay: 0, photosAMinute: 0 },
    historyEvents: defaultPolicy.historyEvents,
    ...rest,
  };
}

/** Fake activities on the real server, for one test. */
export class WorkflowLab {
  readonly client: Client;
  readonly fakes: FakeActivities;
  readonly taskQueue: string;
  readonly stop: () => Promise<void>;

  private constructor(client: Client, fakes: FakeActivities, taskQueue: string, stop: () => Promise<void>) {
    this.client = client;
    this.fakes = fakes;
    this.taskQueue = taskQueue;
    this.stop = stop;
  }

  /** With the workers that all tests of this process share: at the end of the test its runs are terminated. */
  static async start(): Promise<WorkflowLab> {
    const workers = await sharedLabWorkers();
    const workflowIds = new Set<string>();
    const interceptor = recordRuns(() => ({ activities: fakes.activities, workflowIds }));
    const client = workers.client([interceptor]);
    const fakes = createFakeActivities(createRuns(client));
    return new WorkflowLab(client, fakes, workers.taskQueue, async () => {
      const terminate = (workflowId: string) => client.workflow.getHandle(workflowId).terminate('its test is over');
      await Promise.all([...workflowIds].map((workflowId) => terminate(workflowId).catch(() => undefined)));
    });
  }

  /** With workers of its own, which end with it; its runs do not. @param activities replacements for some fakes, made from them */
  static async startAlone({
    activities = (fakes) => fakes,
    ...options
  }: {
    maxCachedWorkflows?: number;
    dataConverter?: DataConverter;
    activities?: (fakes: Activities) => Activities;
    taskQueue?: string;
    workflowBundle?: WorkflowBundle;
  } = {}): Promise<WorkflowLab> {
    const { connection, namespace } = await connect();
    const client = new Client({ connection, namespace });
    const fakes = createFakeActivities(createRuns(client));
    const workers = await LabWorkers.start(activities(fakes.activities), options);
    return new WorkflowLab(client, fakes, workers.taskQueue, async () => {
      await workers.stop();
      await connection.close();
    });
  }

  /** Starts an avatar's run. */
  async avatar(input: Partial<messages.AvatarInput> = {}): Promise<LabAvatar> {
    const avatarId = input.avatarId ?? randomUUID();
    const { choices = annsChoices } = input;
    const full: messages.AvatarInput = {
      avatarId,
      user: { telegramId: OWNER, language: 'en', firstName: 'Ann' },
      choices,
      policy: quickPolicy(),
      trainer: chooseTrainer(choices.trainingType),
      ...input,
    };
    const handle = await this.client.workflow.start<typeof avatarWorkflow>(messages.workflowTypes.avatar, {
      workflowId: messages.avatarWorkflowId(avatarId),
      taskQueue: this.taskQueue,
      args: [full],
      typedSearchAttributes: new TypedSearchAttributes([
        { key: avatarStatusKey, value: 'draft' },
        { key: trainingTypeKey, value: full.choices.trainingType },
        { key: telegramUserIdKey, value: String(OWNER) },
      ]),
    });
    return new LabAvatar(avatarId, handle);
  }

  /** Starts making an avatar's first pictures, as the user's button does. */
  pictures(avatarId: string, pictures: number): Promise<WorkflowHandleWithFirstExecutionRunId<typeof previewWorkflow>> {
    return this.client.workflow.start<typeof previewWorkflow>(messages.workflowTypes.preview, {
      workflowId: messages.previewWorkflowId(avatarId),
      workflowIdConflictPolicy: 'USE_EXISTING',
      taskQueue: this.taskQueue,
      args: [{ avatarId, pictures }],
    });
  }
}

/** An avatar's run in the lab. */
export class LabAvatar {
  readonly avatarId: string;
  readonly handle: WorkflowHandleWithFirstExecutionRunId<typeof avatarWorkflow>;
  #messageId = 0;

  constructor(avatarId: string, handle: WorkflowHandleWithFirstExecutionRunId<typeof avatarWorkflow>) {
    this.avatarId = avatarId;
    this.handle = handle;
  }

  /** Sends photos, each in a message of its own. */
  async send(...fileUniqueIds: string[]): Promise<number[]> {
    const ids = fileUniqueIds.map((fileUniqueId) => ({ fileUniqueId, messageId: (this.#messageId += 1) }));
    for (const { fileUniqueId, messageId } of ids) {
      await this.handle.signal(messages.addPhotos, [{ fileId: `file-${fileUniqueId}`, fileUniqueId, messageId }]);
    }
    return ids.map(({ messageId }) => messageId);
  }

  state(): Promise<AvatarView> {
    return this.handle.query(messages.state);
  }

  reaches(status: AvatarView['status']): Promise<AvatarView> {
    return this.is(`status ${status}`, (state) => state.status === status);
  }

  is(what: string, holds: (state: AvatarView) => boolean): Promise<AvatarView> {
    return until(what, () => this.state(), holds);
  }

  async ready(): Promise<void> {
    await this.send('a', 'b');
    await this.reaches('ready');
  }

  confirm(): Promise<AvatarView> {
    return this.handle.executeUpdate(messages.startTraining, { args: [{ by: OWNER }] });
  }

  /** The run's status on the server: RUNNING, COMPLETED, CANCELLED, FAILED … */
  async runStatus(): Promise<string> {
    return (await this.handle.describe()).status.name;
  }

  async ends(): Promise<string> {
    await this.handle.result().catch(() => undefined);
    return this.runStatus();
  }

  async events(): Promise<number> {
    return (await this.handle.fetchHistory()).events?.length ?? 0;
  }
}
