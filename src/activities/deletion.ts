import { ApplicationFailure, ApplicationFailureCategory } from '@temporalio/common';
import { cancellationSignal, Context, heartbeat, log } from '@temporalio/activity';
import type { Language } from '../domain/avatar.ts';
import type { DeletionReceipt } from '../domain/deletion.ts';
import type { TrainingRequest } from '../domain/life.ts';
import type { ActivityDeps } from './deps.ts';
import { slowDown, stillTraining } from './failures.ts';
import { SlowDown } from './ports/messenger.ts';
import type { Belongings } from './ports/person-records.ts';
import { keys, readKey } from './ports/storage.ts';
import { TrainerRejected } from './ports/trainer.ts';

/** What is kept of a person, counted before it goes. */
export interface Inventory extends Belongings {
  readonly photos: number;
  readonly models: number;
  readonly bytes: number;
}

/** A person whose data are being deleted: by their row, for whoever comes after it is somebody new. */
interface Leaving {
  readonly telegramId: number;
  readonly personId: string;
  /** Avatars that were found so far, whether there are rows of them or not. */
  readonly avatarIds: readonly string[];
}

/** Between two looks at runs that are closing, and at a training that has not ended, ms. */
const LOOK_AGAIN_MS = 1_000;
const ASK_AGAIN_MS = 10_000;
/** Clocks differ: uploads begun somewhat later than now by MinIO's clock are aborted too, ms. */
const CLOCK_SLACK_MS = 60 * 60_000;

/** Activities that delete all that is kept of a person. All may be repeated. */
export function createDeletionActivities({ records, storage, runs, trainer, messenger }: ActivityDeps) {
  return {
    /** @returns the id of the person's row; null: there is none, so nothing is kept but what runs hold */
    beginDeletion: ({ telegramId }: { telegramId: number }): Promise<string | null> =>
      records.beginDeletion(telegramId),

    /**
     * Asks every run of the person's to end, and fails benignly until all have: trainings are stopped at the trainer by
     * the avatars' own runs, in their own time. What was asked before is in the heartbeat.
     */
    async endRuns({ telegramId, personId }: { telegramId: number; personId: string | null }): Promise<void> {
      const asked = new Set((Context.current().info.heartbeatDetails as string[] | undefined) ?? []);
      const { avatarIds } = personId === null ? { avatarIds: [] } : await records.belongings(personId);
      const open = await runs.openRunsOf(telegramId, avatarIds);
      for (const workflowId of open) {
        cancellationSignal().throwIfAborted();
        if (!asked.has(workflowId)) await runs.cancel(workflowId);
        asked.add(workflowId);
        heartbeat([...asked]);
      }
      if (open.length === 0) return;
      throw ApplicationFailure.create({
        type: 'RunsStillOpen',
        message: `still open: ${open.slice(0, 5).join(', ')}${open.length > 5 ? ` and ${open.length - 5} more` : ''}`,
        nextRetryDelay: LOOK_AGAIN_MS,
        category: ApplicationFailureCategory.BENIGN,
      });
    },

    /** What there is, in rows and in storage. */
    async takeInventory({ personId, avatarIds: found }: Leaving): Promise<Inventory> {
      const belongings = await records.belongings(personId);
      const avatarIds = [...new Set([...found, ...belongings.avatarIds])];
      let [photos, models, bytes] = [0, belongings.finetuneIds.length, 0];
      for (const avatarId of avatarIds) {
        heartbeat(avatarId);
        for await (const object of storage.list(keys.avatar(avatarId))) {
          bytes += object.bytes;
          if (readKey(object.key)?.kind === 'photo') photos += 1;
          if (object.key === keys.weights(avatarId)) models += 1;
        }
      }
      return { ...belongings, avatarIds, photos, models, bytes };
    },

    /** Everything under one avatar's keys, then its rows. */
    async deleteBelongings({ avatarId, telegramId }: { avatarId: string; telegramId: number }): Promise<void> {
      const prefix = keys.avatar(avatarId);
      await storage.abortUploads(prefix, -CLOCK_SLACK_MS);
      await storage.removeAll(prefix);
      await records.deleteAvatar(avatarId, telegramId);
    },

    /** Has the trainer delete what it keeps of a request, be it for a training or a picture, once that has ended. */
    async forgetRequest({ endpoint, requestId }: TrainingRequest): Promise<'deleted' | 'unknown' | 'not_allowed'> {
      const signal = cancellationSignal();
      const status = await trainer.status(endpoint, requestId, signal).catch((error: unknown) => {
        // It may know the payloads for longer than the request.
        if (error instanceof TrainerRejected) return { state: 'ended' } as const;
        throw error;
      });
      if (status.state !== 'ended') throw stillTraining('the training has not ended yet', ASK_AGAIN_MS);
      const answer = await trainer.forget(requestId, signal);
      if (answer === 'not_allowed') log.warn('the key may not delete requests: one of scope ADMIN may', { requestId });
      return answer;
    },

    /** The person's own row, last of all. @returns false: there are avatars again */
    deletePerson: ({ personId }: { personId: string }): Promise<boolean> => records.deletePerson(personId),

    /** Looks at storage and rows. Nothing is left when both are 0. */
    async lookForRemains({ personId, avatarIds }: Leaving): Promise<{ objects: number; rows: number }> {
      let objects = 0;
      for (const avatarId of avatarIds) {
        heartbeat(avatarId);
        for await (const _ of storage.list(keys.avatar(avatarId))) objects += 1;
      }
      return { objects, rows: await records.rowsAbout(personId, avatarIds) };
    },

    /** Tells the person, in the language that they were written to in. Whoever has blocked the bot is not told, and that is all right. */
    async tellReceipt(told: { telegramId: number; language: Language; receipt: DeletionReceipt }): Promise<void> {
      try {
        await messenger.receipt(told.telegramId, told.receipt, told.language, await runs.historyKeptMs());
      } catch (error) {
        throw error instanceof SlowDown ? slowDown(error.retryAfterMs) : error;
      }
    },
  };
}
