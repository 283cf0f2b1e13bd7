import { Composer } from 'grammy';
import type { ReceivedPhoto } from '../../domain/photo.ts';
import { telegramIdOf, type BotContext, type BotDeps } from '../context.ts';

/** Photos and files go to the open avatar, each by its ids alone. The card answers for all of them, once a burst. */
export function photosFeature({ avatars, gallery }: BotDeps): Composer<BotContext> {
  const feature = new Composer<BotContext>();
  feature.on(['message:photo', 'message:document'], async (ctx) => {
    const { message } = ctx;
    // Sizes come smallest first.
    const file = message.photo?.at(-1) ?? message.document;
    if (!file) return;
    const photo: ReceivedPhoto = {
      fileId: file.file_id,
      fileUniqueId: file.file_unique_id,
      messageId: message.message_id,
      ...(message.media_group_id === undefined ? {} : { albumId: message.media_group_id }),
    };
    const { openAvatarId } = await gallery.focusOf(telegramIdOf(ctx));
    await avatars.photo(telegramIdOf(ctx), openAvatarId, photo);
    ctx.log.debug({ avatarId: openAvatarId }, 'a photo');
  });

  feature.on(['message:video', 'message:video_note', 'message:animation'], (ctx) =>
    ctx.reply(ctx.t('media-hint', { kind: 'video' })),
  );
  feature.on(['message:voice', 'message:audio'], (ctx) => ctx.reply(ctx.t('media-hint', { kind: 'voice' })));
  feature.on('message:sticker', (ctx) => ctx.reply(ctx.t('media-hint', { kind: 'sticker' })));
  return feature;
}
