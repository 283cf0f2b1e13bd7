import { ApplicationFailure, ApplicationFailureCategory } from '@temporalio/common';
import { cancellationSignal, Context, heartbeat, log } from '@temporalio/activity';
import type { Language } from '../../domain/avatar/avatar.ts';
import type { DeletionReceipt } from '../../domain/user/deletion.ts';
import type { Counted, DayLimits } from '../../domain/limits/limits.ts';
import type { TrainingRequest } from '../../domain/avatar/life.ts';
import type { ActivityDeps } from '../deps.ts';
import { orSlowDown, stillTraining } from '../lib/failures.ts';
import { withHeartbeats } from '../lib/heartbeats.ts';
import type { Belongings, Leaving } from '../ports/user-records.ts';
import { RequestTaken } from '../ports/records.ts';
import type { RunsOfUser } from '../ports/user-runs.ts';
import { keys, ownedAvatar, readKey } from '../lib/storage-keys.ts';
import { TrainerRejected } from '../ports/trainer.ts';

/** What is kept of avatars, counted before it is deleted. */
export interface Inventory extends Omit<Belongings, 'known'> {
  readonly avatars: number;
  /** Avatars whose rows are lost: what was requested from the trainer for them is unknown. */
  readonly lost: number;
  readonly photos: number;
  readonly models: number;
  readonly bytes: number;
}

/** Between two checks of closing runs, or of a training that has not ended, ms. */
const LOOK_AGAIN_MS = 1_000;
const ASK_AGAIN_MS = 10_000;
/** How long an operator has to fix a stuck run, ms. */
const STUCK_FOR_MS = 60_000;
/** How long any run may take to end, ms: a running or doubtful submission is over by then. */
const ENDS_WITHIN_MS = 30 * 60_000;
/** How long to look for a submission in doubt in the trainer's list, which may lag, ms: the user waits for the receipt. */
const SETTLES_WITHIN_MS = 20_000;
/** Clocks differ: also abort uploads that began somewhat later than now by MinIO's clock, ms. */
const CLOCK_SLACK_MS = 60 * 60_000;

