import { Composer } from 'grammy';
import * as questions from '../../chat/questions.ts';
import * as menu from '../../chat/menu.ts';
import * as naming from '../../chat/naming.ts';
import { normaliseName } from '../../domain/avatar/avatar.ts';
import { askingOf, telegramIdOf, type BotContext, type BotDeps } from '../context.ts';
import { Bursts } from '../updates/bursts.ts';
import { currentView } from '../detail.ts';
import { NoAnswer } from '../errors.ts';
import { toastOf } from '../toast.ts';
import { send, sendHint } from '../views.ts';

/** A text names the avatar that waits for a name; any other text means nothing to the bot. */
export function textFeature(deps: BotDeps): Composer<BotContext> {
  const { avatars, gallery } = deps;
  const feature = new Composer<BotContext>();
  const bursts = new Bursts();
  feature.on('message:text', async (ctx) => {
    const { namingAvatarId } = await gallery.focusOf(telegramIdOf(ctx));
    if (namingAvatarId === null || ctx.message.text.startsWith('/')) {
      const kind = ctx.message.text.startsWith('/') ? 'command' : 'text';
      if (bursts.begins(`${ctx.chat.id} ${kind}`)) sendHint(ctx, menu.hint(ctx.t));
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
    if (!result.ok && result.why === 'late') throw new NoAnswer('a run has not answered a name');
    const stuck = !result.ok && result.why === 'stuck' && (await gallery.avatar(telegramIdOf(ctx), namingAvatarId));
    if (result.ok) await send(ctx, naming.named({ avatarId: namingAvatarId, name }, ctx.t));
    else if (stuck) await send(ctx, questions.stuck(await currentView(deps, stuck, telegramIdOf(ctx)), ctx.t));
    else await send(ctx, { ...menu.hint(ctx.t), text: toastOf(ctx, result, '') });
  });
  feature.on('message', (ctx) => {
    if (bursts.begins(`${ctx.chat.id} other`))
      sendHint(ctx, { text: ctx.t('media-hint', { kind: 'other' }), buttons: [] });
  });
  return feature;
}
