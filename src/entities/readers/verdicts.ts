import type { MikroORM } from '@mikro-orm/postgresql';
import { defined } from '../../domain/defined.ts';
import type { JudgedPhoto } from '../../domain/photos/photo.ts';
import { AvatarPhoto } from '../tables/avatar-photo.ts';

/** Verdicts that were saved on these photos of the avatar. */
export async function verdicts(orm: MikroORM, avatarId: string, numbers: readonly number[]): Promise<JudgedPhoto[]> {
  const judged = { avatar: avatarId, number: { $in: [...numbers] }, validationStatus: { $ne: 'pending' as const } };
  return (await orm.em.fork().find(AvatarPhoto, judged)).map(verdictOf);
}

function verdictOf({ number, validationStatus, refusal, width, height, photoMetadata }: AvatarPhoto): JudgedPhoto {
  if (validationStatus === 'valid') return { number, verdict: 'valid', width: width ?? 0, height: height ?? 0 };
  const { of } = photoMetadata.finding ?? {};
  if (validationStatus !== 'duplicate') return { number, verdict: 'invalid', refusal: refusal ?? 'corrupt' };
  const kind = refusal === 'near_duplicate' ? refusal : 'duplicate';
  return { number, verdict: 'duplicate', refusal: kind, ...defined({ of }) };
}
