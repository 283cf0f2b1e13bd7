import { createHash } from 'node:crypto';
import { cancellationSignal, Context, heartbeat, log } from '@temporalio/activity';
import { defined } from '../../domain/defined.ts';
import type { AvatarType } from '../../domain/avatar/avatar.ts';
import type { AvatarPhoto, PhotoFinding, PhotoVerdict } from '../../domain/photos/photo.ts';
import type { PhotoLimits } from '../../domain/avatar/policy.ts';
import type { ActivityDeps } from '../deps.ts';
import { orRowsLost } from '../lib/failures.ts';
import { withHeartbeats } from '../lib/heartbeats.ts';
import { readPhoto } from '../lib/objects.ts';
import { InspectionFailed, type GoodPhoto, type RefusedPhoto } from '../ports/photo-inspector.ts';
import { PhotoTooLarge, PhotoUnavailable } from '../ports/photo-source.ts';
import { RowsLost, type PhotoRecord } from '../ports/records.ts';
import { keys } from '../lib/storage-keys.ts';

export interface PhotoCheck {
  readonly avatarId: string;
  readonly telegramId: number;
  readonly photo: AvatarPhoto;
  readonly limits: PhotoLimits;
  readonly avatarType: AvatarType;
}

/** So many failed inspections of one photo are the photo's fault. */
const MOST_INSPECTIONS = 3;
/** So many failed downloads make a photo unavailable: with the waits between them, a quarter of an hour. */
const MOST_DOWNLOADS = 20;

export function createPhotoActivities({ records, photoSource, photoInspector, storage }: ActivityDeps) {
  /** The file's bytes, or a finding. A file that its server answers oddly about must not block an avatar for ever. */
  async function bytesOf({ avatarId, photo, limits }: PhotoCheck): Promise<Uint8Array | PhotoFinding> {
    const { fileSize: value = 0, number } = photo;
    // Ask nothing of Telegram that it would refuse.
    if (value > limits.maxBytes) return { code: 'too_large_file', value, limit: limits.maxBytes };
    try {
      return await photoSource.fetch(photo.fileId, limits.maxBytes, cancellationSignal());
    } catch (error) {
      if (error instanceof PhotoTooLarge) return { code: 'too_large_file', limit: limits.maxBytes };
      if (error instanceof PhotoUnavailable) return { code: 'unavailable' };
      cancellationSignal().throwIfAborted();
      if (failedOnce('downloads') < MOST_DOWNLOADS) throw error;
      log.warn('a photo cannot be downloaded', { avatarId, number, error });
      return { code: 'unavailable' };
    }
  }

  /** A photo whose inspection dies repeatedly counts as unreadable. */
  async function inspect(bytes: Uint8Array, check: PhotoCheck): Promise<GoodPhoto | RefusedPhoto> {
    const { limits, avatarType } = check;
    try {
      return await photoInspector.inspect(bytes, { ...limits, avatarType });
    } catch (error) {
      if (!(error instanceof InspectionFailed) || failedOnce('inspections') < MOST_INSPECTIONS) throw error;
      log.error('a photo could not be inspected', { avatarId: check.avatarId, number: check.photo.number, error });
      return { finding: { code: 'corrupt' } };
    }
  }

  async function refuse(record: Omit<PhotoRecord, 'minioKey'>, finding: PhotoFinding): Promise<PhotoVerdict> {
    await records.savePhoto({ ...record, finding });
    return verdictOf(finding);
  }

  async function checked(check: PhotoCheck): Promise<PhotoVerdict> {
    const { avatarId, photo, telegramId } = check;
    const bytes = await bytesOf(check);
    if (!(bytes instanceof Uint8Array)) return refuse({ avatarId, photo }, bytes);

    const fileHash = createHash('sha256').update(bytes).digest('hex');
    const seen = { avatarId, photo, fileSize: bytes.byteLength, fileHash };
    const same = await records.photoWithHash(avatarId, fileHash, photo.number);
    if (same !== null) return refuse(seen, { code: 'duplicate', of: same });
    const { finding, ...inspected } = await inspect(bytes, check);
    if (finding) return refuse({ ...seen, ...inspected }, finding);

    const { jpeg, measurements, quality } = inspected as Omit<GoodPhoto, 'finding'>;
    const minioKey = keys.photo(avatarId, photo.number);
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

  /** Measures a stored photo again. One that is no longer stored is fetched and judged like a new one. */
  async function restored(check: PhotoCheck): Promise<PhotoVerdict> {
    const { avatarId, photo } = check;
    const minioKey = keys.photo(avatarId, photo.number);
    if ((await storage.size(minioKey)) === null) return checked(check);
    const bytes = await readPhoto(storage, { minioKey, pixels: check.limits.maxPixels });
    const stored = { minioKey, fileSize: bytes.byteLength, fileHash: createHash('sha256').update(bytes).digest('hex') };
    // It was judged before: it stays, whatever is measured now.
    const { measurements, ...rest } = await inspect(bytes, check);
    const quality = 'quality' in rest ? { quality: rest.quality } : {};
    await records.restorePhoto({ avatarId, photo, ...stored, ...defined({ measurements }), ...quality });
    return { verdict: 'valid', width: measurements?.width ?? 0, height: measurements?.height ?? 0 };
  }

  return {
    /**
     * Fetches a photo from Telegram, judges and stores it. May be repeated: the key and the row are the photo's own.
     * The object is stored before the row is written, so a `valid` row always has its object.
     * @throws {ApplicationFailure} RowsLost
     */
    checkPhoto: (check: PhotoCheck): Promise<PhotoVerdict> =>
      withHeartbeats(() => orRowsLost(checked(check)), failedSoFar),

    /** Writes a valid photo's lost row. May be repeated. @throws {ApplicationFailure} RowsLost */
    restorePhoto: (check: PhotoCheck): Promise<PhotoVerdict> =>
      withHeartbeats(() => orRowsLost(restored(check)), failedSoFar),

    /** The row first, so that no removed photo is counted. */
    removePhoto: ({ avatarId, number }: { avatarId: string; number: number }): Promise<void> =>
      withHeartbeats(async () => {
        await records.removePhoto(avatarId, number);
        await storage.remove(keys.photo(avatarId, number));
      }),
  };
}

/** Failures in earlier attempts of the check, kept in the heartbeat. */
interface Failed {
  readonly downloads?: number;
  readonly inspections?: number;
}

function failedSoFar(): Failed {
  return (Context.current().info.heartbeatDetails ?? {}) as Failed;
}

/** Counts a failure for the next attempt. @returns how many so far */
function failedOnce(what: keyof Failed): number {
  const before = failedSoFar();
  const times = (before[what] ?? 0) + 1;
  heartbeat({ ...before, [what]: times });
  return times;
}

function verdictOf({ code, of }: PhotoFinding): PhotoVerdict {
  if (code !== 'duplicate' && code !== 'near_duplicate') return { verdict: 'invalid', refusal: code };
  return { verdict: 'duplicate', refusal: code, ...defined({ of }) };
}
