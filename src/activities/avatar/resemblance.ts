import { cancellationSignal, heartbeat, log } from '@temporalio/activity';
import type { ActivityDeps } from '../deps.ts';
import type { StoredPhoto } from '../ports/records.ts';
import { readPhoto } from '../lib/objects.ts';

/** Activities about what an avatar's photos are to each other. */
export function createResemblanceActivities({
  records,
  storage,
  photoInspector,
}: Pick<ActivityDeps, 'records' | 'storage' | 'photoInspector'>) {
  /** An object's bytes, or null when it has been removed. */
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
     * Looks whether an avatar's photos show one person, and keeps of each how unlike the others it is: a number, and nothing
     * that anybody could be known by. May be repeated. Photos that come or go meanwhile are left to the next comparison.
     * @returns how many photos could be compared
     */
    async compareFaces({ avatarId }: { avatarId: string }): Promise<number> {
      const photos = await records.storedPhotos(avatarId);
      const given: number[] = [];
      // One at a time: a set of photos is too much to hold.
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
