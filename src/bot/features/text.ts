import { Composer } from 'grammy';
import * as menu from '../../chat/menu.ts';
import * as naming from '../../chat/naming.ts';
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
      await send(ctx, naming.badName(namingAvatarId, ctx.t));
      return;
    }
    const result = await avatars.rename(askingOf(ctx, namingAvatarId), {
      name,
      messageId: ctx.message.message_id,
    });
    if (result.ok) await send(ctx, naming.named({ avatarId: namingAvatarId, name }, ctx.t));
    else await send(ctx, { ...menu.hint(ctx.t), text: toastOf(ctx, result, '') });
  });
  feature.on('message', (ctx) => ctx.reply(ctx.t('media-hint', { kind: 'other' })));
  return feature;
}
