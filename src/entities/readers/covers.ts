import type { EntityManager } from '@mikro-orm/postgresql';
import { AvatarPhoto } from '../tables/avatar-photo.ts';
import { Preview } from '../tables/preview.ts';

/** The avatars' covers, by avatar id, as Telegram's file_ids: the first picture that was sent, else the cover photo. */
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
  // Later entries win: pictures over photos, and the first picture last.
  return new Map([
    ...photos.map(({ avatar, fileId }) => [avatar.id, fileId] as const),
    ...previews.flatMap(({ avatar, telegramFileId }) =>
      telegramFileId === null ? [] : [[avatar.id, telegramFileId] as const],
    ),
  ]);
}
