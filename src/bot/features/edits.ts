import { Composer } from 'grammy';
import { defined } from '../../domain/defined.ts';
import * as menu from '../../chat/menu.ts';
import * as naming from '../../chat/naming.ts';
import { normaliseName } from '../../domain/avatar/avatar.ts';
import { fileKind } from '../../domain/photos/not-a-photo.ts';
import { Bursts } from '../updates/bursts.ts';
import { askingOf, telegramIdOf, type BotContext, type BotDeps } from '../context.ts';
import { NoAnswer } from '../errors.ts';
import { toastOf } from '../toast.ts';
import { send, sendHint } from '../views.ts';

/** An edit of the text that named an avatar renames it. A photo keeps its first version. Other edits and moving locations are ignored. */
export function editsFeature({ avatars, gallery }: BotDeps): Composer<BotContext> {
  const feature = new Composer<BotContext>();
  const bursts = new Bursts();

  feature.on('edited_message:text', async (ctx) => {
    const { text, message_id: messageId } = ctx.editedMessage;
    if (text.startsWith('/')) return;
    const named = await gallery.avatarNamedBy(telegramIdOf(ctx), messageId);
    // A name that was refused may be corrected in its message.
    const avatarId = named?.avatarId ?? (await gallery.focusOf(telegramIdOf(ctx))).namingAvatarId;
    const name = normaliseName(text);
    if (avatarId === null || name === named?.name) return;
    if (name === null) {
      await send(
        ctx,
        named ? menu.words(ctx.t('toast-refused', { why: 'bad_name' }), ctx.t) : naming.badName(avatarId, ctx.t),
      );
      return;
    }
    const result = await avatars.rename(askingOf(ctx, avatarId), { name, messageId });
    if (!result.ok && result.why === 'late') throw new NoAnswer('a run has not answered a name');
    if (result.ok) await send(ctx, naming.named({ avatarId, name }, ctx.t));
    else await send(ctx, { ...menu.hint(ctx.t), text: toastOf(ctx, result, '') });
  });

  feature.on(['edited_message:photo', 'edited_message:live_photo', 'edited_message:document'], async (ctx) => {
    const { document, animation } = ctx.editedMessage;
    const { file_name: name, mime_type: mime } = document ?? {};
    const kind = document && fileKind(defined({ name, mime }));
    if (animation || (kind !== undefined && kind !== null)) return;
    if (bursts.begins(String(ctx.chat.id))) sendHint(ctx, { text: ctx.t('photo-edited'), buttons: [] });
  });
  return feature;
}
