import { Composer } from 'grammy';
import * as menu from '../../chat/menu.ts';
import { normaliseName } from '../../domain/avatar.ts';
import { askingOf, send, telegramIdOf, type BotContext, type BotDeps } from '../context.ts';
import { toastOf } from '../toast.ts';

/** A text is the name of the avatar that waits for one; else nothing that we know of. */
export function textFeature({ avatars, gallery }: BotDeps): Composer<BotContext> {
  const feature = new Composer<BotContext>();
  feature.on('message:text', async (ctx) => {
    const { namingAvatarId } = await gallery.focusOf(telegramIdOf(ctx));
    if (namingAvatarId === null || ctx.message.text.startsWith('/')) {
      await send(ctx, menu.hint(ctx.t));
      return;
    }
    const name = normaliseName(ctx.message.text);
    if (name === null) {
      await ctx.reply(ctx.t('bad-name'));
      return;
    }
    const result = await avatars.rename(askingOf(ctx, namingAvatarId), name);
    await ctx.reply(toastOf(ctx, result, ctx.t('named', { name })));
  });
  feature.on('message', (ctx) => ctx.reply(ctx.t('media-hint', { kind: 'other' })));
  return feature;
}
