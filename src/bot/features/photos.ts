import { Composer } from 'grammy';
import type { File, Message } from 'grammy/types';
import { wayOfFile, type ReceivedPhoto, type WayToSend } from '../../domain/photos/photo.ts';
import { Bursts } from '../updates/bursts.ts';
import { personOf, telegramIdOf, type BotContext, type BotDeps } from '../context.ts';
import { hint } from '../courtesy.ts';
import { forLog, isAway } from '../errors.ts';
import { currentHanding } from '../updates/handing.ts';

/** The file that may be a photo. Of a photo and of a live one's still picture the largest size, which comes last. */
function fileOf({ photo, live_photo: live, document, sticker }: Message): File | undefined {
  return photo?.at(-1) ?? live?.photo?.at(-1) ?? document ?? sticker;
}

function wayOf({ photo, live_photo: live, document, sticker }: Message): WayToSend {
  if (photo ?? live) return 'photo';
  const { file_name: name, mime_type: mime } = document ?? {};
  return sticker
    ? 'other_file'
    : wayOfFile({ ...(name !== undefined && { name }), ...(mime !== undefined && { mime }) });
}

/** Photos and files go to the open avatar, each by its ids alone. The card answers for all of them, once a burst. */
export function photosFeature({ avatars, gallery }: BotDeps): Composer<BotContext> {
  const feature = new Composer<BotContext>();
  const bursts = new Bursts();

  /** null: none is open, or it is not known which will be. The inbox asks then, which needs no row to keep a photo. */
  async function openAvatarOf(ctx: BotContext): Promise<string | null> {
    if (currentHanding()?.behind) return null;
    try {
      return (await gallery.focusOf(telegramIdOf(ctx))).openAvatarId;
    } catch (error) {
      if (!isAway(error)) throw error;
      ctx.log.warn({ err: forLog(error) }, 'which avatar is open is not known');
      return null;
    }
  }

  feature.on(['message:photo', 'message:live_photo', 'message:document', 'message:sticker'], async (ctx) => {
    const { message } = ctx;
    const file = fileOf(message);
    if (!file) return;
    const sentAs = wayOf(message);
    const photo: ReceivedPhoto = {
      fileId: file.file_id,
      fileUniqueId: file.file_unique_id,
      messageId: message.message_id,
      ...(file.file_size === undefined ? {} : { fileSize: file.file_size }),
      ...(message.media_group_id === undefined ? {} : { albumId: message.media_group_id }),
      ...(sentAs === 'photo' ? {} : { sentAs }),
    };
    try {
      const openAvatarId = await openAvatarOf(ctx);
      await avatars.photo({ ...personOf(ctx), language: ctx.language }, openAvatarId, photo);
      ctx.log.debug({ avatarId: openAvatarId }, 'a photo');
    } catch (error) {
      if (isAway(error)) throw error;
      ctx.log.error({ err: forLog(error) }, 'a photo could not be handed over');
      if (bursts.begins(String(ctx.chat.id))) hint(ctx, { text: ctx.t('photo-not-taken'), buttons: [] });
    }
  });
  return feature;
}
