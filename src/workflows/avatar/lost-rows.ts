import { CancellationScope, log } from '@temporalio/workflow';
import { defined } from '../../domain/defined.ts';
import { judge, valid, validNumbers, type AvatarWorkflowState } from '../../domain/avatar/life.ts';
import type { LostRows } from '../../activities/index.ts';
import { lostPhotos, trainingRecords, avatarFiles, records } from '../shared/activity-options.ts';
import type { AvatarInput } from './contract.ts';
import { submissionOf } from './training/submission-of.ts';
import { causeType } from '../shared/cause.ts';

/** The failure of an activity that finds no rows of the avatar. */
const ROWS_LOST = 'RowsLost';
/** Most tries of a step whose rows are lost each time. */
const MOST_TRIES = 5;

interface Writing {
  readonly life: AvatarWorkflowState;
  readonly input: AvatarInput;
  /** Photos whose rows and files are being removed, by their numbers. */
  readonly removals: Set<number>;
  /** Background work that the run waits for at its end. */
  readonly unfinished: Set<Promise<unknown>>;
}

/** The rows of one avatar, as its run writes them. */
export interface AvatarRows {
  /** The rows exist: one that is missing from here on is lost. Before this, nothing is written. */
  opened(): void;
  /** Writes the current state and lost rows; photos' rows in the background, because photos are measured for them. Never rejects. */
  write(): Promise<void>;
  /** Resolves when no photo's row is being written again. */
  photosWritten(): Promise<void>;
  /**
   * Does a step that needs the rows; if they are lost, writes them and repeats it.
   * @throws {ActivityFailure} RowsLost, while the avatar is being deleted: a deleted row is never written again
   */
  needed<T>(step: () => Promise<T>): Promise<T>;
  /** Writes all lost rows. @returns false: the avatar is being deleted, or there were no rows yet */
  restore(): Promise<boolean>;
}

/**
 * The workflow's state is authoritative: after an older database was restored, the rows of the user, the avatar, its
 * photos and training are written again. Only a deletion of the user's data outranks it.
 */
export function avatarRows({ life, input, removals, unfinished }: Writing): AvatarRows {
  const { avatarId, user, choices, policy } = input;
  let restoring: Promise<boolean> | undefined;
  let areOpened = input.carried !== undefined;
  const photos = new Map<number, Promise<void>>();

  function saveAvatar(): Promise<LostRows> {
    const { untaken } = life;
    const training = untaken && { attempt: untaken.attempt, requestId: untaken.requestId };
    return records.saveAvatar.executeWithOptions({ summary: `${life.status} ${life.progress} %` }, [
      {
        avatarId,
        name: life.name,
        ...defined({ namedBy: life.namedBy }),
        status: life.status,
        progress: life.progress,
        photosCount: valid(life),
        lastPhotoNumber: life.lastNumber,
        lastAttempt: life.attempt,
        ...defined({ photosKeptUntil: life.photosKeptUntil, failure: life.failure }),
        expected: { photos: validNumbers(life), ...defined({ training }) },
      },
    ]);
  }

  async function save(): Promise<void> {
    const lost = await saveAvatar();
    for (const number of lost.photos) if (!photos.has(number)) inBackground(number);
    if (lost.training) await restoreTraining();
  }

  function inBackground(number: number): void {
    const writing = CancellationScope.nonCancellable(() => restorePhoto(number))
      .catch((error: unknown) => log.warn('the row of a photo could not be written', { avatarId, number, error }))
      .finally(() => {
        photos.delete(number);
        unfinished.delete(writing);
      });
    photos.set(number, writing);
    unfinished.add(writing);
  }

  const validPhoto = (number: number) =>
    life.photos.find((known) => known.number === number && known.verdict === 'valid');

  async function restorePhoto(number: number): Promise<void> {
    const photo = validPhoto(number);
    if (!photo) return;
    log.warn('the row of a photo is lost: it is written again', { avatarId, number });
    const verdict = await lostPhotos().restorePhoto.executeWithOptions({ summary: `the row of photo ${number}` }, [
      { avatarId, telegramId: user.telegramId, photo, limits: policy.photos, avatarType: choices.avatarType },
    ]);
    if (validPhoto(number)) {
      if (verdict.verdict !== 'valid') judge(life, number, verdict);
      return;
    }
    // The user has removed it meanwhile.
    removals.add(number);
    await avatarFiles.removePhoto
      .executeWithOptions({ summary: `remove photo ${number}` }, [{ avatarId, number }])
      .finally(() => removals.delete(number));
  }

  async function restoreTraining(): Promise<void> {
    const { untaken } = life;
    if (!untaken) return;
    const { attempt, requestId } = untaken;
    log.warn('the row of a training is lost: it is written again', { avatarId, attempt, requestId });
    await trainingRecords.saveRequest.executeWithOptions({ summary: 'save the request again' }, [
      { ...submissionOf({ life, input }), attempt, requestId },
    ]);
  }

  async function restored(): Promise<boolean> {
    if (life.ending === 'deleted' || !areOpened) return false;
    log.warn('the rows of an avatar are lost: they are written again', { avatarId });
    const { language } = life;
    const chosen = language !== undefined && language !== user.language ? { chosenLanguage: language } : {};
    try {
      await records.restoreAvatar.executeWithOptions({ summary: 'restore lost rows' }, [
        { avatarId, user, ...chosen, choices: { ...choices, name: life.name } },
      ]);
    } catch (error) {
      if (causeType(error) !== 'being_deleted') throw error;
      life.ending = 'deleted';
      await records.cancelThisRun.executeWithOptions({ summary: 'its user’s data are being deleted' }, []);
      return false;
    }
    await save();
    return true;
  }

  const rows: AvatarRows = {
    opened() {
      areOpened = true;
    },

    async write() {
      if (life.ending === 'deleted' || !areOpened) return;
      try {
        await rows.needed(save);
      } catch (error) {
        log.warn('the rows of an avatar could not be written', { avatarId, error });
      }
    },

    async needed(step) {
      for (let tries = 1; ; tries += 1) {
        try {
          return await step();
        } catch (error) {
          if (!areRowsLost(error) || tries === MOST_TRIES || !(await rows.restore())) throw error;
        }
      }
    },

    async photosWritten() {
      await Promise.all(photos.values());
    },

    restore() {
      restoring ??= CancellationScope.nonCancellable(restored).finally(() => (restoring = undefined));
      return restoring;
    },
  };
  return rows;
}

export function areRowsLost(error: unknown): boolean {
  return causeType(error) === ROWS_LOST;
}
