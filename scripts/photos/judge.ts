import { createHash } from 'node:crypto';
import { readFile, stat } from 'node:fs/promises';
import { pool } from '../../bench/pool.ts';
import type { PhotoInspector } from '../../src/activities/ports/photo-inspector.ts';
import type { AvatarType } from '../../src/domain/avatar/avatar.ts';
import { hashDistance } from '../../src/domain/photos/perceptual-hash.ts';
import type { PhotoMeasurements } from '../../src/domain/photos/measurements.ts';
import { rulesOf, thresholds, weaknessesOf, type PhotoWeakness } from '../../src/domain/photos/rules.ts';
import type { PhotoFinding } from '../../src/domain/photos/photo.ts';
import { defaultPolicy } from '../../src/domain/avatar/policy.ts';

export interface JudgedPhoto {
  /** 1, 2, 3 … as given. */
  readonly number: number;
  readonly file: string;
  /** null: accepted, unless it could not be read. */
  readonly finding: PhotoFinding | null;
  /** Why there is no judgement: the file is unreadable, or its inspection failed. */
  readonly error?: string;
  readonly bytes?: number;
  /** SHA-256, hex. */
  readonly fileHash?: string;
  readonly measurements?: PhotoMeasurements;
  /** 0–1, and the weaknesses of an accepted photo. */
  readonly quality?: number;
  readonly weaknesses: readonly PhotoWeakness[];
  /** The most similar photo accepted before it: number, and differing bits of the hashes. */
  readonly nearest?: { readonly of: number; readonly distance: number };
}

type Inspector = PhotoInspector & { readonly threads: number };

/** Judges files as the photos of one avatar, sent in this order. */
export async function judgeFiles(
  files: readonly string[],
  inspector: Inspector,
  avatarType: AvatarType,
): Promise<JudgedPhoto[]> {
  const numbered = files.map((file, index) => ({ number: index + 1, file }));
  const alone = await pool(numbered, 2 * inspector.threads, ({ number, file }) =>
    judgeAlone(number, file, inspector, avatarType),
  );
  return alone.reduce<JudgedPhoto[]>((before, photo) => [...before, amongOthers(photo, before)], []);
}

async function judgeAlone(
  number: number,
  file: string,
  inspector: Inspector,
  avatarType: AvatarType,
): Promise<JudgedPhoto> {
  const photo = { number, file, weaknesses: [] };
  try {
    const found = await stat(file);
    if (!found.isFile()) return { ...photo, finding: null, error: 'not a file' };
    const limit = defaultPolicy.photos.maxBytes;
    // As in the product: too large files are not even fetched.
    if (found.size > limit) {
      return { ...photo, bytes: found.size, finding: { code: 'too_large_file', value: found.size, limit } };
    }
    const content = await readFile(file);
    const read = { ...photo, bytes: content.byteLength, fileHash: createHash('sha256').update(content).digest('hex') };
    const inspected = await inspector.inspect(content, { ...defaultPolicy.photos, avatarType });
    const { finding, measurements } = inspected;
    return {
      ...read,
      finding,
      ...(measurements && { measurements }),
      ...(inspected.finding === null && {
        quality: inspected.quality,
        weaknesses: weaknessesOf(inspected.measurements, rulesOf(avatarType)),
      }),
    };
  } catch (error) {
    return { ...photo, finding: null, error: error instanceof Error ? error.message : String(error) };
  }
}

/** The product's rule (savePhoto of the records): only accepted photos count, and an equal file comes first. */
function amongOthers(photo: JudgedPhoto, before: readonly JudgedPhoto[]): JudgedPhoto {
  const taken = before.filter(({ finding, error }) => finding === null && error === undefined);
  const same = taken.find(({ fileHash }) => fileHash === photo.fileHash);
  const nearest = nearestOf(photo, taken);
  const compared = { ...photo, ...(nearest && { nearest }) };
  if (photo.error !== undefined) return photo;
  if (same) return { ...compared, finding: { code: 'duplicate', of: same.number } };
  const limit = thresholds.hash.refuse;
  if (photo.finding || !nearest || nearest.distance > limit) return compared;
  return { ...compared, finding: { code: 'near_duplicate', of: nearest.of, value: nearest.distance, limit } };
}

function nearestOf({ measurements }: JudgedPhoto, taken: readonly JudgedPhoto[]): JudgedPhoto['nearest'] {
  if (!measurements) return undefined;
  const [nearest] = taken
    .flatMap(({ number, measurements: other }) =>
      other ? [{ of: number, distance: hashDistance(measurements.perceptualHash, other.perceptualHash) }] : [],
    )
    .toSorted((one, other) => one.distance - other.distance);
  return nearest;
}
