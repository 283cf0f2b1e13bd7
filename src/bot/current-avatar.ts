import type { AvatarRow } from '../domain/avatar/gallery.ts';
import type { Gallery } from './ports.ts';

/** The avatar that the user is making: the one that takes their photos, else one in training. `latest`: the newest. */
export async function currentAvatar(
  gallery: Gallery,
  telegramId: number,
): Promise<{ current: AvatarRow | null; latest: AvatarRow | null }> {
  const { openAvatarId, latest } = await gallery.focusOf(telegramId);
  const open = openAvatarId === null ? null : await gallery.avatar(telegramId, openAvatarId);
  return { current: open ?? (latest?.status === 'training' ? latest : null), latest };
}
