import { heartbeat, log } from '@temporalio/activity';
import type { ActivityDeps } from '../deps.ts';
import { keys } from '../lib/storage-keys.ts';

export function createPhotoRetentionActivities({ records, storage }: Pick<ActivityDeps, 'records' | 'storage'>) {
  return {
    /** Removes a completed avatar's photos, except its cover, and archives. May be repeated. No effect otherwise. @returns how many photos */
    async removeTrainedPhotos({ avatarId }: { avatarId: string }): Promise<number> {
      const numbers = await records.releasePhotos(avatarId);
      for (const number of numbers) {
        heartbeat(number);
        await storage.remove(keys.photo(avatarId, number));
      }
      if (numbers.length > 0) await storage.removeAll(keys.archives(avatarId));
      log.info('the photos of a finished avatar are removed', { avatarId, photos: numbers.length });
      return numbers.length;
    },

    /** The card no longer says that the photos will be removed. */
    keepTrainedPhotos: ({ avatarId }: { avatarId: string }): Promise<void> => records.keepPhotos(avatarId),
  };
}
