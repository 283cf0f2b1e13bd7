import { heartbeat, log } from '@temporalio/activity';
import type { ActivityDeps } from '../deps.ts';
import { keys } from '../lib/storage-keys.ts';

/** Activities about the photos of an avatar that is finished. */
export function createPhotoRetentionActivities({ records, storage }: Pick<ActivityDeps, 'records' | 'storage'>) {
  return {
    /**
     * Removes the photos of a completed avatar, all but its cover, and any archive of them. May be repeated. Of an avatar that
     * is gone, or not completed, nothing is removed.
     * @returns how many photos
     */
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

    /** Nobody is told any more that the photos will go. */
    keepTrainedPhotos: ({ avatarId }: { avatarId: string }): Promise<void> => records.keepPhotos(avatarId),
  };
}
