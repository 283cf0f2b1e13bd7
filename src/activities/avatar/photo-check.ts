import { createHash } from 'node:crypto';
import { log } from '@temporalio/activity';
import { defined } from '../../domain/defined.ts';
import type { AvatarType } from '../../domain/avatar/avatar.ts';
import type { AvatarPhoto, PhotoFinding, PhotoVerdict } from '../../domain/photos/photo.ts';
import type { PhotoLimits } from '../../domain/avatar/policy.ts';
import type { ActivityDeps } from '../deps.ts';
import { readPhoto } from '../lib/objects.ts';
import { InspectionFailed, type GoodPhoto, type RefusedPhoto } from '../ports/photo-inspector.ts';
import { PhotoTooLarge, PhotoUnavailable } from '../ports/photo-source.ts';
import { RowsLost, type PhotoRecord } from '../ports/records.ts';
import { keys } from '../lib/storage-keys.ts';

/** The photos of one avatar, and what they must be. */
export interface PhotoSet {
  readonly avatarId: string;
  readonly telegramId: number;
  readonly limits: PhotoLimits;
  readonly avatarType: AvatarType;
}

/** Failures of one photo in earlier tries. */
export interface Failures {
  readonly downloads?: number;
  readonly inspections?: number;
}

export interface PhotoTry {
  readonly photo: AvatarPhoto;
  /** Ends the try. */
  readonly signal: AbortSignal;
  /** Counts one more failure, for the next try. @returns how many so far */
  readonly failedOnce: (what: keyof Failures) => number;
}

/** So many failed inspections of one photo are the photo's fault. */
export const MOST_INSPECTIONS = 3;
/** So many failed downloads make a photo unavailable: with the waits between them, a quarter of an hour. */
const MOST_DOWNLOADS = 20;

/** Checks one photo: fetch, judge, store. */
export function createPhotoCheck({ records, photoSource, photoInspector, storage }: ActivityDeps) {
  /** The file's bytes, or a finding. A file that its server answers oddly about must not block an avatar for ever. */
  async function bytesOf({ avatarId, limits }: PhotoSet, one: PhotoTry): Promise<Uint8Array | PhotoFinding> {
    const { photo, signal, failedOnce } = one;
    const { fileSize: value = 0, number } = photo;
    // Ask nothing of Telegram that it would refuse.
    if (value > limits.maxBytes) return { code: 'too_large_file', value, limit: limits.maxBytes };
    try {
      return await photoSource.fetch(photo.fileId, limits.maxBytes, signal);
    } catch (error) {
      if (error instanceof PhotoTooLarge) return { code: 'too_large_file', limit: limits.maxBytes };
      if (error instanceof PhotoUnavailable) return { code: 'unavailable' };
      signal.throwIfAborted();
      if (failedOnce('downloads') < MOST_DOWNLOADS) throw error;
      log.warn('a photo cannot be downloaded', { avatarId, number, error });
      return { code: 'unavailable' };
    }
  }

  /** A photo whose inspection dies repeatedly counts as unreadable. */
  async function inspect(bytes: Uint8Array, set: PhotoSet, one: PhotoTry): Promise<GoodPhoto | RefusedPhoto> {
    const { avatarId, limits, avatarType } = set;
    try {
      return await photoInspector.inspect(bytes, { ...limits, avatarType });
    } catch (error) {
      if (!(error instanceof InspectionFailed) || one.failedOnce('inspections') < MOST_INSPECTIONS) throw error;
      log.error('a photo could not be inspected', { avatarId, number: one.photo.number, error });
      return { finding: { code: 'corrupt' } };
    }
  }

  async function refuse(record: Omit<PhotoRecord, 'minioKey'>, finding: PhotoFinding): Promise<PhotoVerdict> {
    await records.savePhoto({ ...record, finding });
    return verdictOf(finding);
  }

  /**
   * Fetches a photo from Telegram, judges and stores it. May be repeated: the key and the row are the photo's own. The
   * object is stored before the row is written, so a `valid` row always has its object.
   * @throws {RowsLost}
   */
  async function check(set: PhotoSet, one: PhotoTry): Promise<PhotoVerdict> {
    const { avatarId, telegramId } = set;
    const { photo, signal } = one;
    const bytes = await bytesOf(set, one);
    if (!(bytes instanceof Uint8Array)) return refuse({ avatarId, photo }, bytes);

    const fileHash = createHash('sha256').update(bytes).digest('hex');
    const seen = { avatarId, photo, fileSize: bytes.byteLength, fileHash };
    const same = await records.photoWithHash(avatarId, fileHash, photo.number);
    if (same !== null) return refuse(seen, { code: 'duplicate', of: same });
    const { finding, ...inspected } = await inspect(bytes, set, one);
    if (finding) return refuse({ ...seen, ...inspected }, finding);

    const { jpeg, measurements, quality } = inspected as Omit<GoodPhoto, 'finding'>;
    const minioKey = keys.photo(avatarId, photo.number);
    // Nothing is stored of a photo that its user has removed meanwhile.
    signal.throwIfAborted();
    await storage.put(keys.owner(telegramId, avatarId), new Uint8Array(), 'text/plain');
    await storage.put(minioKey, jpeg, 'image/jpeg');
    const found = await records
      .savePhoto({ ...seen, measurements, quality, minioKey })
      .catch(async (error: unknown) => {
        // Nothing is left of a deleted avatar; a lost one stores the photo again.
        if (error instanceof RowsLost) await storage.remove(minioKey);
        throw error;
      });
    if (found === null) return { verdict: 'valid', width: measurements.width, height: measurements.height };
    await storage.remove(minioKey);
    return verdictOf(found);
  }

  return {
    check,
    /** Refuses a photo without another look at it. @throws {RowsLost} */
    refuse: ({ avatarId }: PhotoSet, photo: AvatarPhoto, finding: PhotoFinding) => refuse({ avatarId, photo }, finding),

    /** Measures a stored photo again. One that is no longer stored is fetched and judged like a new one. @throws {RowsLost} */
    restore: async (set: PhotoSet, one: PhotoTry): Promise<PhotoVerdict> => {
      const { avatarId, limits } = set;
      const { photo } = one;
      const minioKey = keys.photo(avatarId, photo.number);
      if ((await storage.size(minioKey)) === null) return check(set, one);
      const bytes = await readPhoto(storage, { minioKey, pixels: limits.maxPixels });
      const fileHash = createHash('sha256').update(bytes).digest('hex');
      const stored = { minioKey, fileSize: bytes.byteLength, fileHash };
      // It was judged before: it stays, whatever is measured now.
      const { measurements, ...rest } = await inspect(bytes, set, one);
      const quality = 'quality' in rest ? { quality: rest.quality } : {};
      await records.restorePhoto({ avatarId, photo, ...stored, ...defined({ measurements }), ...quality });
      return { verdict: 'valid', width: measurements?.width ?? 0, height: measurements?.height ?? 0 };
    },
  };
}

function verdictOf({ code, of }: PhotoFinding): PhotoVerdict {
  if (code !== 'duplicate' && code !== 'near_duplicate') return { verdict: 'invalid', refusal: code };
  return { verdict: 'duplicate', refusal: code, ...defined({ of }) };
}
