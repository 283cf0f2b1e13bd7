import { cancellationSignal, heartbeat, log } from '@temporalio/activity';
import type { ActivityDeps } from '../deps.ts';
import type { StoredPhoto } from '../ports/records.ts';
import { readPhoto } from '../lib/objects.ts';

export function createResemblanceActivities({
  records,
  storage,
  photoInspector,
}: Pick<ActivityDeps, 'records' | 'storage' | 'photoInspector'>) {
  /** An object's bytes, or null when it was removed. */
  async function bytesOf(photo: StoredPhoto): Promise<Uint8Array | null> {
    try {
      return await readPhoto(storage, photo);
    } catch (error) {
      if ((await storage.size(photo.minioKey)) === null) return null;
      throw error;
    }
  }

  return {
    /**
     * Compares the faces of an avatar's photos, and keeps for each its distance from the others: a number that
     * identifies nobody. May be repeated. Photos that come or go meanwhile are left to the next comparison.
     * @returns how many photos could be compared
     */
    async compareFaces({ avatarId }: { avatarId: string }): Promise<number> {
      const photos = await records.storedPhotos(avatarId);
      const given: number[] = [];
      // One at a time: a whole set would not fit into memory.
      async function* jpegs(): AsyncGenerator<Uint8Array> {
        for (const photo of photos) {
          cancellationSignal().throwIfAborted();
          heartbeat(given.length);
          const jpeg = await bytesOf(photo);
          if (!jpeg) continue;
          given.push(photo.number);
          yield jpeg;
        }
      }
      const found = await photoInspector.compareFaces(jpegs());
      await records.saveFaceDistances(
        avatarId,
        given.map((number, index) => ({ number, faceDistance: found[index] ?? null })),
      );
      const compared = found.filter((faceDistance) => faceDistance !== null).length;
      log.debug('faces compared', { avatarId, photos: given.length, compared });
      return compared;
    },
  };
}
