import { ApplicationFailure, ApplicationFailureCategory } from '@temporalio/common';
import { cancellationSignal, Context, heartbeat, log } from '@temporalio/activity';
import type { Language } from '../../domain/avatar/avatar.ts';
import type { DeletionReceipt } from '../../domain/user/deletion.ts';
import type { Counted, DayLimits } from '../../domain/limits/limits.ts';
import type { TrainingRequest } from '../../domain/avatar/life.ts';
import type { ActivityDeps } from '../deps.ts';
import { orSlowDown, stillTraining } from '../lib/failures.ts';
import { withHeartbeats } from '../lib/heartbeats.ts';
import type { Belongings, Leaving } from '../ports/person-records.ts';
import { RequestTaken } from '../ports/records.ts';
import type { RunsOfPerson } from '../ports/person-runs.ts';
import { keys, ownedAvatar, readKey } from '../lib/storage-keys.ts';
import { TrainerRejected } from '../ports/trainer.ts';

/** What is kept of avatars, counted before it goes. */
export interface Inventory extends Omit<Belongings, 'known'> {
  /** Of which there are rows, or objects. */
  readonly avatars: number;
  /** Avatars whose rows are lost: what was asked of the trainer for them is not known. */
  readonly lost: number;
  readonly photos: number;
  readonly models: number;
  readonly bytes: number;
}

/** Between two looks at runs that are closing, and at a training that has not ended, ms. */
const LOOK_AGAIN_MS = 1_000;
const ASK_AGAIN_MS = 10_000;
/** How long a run that can do nothing any more is left to an operator, ms. */
const STUCK_FOR_MS = 60_000;
/** How long any run may take to end, ms: a submission under way, or in doubt, is over by then. */
const ENDS_WITHIN_MS = 30 * 60_000;
/** How long a submission in doubt is looked for in the trainer's list, which may be behind, ms: the person waits for the receipt. */
const SETTLES_WITHIN_MS = 20_000;
/** Clocks differ: uploads begun somewhat later than now by MinIO's clock are aborted too, ms. */
const CLOCK_SLACK_MS = 60 * 60_000;