/** Activities that delete all data of a user. All may be repeated. */
export function createDeletionActivities({ records, storage, runs, trainer, messenger }: ActivityDeps) {
  return {
    /** From here on nothing new is accepted. @returns the id of the user's row; null: there is none */
    beginDeletion: ({ telegramId, language }: { telegramId: number; language: Language }): Promise<string | null> =>
      records.beginDeletion(telegramId, language),

    endDeletion: ({ telegramId }: { telegramId: number }): Promise<void> => records.endDeletion(telegramId),

    /**
     * The user's avatars that were started by then, from rows, runs and storage: the rows may be an older database's.
     * Later avatars are left alone; the start of the run decides, since a row may have been written late.
     */
    findAvatars: ({ telegramId, begunBy }: { telegramId: number; begunBy: number }): Promise<string[]> =>
      withHeartbeats(async () => {
        const rows = [...(await records.avatarsOf(telegramId))];
        for await (const { key, lastModified } of storage.list(keys.ownedBy(telegramId))) {
          const avatarId = ownedAvatar(key);
          if (avatarId !== null) rows.push({ avatarId, createdAt: lastModified });
        }
        const lives = await runs.avatarsOf(telegramId);
        const found = new Set<string>();
        for (const [avatarId, begunAt] of lives) if (begunAt <= begunBy) found.add(avatarId);
        for (const { avatarId, createdAt } of rows) {
          const isOld = createdAt <= begunBy - CLOCK_SLACK_MS;
          const begunAt = isOld ? null : (lives.get(avatarId) ?? (await runs.begunAt(avatarId)));
          if (begunAt === null || begunAt <= begunBy) found.add(avatarId);
        }
        for (const avatarId of await records.othersAmong([...found], telegramId)) found.delete(avatarId);
        return [...found];
      }),

    /**
     * Asks the runs to end, and fails benignly until all have: each avatar's run stops its training at the trainer
     * itself. A run that is stuck or takes too long is terminated, and its training is told to stop later. The
     * heartbeat remembers which runs were asked.
     */
    async endRuns(user: RunsOfUser): Promise<void> {
      const { heartbeatDetails, scheduledTimestampMs } = Context.current().info;
      const asked = new Set((heartbeatDetails as string[] | undefined) ?? []);
      const waitedMs = Date.now() - scheduledTimestampMs;
      const end = async () => {
        const open = await runs.openRunsOf(user);
        for (const { isStuck, ...run } of open) {
          cancellationSignal().throwIfAborted();
          if (waitedMs > (isStuck ? STUCK_FOR_MS : ENDS_WITHIN_MS)) {
            log.error('a run is terminated that did not end for a deletion', { ...run, isStuck });
            await runs.terminate(run, 'all data of its user are being deleted, and it does not end');
          } else if (!asked.has(run.runId)) await runs.leave(run);
          asked.add(run.runId);
          heartbeat([...asked]);
        }
        return open.map(({ workflowId }) => workflowId);
      };
      const open = await withHeartbeats(end, () => [...asked]);
      if (open.length === 0) return;
      throw ApplicationFailure.create({
        type: 'RunsStillOpen',
        message: `still open: ${open.slice(0, 5).join(', ')}${open.length > 5 ? ` and ${open.length - 5} more` : ''}`,
        nextRetryDelay: LOOK_AGAIN_MS,
        category: ApplicationFailureCategory.BENIGN,
      });
    },

    /**
     * Looks for submissions in doubt in the trainer's list, by their archives, while their rows exist. Fails benignly
     * until all are settled or the time is over: the receipt reports the rest.
     */
    settleDoubts: ({ telegramId, avatarIds }: Omit<Leaving, 'userId'>): Promise<void> =>
      withHeartbeats(async () => {
        const signal = cancellationSignal();
        let isOpen = false;
        for (const { endpoint, ...key } of await records.doubts(telegramId, avatarIds)) {
          const known = await records.training(key);
          if (known?.archiveUrl === undefined) continue;
          const search = { endpoint, value: known.archiveUrl, since: known.createdAt, signal };
          const found = await trainer.find(search).catch((error: unknown) => {
            signal.throwIfAborted();
            log.warn('the trainer could not be asked for a submission in doubt', { ...key, error });
            return 'none' as const;
          });
          if (typeof found === 'object') await records.saveRequest(key, found.requestId).catch(unlessTaken);
          isOpen ||= found === 'none';
        }
        if (isOpen && Date.now() - Context.current().info.scheduledTimestampMs < SETTLES_WITHIN_MS) {
          throw stillTraining('a submission is in doubt', LOOK_AGAIN_MS);
        }
      }),

    /** What exists in rows and storage, and what was requested from the trainer. */
    takeInventory: (user: RunsOfUser): Promise<Inventory> =>
      withHeartbeats(async () => {
        const { telegramId, avatarIds } = user;
        const { known, ...belongings } = await records.belongings(telegramId, avatarIds);
        let [photos, models, bytes] = [0, belongings.finetuneIds.length, 0];
        const stored = new Set<string>();
        for (const avatarId of avatarIds) {
          for await (const object of storage.list(keys.avatar(avatarId))) {
            stored.add(avatarId);
            bytes += object.bytes;
            if (readKey(object.key)?.kind === 'photo') photos += 1;
            if (object.key === keys.weights(avatarId)) models += 1;
          }
        }
        const lost = avatarIds.filter((avatarId) => !known.includes(avatarId));
        // The histories of their runs may tell.
        const told = lost.length > 0 ? await runs.requestsOf({ ...user, avatarIds: lost }) : nothingTold;
        const asked = [...belongings.requests, ...[...told.values()].flat()];
        const requests = [...new Map(asked.map((request) => [request.requestId, request])).values()];
        const storedAndLost = lost.filter((avatarId) => stored.has(avatarId));
        return {
          ...belongings,
          requests,
          avatars: known.length + storedAndLost.length,
          lost: storedAndLost.filter((avatarId) => !told.has(avatarId)).length,
          photos,
          models,
          bytes,
        };
      }),

    /** Deletes everything under one avatar's keys, then its rows. */
    deleteBelongings: ({ avatarId, telegramId }: { avatarId: string; telegramId: number }): Promise<void> =>
      withHeartbeats(async () => {
        const prefix = keys.avatar(avatarId);
        await storage.abortUploads(prefix, -CLOCK_SLACK_MS);
        await storage.removeAll(prefix);
        await records.deleteAvatar(avatarId, telegramId);
        await storage.remove(keys.owner(telegramId, avatarId));
      }),

    /** Has the trainer delete all it keeps of a training's or picture's request once that has ended. A running one is told to stop first. */
    forgetRequest: ({ endpoint, requestId }: TrainingRequest): Promise<'deleted' | 'unknown' | 'not_allowed'> =>
      withHeartbeats(async () => {
        const signal = cancellationSignal();
        const status = await trainer.status(endpoint, requestId, signal).catch((error: unknown) => {
          // The trainer may keep the payloads longer than the request.
          if (error instanceof TrainerRejected) return { state: 'ended' } as const;
          throw error;
        });
        if (status.state !== 'ended') {
          // Its run has told the trainer to stop, unless it was stuck. Telling twice is harmless.
          await trainer.cancel(endpoint, requestId);
          throw stillTraining('the training has not ended yet', ASK_AGAIN_MS);
        }
        const answer = await trainer.forget(requestId, signal);
        if (answer === 'not_allowed')
          log.warn('the key may not delete requests: one of scope ADMIN may', { requestId });
        return answer;
      }),

    /**
     * Deletes the user's own row, last of all.
     * @param limits whose usage times of the last day are kept, under a hash
     * @returns `isGone` false: there is none, or avatars were started since and the row stays; `kept`: which times were
     * kept
     */
    deleteUser: ({
      limits,
      ...leaving
    }: Leaving & { readonly limits: DayLimits }): Promise<{
      isGone: boolean;
      kept: Counted;
    }> => records.deleteUser(leaving, limits),

    /** Has Temporal delete the ended runs, within a minute or so: their histories contain names and ids. @returns how many remained */
    eraseRuns: (user: RunsOfUser): Promise<number> =>
      withHeartbeats(async () => {
        const ended = await runs.endedRunsOf(user);
        for (const run of ended) await runs.erase(run);
        return ended.length;
      }),

    /** Counts objects and rows: nothing is left when both are 0. */
    lookForRemains: (leaving: Leaving): Promise<{ objects: number; rows: number }> =>
      withHeartbeats(async () => {
        let objects = 0;
        for (const avatarId of leaving.avatarIds) {
          for await (const _ of storage.list(keys.avatar(avatarId))) objects += 1;
          if ((await storage.size(keys.owner(leaving.telegramId, avatarId))) !== null) objects += 1;
        }
        return { objects, rows: await records.rowsAbout(leaving) };
      }),

    /** Sends the receipt. A user who has blocked the bot gets none. */
    tellReceipt: (told: { telegramId: number; language: Language; receipt: DeletionReceipt }): Promise<void> =>
      orSlowDown(async () =>
        messenger.receipt(told.telegramId, told.receipt, told.language, await runs.historyKeptMs()),
      ),
  };
}

const nothingTold: ReadonlyMap<string, readonly TrainingRequest[]> = new Map();

/** The request belongs to another training, and is forgotten with that. */
function unlessTaken(error: unknown): void {
  if (!(error instanceof RequestTaken)) throw error;
}
