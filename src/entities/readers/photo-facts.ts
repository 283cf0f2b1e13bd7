import { defined } from '../../domain/defined.ts';
import type { PhotoFacts } from '../../domain/photos/report.ts';
import type { AvatarPhoto } from '../tables/avatar-photo.ts';

export const factFields = ['number', 'validationStatus', 'qualityScore', 'photoMetadata'] as const;

export function factsOf(photo: Pick<AvatarPhoto, (typeof factFields)[number]>): PhotoFacts {
  const { number, validationStatus: verdict, qualityScore: quality, photoMetadata } = photo;
  const { measurements, faceDistance } = photoMetadata;
  return {
    number,
    verdict,
    ...defined({ measurements, faceDistance }),
    // The column's type allows text.
    ...(quality !== null && { quality: Number(quality) }),
  };
}
