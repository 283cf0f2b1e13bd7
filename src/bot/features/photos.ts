import { Composer } from 'grammy';
import type { File, Message } from 'grammy/types';
import type { ReceivedPhoto } from '../../domain/photo.ts';
import { forLog } from '../errors.ts';
import { telegramIdOf, type BotContext, type BotDeps } from '../context.ts';

/** The file that may be a photo. Of a photo and of a live one's still picture the largest size, which comes last. */
function fileOf({ photo, live_photo: live, document, sticker }: Message): File | undefined {
  return photo?.at(-1) ?? live?.photo?.at(-1) ?? document ?? sticker;
}

/** Photos and files go to the open avatar, each by its ids alone. The card answers for all of them, once a burst. */
export function photosFeature({ avatars, gallery }: BotDeps): Composer<BotContext> {
  const feature = new Composer<BotContext>();
  /** Told of once an album: the one thing kept in memory, and nothing is lost with it. */
  let lastAlbum: string | undefined;
  function isFirstOf(albumId: string | undefined): boolean {
    const first = albumId === undefined || albumId !== lastAlbum;
    lastAlbum = albumId;
    return first;
  }

  feature.on(['message:photo', 'message:live_photo', 'message:document', 'message:sticker'], async (ctx) => {
    const { message } = ctx;
    const file = fileOf(message);
    if (!file) return;
    const photo: ReceivedPhoto = {
      fileId: file.file_id,
      fileUniqueId: file.file_unique_id,
      messageId: message.message_id,
      ...(file.file_size === undefined ? {} : { fileSize: file.file_size }),
      ...(message.media_group_id === undefined ? {} : { albumId: message.media_group_id }),
    };
    try {
      const { openAvatarId } = await gallery.focusOf(telegramIdOf(ctx));
      await avatars.photo({ telegramId: telegramIdOf(ctx), language: ctx.language }, openAvatarId, photo);
      ctx.log.debug({ avatarId: openAvatarId }, 'a photo');
    } catch (error) {
      ctx.log.error({ err: forLog(error) }, 'a photo could not be handed over');
      if (isFirstOf(photo.albumId)) await ctx.reply(ctx.t('photo-not-taken'));
    }
  });
  return feature;
}
