import { defined } from '../../domain/defined.ts';
import type { AvatarType } from '../../domain/avatar/avatar.ts';
import { photoReport, type PhotoFacts, type PhotoReport } from '../../domain/photos/report.ts';
import type { ActivityDeps } from '../deps.ts';
import { orSlowDown } from '../lib/failures.ts';
import type { FacePlace } from '../ports/photo-prints.ts';
import type { StoredPhoto } from '../ports/records.ts';
import { readPhoto } from '../lib/objects.ts';

export interface PhotoShowing {
  readonly avatarId: string;
  readonly telegramId: number;
  readonly avatarType: AvatarType;
  readonly minPhotos: number;
  readonly messageId?: number;
  /** A message to delete once the new one is there. */
  readonly replaces?: number;
  readonly number?: number;
  readonly removed: readonly number[];
  readonly mayRemove: boolean;
}

type Deps = Pick<ActivityDeps, 'records' | 'storage' | 'photoPrints' | 'messenger'>;

export function createPhotoReviewActivities({ records, storage, photoPrints, messenger }: Deps) {
  async function drawSheet(photos: readonly StoredPhoto[], facts: readonly PhotoFacts[], report: PhotoReport) {
    const faces = new Map(facts.map(({ number, measurements }) => [number, faceOf(measurements)]));
    const faulty = new Set(report.weak.map(({ number }) => number));
    if (report.resemblance?.kind === 'others') for (const number of report.resemblance.numbers) faulty.add(number);
    const prints = photos.map((photo) => {
      const { number } = photo;
      const face = faces.get(number);
      const jpeg = () => readPhoto(storage, photo);
      return { number, jpeg, weak: faulty.has(number), ...defined({ face }) };
    });
    return photoPrints.sheet(prints);
  }

  return {
    /**
     * Shows one photo, or all on one sheet, with what is known of them. It fails when a photo is removed at this
     * moment, and the retry shows the next one.
     * @returns the message; null: the user has no such avatar, or has blocked the bot
     */
    showPhotos: (showing: PhotoShowing): Promise<{ messageId: number } | null> =>
      orSlowDown(async () => {
        const { avatarId, telegramId, number: wanted, ...rest } = showing;
        if (!(await records.isOwner(avatarId, telegramId))) return null;
        const addressee = await records.addressee(telegramId);
        if (!addressee || addressee.blocked) return null;
        const photos = await records.storedPhotos(avatarId);
        const there = new Set(photos.map(({ number }) => number));
        const facts = (await records.photoFacts(avatarId)).filter(({ number }) => there.has(number));
        const report = photoReport(facts, showing);
        const one = wanted === undefined ? undefined : (photos.find(({ number }) => number >= wanted) ?? photos.at(-1));
        const picture = await (one
          ? readPhoto(storage, one).then((bytes) => photoPrints.one(bytes))
          : drawSheet(photos, facts, report));
        const numbers = [...there];
        const shown = { ...rest, avatarId, telegramId, report, numbers, picture, ...(one && { number: one.number }) };
        return messenger.showPhotos(shown, addressee.language);
      }),
  };
}

function faceOf(measurements: PhotoFacts['measurements']): FacePlace | undefined {
  const face = measurements?.faces[0];
  if (!measurements || !face) return undefined;
  const { width, height } = measurements;
  return {
    left: face.left / width,
    top: face.top / height,
    width: face.width / width,
    height: face.height / height,
  };
}