/** Activities that delete all that is kept of a person. All may be repeated. */
export function createDeletionActivities({ records, storage, runs, trainer, messenger }: ActivityDeps) {
  return {
    /** Nothing new is taken from here on. @returns the id of the person's row; null: there is none */
    beginDeletion: ({ telegramId, language }: { telegramId: number; language: Language }): Promise<string | null> =>
      records.beginDeletion(telegramId, language),

    /** Over: what is new is taken again. */
    endDeletion: ({ telegramId }: { telegramId: number }): Promise<void> => records.endDeletion(telegramId),

    /**
     * The person's avatars that were begun by then, as rows, runs and storage know them: the rows may be those of an older
     * database. One that was begun later is left alone: its life tells, since its row may have been written late.
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
     * Asks the runs to end, and fails benignly until all have: trainings are stopped at the trainer by the avatars' own runs, in
     * their own time. One that is stuck, or takes too long, is ended as it stands: what it was at FAL for is told to stop later
     * on. Which runs were asked before is in the heartbeat.
     */
    async endRuns(person: RunsOfPerson): Promise<void> {
      const { heartbeatDetails, scheduledTimestampMs } = Context.current().info;
      const asked = new Set((heartbeatDetails as string[] | undefined) ?? []);
      const waitedMs = Date.now() - scheduledTimestampMs;
      const end = async () => {
        const open = await runs.openRunsOf(person);
        for (const { isStuck, ...run } of open) {
          cancellationSignal().throwIfAborted();
          if (waitedMs > (isStuck ? STUCK_FOR_MS : ENDS_WITHIN_MS)) {
            log.error('a run is terminated that did not end for a deletion', { ...run, isStuck });
            await runs.terminate(run, 'all that is kept of its person is being deleted, and it does not end');
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
     * Looks for submissions in doubt in the trainer's list, by their archives, as long as their rows are there. Fails benignly
     * until all are settled, or it has been looked for long enough: what is in doubt then is told so.
     */
    settleDoubts: ({ telegramId, avatarIds }: Omit<Leaving, 'personId'>): Promise<void> =>
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

    /** What there is, in rows and in storage, and what the trainer was asked for. */
    takeInventory: (person: RunsOfPerson): Promise<Inventory> =>
      withHeartbeats(async () => {
        const { telegramId, avatarIds } = person;
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
        // What was asked for them their runs may know.
        const told = lost.length > 0 ? await runs.requestsOf({ ...person, avatarIds: lost }) : nothingTold;
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

    /** Everything under one avatar's keys, then its rows. */
    deleteBelongings: ({ avatarId, telegramId }: { avatarId: string; telegramId: number }): Promise<void> =>
      withHeartbeats(async () => {
        const prefix = keys.avatar(avatarId);
        await storage.abortUploads(prefix, -CLOCK_SLACK_MS);
        await storage.removeAll(prefix);
        await records.deleteAvatar(avatarId, telegramId);
        await storage.remove(keys.owner(telegramId, avatarId));
      }),

    /**
     * Has the trainer delete what it keeps of a request, be it for a training or a picture, once that has ended: what goes on is
     * told to stop first.
     */
    forgetRequest: ({ endpoint, requestId }: TrainingRequest): Promise<'deleted' | 'unknown' | 'not_allowed'> =>
      withHeartbeats(async () => {
        const signal = cancellationSignal();
        const status = await trainer.status(endpoint, requestId, signal).catch((error: unknown) => {
          // It may know the payloads for longer than the request.
          if (error instanceof TrainerRejected) return { state: 'ended' } as const;
          throw error;
        });
        if (status.state !== 'ended') {
          // Its run has told it, unless that was stuck. Told twice, it does no harm.
          await trainer.cancel(endpoint, requestId);
          throw stillTraining('the training has not ended yet', ASK_AGAIN_MS);
        }
        const answer = await trainer.forget(requestId, signal);
        if (answer === 'not_allowed')
          log.warn('the key may not delete requests: one of scope ADMIN may', { requestId });
        return answer;
      }),

    /**
     * The person's own row, last of all.
     * @param limits by which the last day's uses are counted on, by a hash
     * @returns `isGone` false: there is none, or there are avatars that were begun since, and it stays theirs; `kept`: what is counted on
     */
    deletePerson: ({
      limits,
      ...leaving
    }: Leaving & { readonly limits: DayLimits }): Promise<{
      isGone: boolean;
      kept: Counted;
    }> => records.deletePerson(leaving, limits),

    /**
     * Has Temporal forget the runs that have ended, since names and ids are in their histories. It does so within a minute or so.
     * @returns how many there still were
     */
    eraseRuns: (person: RunsOfPerson): Promise<number> =>
      withHeartbeats(async () => {
        const ended = await runs.endedRunsOf(person);
        for (const run of ended) await runs.erase(run);
        return ended.length;
      }),

    /** Looks at storage and rows. Nothing is left when both are 0. */
    lookForRemains: (leaving: Leaving): Promise<{ objects: number; rows: number }> =>
      withHeartbeats(async () => {
        let objects = 0;
        for (const avatarId of leaving.avatarIds) {
          for await (const _ of storage.list(keys.avatar(avatarId))) objects += 1;
          if ((await storage.size(keys.owner(leaving.telegramId, avatarId))) !== null) objects += 1;
        }
        return { objects, rows: await records.rowsAbout(leaving) };
      }),

    /** Tells the person, in the language that they were written to in. Whoever has blocked the bot is not told, and that is all right. */
    tellReceipt: (told: { telegramId: number; language: Language; receipt: DeletionReceipt }): Promise<void> =>
      orSlowDown(async () =>
        messenger.receipt(told.telegramId, told.receipt, told.language, await runs.historyKeptMs()),
      ),
  };
}

const nothingTold: ReadonlyMap<string, readonly TrainingRequest[]> = new Map();

/** Then it is another training's, and is forgotten with that. */
function unlessTaken(error: unknown): void {
  if (!(error instanceof RequestTaken)) throw error;
}
