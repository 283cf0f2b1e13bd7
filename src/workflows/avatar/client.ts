import {
  WithStartWorkflowOperation,
  WorkflowFailedError,
  type Client,
  type WorkflowStartOptions,
} from '@temporalio/client';
import { TypedSearchAttributes, type UpdateDefinition } from '@temporalio/common';
import { defined } from '../../domain/defined.ts';
import type { PhotosToJudge, ReceivedPhoto } from '../../domain/photos/photo.ts';
import type { AvatarView } from '../../domain/avatar/state.ts';
import type { TrainingReport } from '../../domain/training/watch.ts';
import { avatarOfRun } from '../shared/avatar-runs.ts';
import { describeRun, hasEnded, reaches, within, type ClientOptions } from '../shared/client.ts';
import { avatarStatusKey, telegramUserIdKey, trainingTypeKey } from '../shared/search-attributes.ts';
import { restart } from './client/restart.ts';
import * as contract from './contract.ts';

export interface CommandOptions {
  /** Repeated under the same id, a command is carried out once. */
  readonly updateId: string;
  /** Called when Temporal has the command: it will be carried out, even if the caller goes. */
  readonly onAccepted?: () => void;
}

export interface StartOptions extends CommandOptions, Required<Pick<WorkflowStartOptions, 'workflowIdReusePolicy'>> {
  readonly taskQueue: string;
}

/** The one way to an avatar's run. Temporal's errors are passed on, except «not found» where a method says so. */
export function createAvatarClient(client: Client, options: ClientOptions = {}) {
  const { workflow } = client;
  const inTime = within(client, options);
  const runOf = (avatarId: string, runId?: string) => workflow.getHandle(contract.avatarWorkflowId(avatarId), runId);
  const signalled = (call: () => Promise<void>) => reaches(() => inTime(call));

  return {
    /** Starts a run if none is open, and waits until its card is shown. */
    start(input: contract.AvatarInput, { taskQueue, updateId, onAccepted, ...how }: StartOptions): Promise<AvatarView> {
      const { avatarId, user, choices, cardMessageId } = input;
      return inTime(async () => {
        const startWorkflowOperation = new WithStartWorkflowOperation(contract.avatarWorkflowType, {
          ...how,
          workflowId: contract.avatarWorkflowId(avatarId),
          workflowIdConflictPolicy: 'USE_EXISTING',
          taskQueue,
          args: [input],
          typedSearchAttributes: new TypedSearchAttributes([
            { key: avatarStatusKey, value: 'draft' },
            { key: trainingTypeKey, value: choices.trainingType },
            { key: telegramUserIdKey, value: String(user.telegramId) },
          ]),
          staticSummary: `${choices.trainingType} · ${choices.avatarType} · ${choices.gender}`,
          staticDetails: 'The life of one avatar. See *Current details* for where it stands and what may be done.',
        });
        const opened = await workflow.startUpdateWithStart(contract.openAvatar, {
          args: [{ by: user.telegramId, ...defined({ cardMessageId }) }],
          updateId,
          waitForStage: 'ACCEPTED',
          startWorkflowOperation,
        });
        onAccepted?.();
        return opened.result();
      });
    },

    /** Sends one of the contract's updates, and waits for its result. */
    command<Sent extends contract.Command>(
      avatarId: string,
      update: UpdateDefinition<AvatarView | void, [Sent]>,
      command: Sent,
      { updateId, onAccepted }: CommandOptions,
    ): Promise<AvatarView | void> {
      return inTime(async () => {
        const args: [Sent] = [command];
        const sent = await runOf(avatarId).startUpdate(update, { args, updateId, waitForStage: 'ACCEPTED' });
        onAccepted?.();
        return sent.result();
      });
    },

    /** Starts another run for an avatar, with the input of its last. @returns false: Temporal keeps no history of it */
    restart: (avatarId: string): Promise<boolean> => restart(client, avatarId),

    /** The view from its run; null when it does not answer in time, or there is none. */
    state: (avatarId: string): Promise<AvatarView | null> =>
      inTime(() => runOf(avatarId).query(contract.state)).catch(() => null),

    /** null when it does not answer in time, or there is none. */
    photosToCheck: (avatarId: string): Promise<PhotosToJudge | null> =>
      inTime(() => runOf(avatarId).query(contract.photosToCheck)).catch(() => null),

    /** Its latest run, as Temporal sees it; null: there is none. */
    describe: (avatarId: string) => inTime(() => describeRun(client, contract.avatarWorkflowId(avatarId))),

    isOpen: async (avatarId: string): Promise<boolean> => {
      const run = await describeRun(client, contract.avatarWorkflowId(avatarId));
      return run !== null && !hasEnded(run.status.name);
    },

    /** Avatars with an open run. Temporal's list lags a little. */
    async *open(): AsyncGenerator<string> {
      const query = `WorkflowType = '${contract.avatarWorkflowType}' AND ExecutionStatus = 'Running'`;
      for await (const { workflowId } of workflow.list({ query })) {
        const avatarId = avatarOfRun(workflowId);
        if (avatarId !== null) yield avatarId;
      }
    },

    /** Waits until the run has closed. @returns false: not in time */
    async closes(avatarId: string): Promise<boolean> {
      try {
        await inTime(() => runOf(avatarId).result());
        return true;
      } catch (error) {
        return error instanceof WorkflowFailedError;
      }
    },

    /** @returns false: there is no open run. So do the other signals. */
    addPhotos: (avatarId: string, photos: readonly ReceivedPhoto[]) =>
      signalled(() => runOf(avatarId).signal(contract.addPhotos, photos)),

    reportTrainingEnd: (avatarId: string, word: contract.TrainerWord) =>
      signalled(() => runOf(avatarId).signal(contract.reportTrainingEnd, word)),

    reportSlowChecks: (avatarId: string, numbers: readonly number[]) =>
      signalled(() => runOf(avatarId).signal(contract.reportSlowChecks, numbers)),

    /** @param workflowId of the run that asked for it */
    reportProgress: (workflowId: string, report: TrainingReport) =>
      signalled(() => workflow.getHandle(workflowId).signal(contract.reportProgress, report)),

    redrawCard: (avatarId: string, how: contract.Showing) =>
      signalled(() => runOf(avatarId).signal(contract.redrawCard, how)),

    leave: (avatarId: string, runId: string) => signalled(() => runOf(avatarId, runId).signal(contract.abandonAvatar)),

    /** @returns false: there is no open run */
    terminate: (avatarId: string, reason: string) => reaches(() => runOf(avatarId).terminate(reason)),
  };
}
