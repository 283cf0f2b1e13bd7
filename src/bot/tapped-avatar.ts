import type { AvatarRow } from '../domain/avatar/gallery.ts';
import { askingOf, prepare, telegramIdOf, type BotContext, type BotDeps } from './context.ts';

/**
 * The avatar that a tap is on. One that has a run and no row, since an older database was restored say, has it written again by
 * its run, and its person is written to in the language that it knows. @returns null: there is no such avatar of this person's
 */
export async function tappedAvatar(
  ctx: BotContext,
  avatarId: string,
  { avatars, gallery }: Pick<BotDeps, 'avatars' | 'gallery'>,
): Promise<AvatarRow | null> {
  const row = await gallery.avatar(telegramIdOf(ctx), avatarId);
  if (row) return row;
  const { ok } = await avatars.writeRows(askingOf(ctx, avatarId));
  if (!ok) return null;
  await prepare(ctx, { gallery });
  return gallery.avatar(telegramIdOf(ctx), avatarId);
}
