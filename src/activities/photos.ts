import { createHash } from 'node:crypto';
import { cancellationSignal } from '@temporalio/activity';
import type { AvatarPhoto, PhotoRefusal, PhotoVerdict } from '../domain/photo.ts';
import type { PhotoLimits } from '../domain/policy.ts';
import type { ActivityDeps } from './deps.ts';
import { PhotoTooLarge, PhotoUnavailable } from './ports/photo-source.ts';
import type { PhotoRecord } from './ports/records.ts';
import { keys } from './ports/storage.ts';

export interface PhotoCheck {
  readonly avatarId: string;
  readonly photo: AvatarPhoto;
  readonly limits: PhotoLimits;
}

/** Activities about one photo. */
export function createPhotoActivities({ records, photoSource, photoInspector, storage }: ActivityDeps) {
  /** The file's bytes, or why there are none. */
  async function bytesOf({ photo, limits }: PhotoCheck): Promise<Uint8Array | PhotoRefusal> {
    try {
      return await photoSource.fetch(photo.fileId, limits.maxBytes, cancellationSignal());
    } catch (error) {
      if (error instanceof PhotoTooLarge) return 'too_large_file';
      if (error instanceof PhotoUnavailable) return 'unavailable';
      throw error;
    }
  }

  async function refuse(record: Omit<PhotoRecord, 'outcome'>, refusal: PhotoRefusal): Promise<PhotoVerdict> {
    await records.savePhoto({ ...record, outcome: refusal });
    return refusal === 'duplicate' ? { verdict: 'duplicate' } : { verdict: 'invalid', refusal };
  }

  return {
    /**
     * Fetches a photo from Telegram, judges it and keeps it. May be repeated: the key and the row are the photo's own.
     * What is stored is stored before its row says so, hence a row that says `valid` always has its object.
     */
    async checkPhoto(check: PhotoCheck): Promise<PhotoVerdict> {
      const { avatarId, photo, limits } = check;
      const bytes = await bytesOf(check);
      if (typeof bytes === 'string') return refuse({ avatarId, photo }, bytes);

      const fileHash = createHash('sha256').update(bytes).digest('hex');
      const seen = { avatarId, photo, fileSize: bytes.byteLength, fileHash };
      if (await records.hasPhoto(avatarId, fileHash, photo.number)) return refuse(seen, 'duplicate');
      const inspected = await photoInspector.inspect(bytes, limits);
      if (!inspected.ok) return refuse(seen, inspected.refusal);

      const minioKey = keys.photo(avatarId, photo.number);
      const { jpeg, width, height, format } = inspected;
      await storage.put(minioKey, jpeg, 'image/jpeg');
      const saved = await records.savePhoto({ ...seen, width, height, format, minioKey, outcome: 'valid' });
      if (saved === 'saved') return { verdict: 'valid', width, height };
      await storage.remove(minioKey);
      return { verdict: 'duplicate' };
    },

    /** The row first, so that nothing ever counts a photo that is gone. */
    async removePhoto({ avatarId, number }: { avatarId: string; number: number }): Promise<void> {
      await records.removePhoto(avatarId, number);
      await storage.remove(keys.photo(avatarId, number));
    },

    /** Deletes all that is kept of an avatar: objects, then rows. @returns false: no such avatar of this person's */
    async deleteAvatar({ avatarId, telegramId }: { avatarId: string; telegramId: number }): Promise<boolean> {
      if (!(await records.isOwner(avatarId, telegramId))) return false;
      await storage.removeAll(keys.avatar(avatarId));
      return records.deleteAvatar(avatarId, telegramId);
    },
  };
}
