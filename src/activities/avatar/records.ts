import { ApplicationFailure } from '@temporalio/common';
import type { PersistedAvatar } from '../../domain/avatar/life.ts';
import type { ChosenTrainer } from '../../domain/training/trainers.ts';
import type { ActivityDeps } from '../deps.ts';
import { notOpened, orRowsLost, rowsLost } from '../lib/failures.ts';
import { BeingDeleted, TooManyAvatars } from '../ports/user-records.ts';
import {
  AvatarGone,
  ForeignAvatar,
  RowsLost,
  type AvatarRecord,
  type GivenName,
  type LostAvatar,
  type LostRows,
  type NewAvatar,
} from '../ports/records.ts';

type Opening = NewAvatar & { readonly trainer: Pick<ChosenTrainer, 'name' | 'preset'> };

/** Activities that write rows for galleries and reports. All may be repeated. */
export function createRecordActivities({ records, trainer: service }: Pick<ActivityDeps, 'records' | 'trainer'>) {
  return {
    /** Writes the user and the avatar, and brings it into focus. @returns what is kept of the avatar, and the usual time of its training */
    async openAvatar({ trainer, ...avatar }: Opening): Promise<PersistedAvatar> {
      try {
        const kept = await records.openAvatar(avatar);
        const kind = { trainer: trainer.name, preset: trainer.preset, falMode: service.mode };
        const usualMs = await records.usualTime(kind);
        return usualMs ? { ...kept, usualMs } : kept;
      } catch (error) {
        if (error instanceof ForeignAvatar || error instanceof AvatarGone)
          throw ApplicationFailure.nonRetryable(error.message, error.name);
        if (error instanceof BeingDeleted) throw notOpened('being_deleted', error.message);
        if (error instanceof TooManyAvatars) throw notOpened('too_many_avatars', error.message, error.until);
        throw error;
      }
    },

    /** Writes the lost rows of a running avatar. @throws {ApplicationFailure} being_deleted: nothing is written */
    async restoreAvatar(lost: LostAvatar): Promise<void> {
      try {
        await records.restoreAvatar(lost);
      } catch (error) {
        if (error instanceof BeingDeleted) throw notOpened('being_deleted', error.message);
        if (error instanceof ForeignAvatar) throw ApplicationFailure.nonRetryable(error.message, error.name);
        throw error;
      }
    },

    /** The user's next photos belong to this avatar. @throws {ApplicationFailure} RowsLost */
    focusPhotos: async ({ avatarId, telegramId }: { avatarId: string; telegramId: number }): Promise<void> => {
      if (!(await records.focus(avatarId, telegramId, 'photos'))) throw rowsLost(new RowsLost(avatarId));
    },

    /** The user's next text is this avatar's name. @returns false: the user has no such avatar */
    expectName: ({ avatarId, telegramId }: { avatarId: string; telegramId: number }): Promise<boolean> =>
      records.focus(avatarId, telegramId, 'name'),

    /** The user's next text is no longer this avatar's name. @returns false: the user has no such avatar */
    keepName: ({ avatarId, telegramId }: { avatarId: string; telegramId: number }): Promise<boolean> =>
      records.keepName(avatarId, telegramId),

    /** @returns false: the user has no such completed avatar */
    chooseMain: ({ avatarId, telegramId }: { avatarId: string; telegramId: number }): Promise<boolean> =>
      records.chooseMain(avatarId, telegramId),

    openAvatarOf: ({ telegramId }: { telegramId: number }): Promise<string | null> => records.openAvatarOf(telegramId),

    /** @returns expected rows that are missing @throws {ApplicationFailure} RowsLost */
    saveAvatar: (record: AvatarRecord): Promise<LostRows> => orRowsLost(records.saveAvatar(record)),

    /** @returns false: the user has no such avatar */
    renameAvatar: ({ avatarId, telegramId, ...name }: { avatarId: string; telegramId: number } & GivenName) =>
      records.renameAvatar(avatarId, telegramId, name),
  };
}
