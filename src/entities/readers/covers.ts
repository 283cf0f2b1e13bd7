import type { EntityManager } from '@mikro-orm/postgresql';
import { AvatarPhoto } from '../tables/avatar-photo.ts';
import { Preview } from '../tables/preview.ts';

/**
 * The pictures that stand for avatars, by the avatars' ids, as Telegram's file_ids: the first that was made and sent, else the
 * photo that is kept as the cover.
 */
export async function coversOf(em: EntityManager, avatarIds: readonly string[]): Promise<ReadonlyMap<string, string>> {
  const some = { $in: [...avatarIds] };
  const photos = await em.find(
    AvatarPhoto,
    { avatar: some, isCover: true, fileId: { $ne: '' } },
    { fields: ['avatar', 'fileId'] },
  );
  const previews = await em.find(
    Preview,
    { avatar: some, telegramFileId: { $ne: null } },
    { fields: ['avatar', 'telegramFileId'], orderBy: { number: 'desc' } },
  );
  // What comes later counts: pictures before photos, and the first of them last.
  return new Map([
    ...photos.map(({ avatar, fileId }) => [avatar.id, fileId] as const),
    ...previews.flatMap(({ avatar, telegramFileId }) =>
      telegramFileId === null ? [] : [[avatar.id, telegramFileId] as const],
    ),
  ]);
}
