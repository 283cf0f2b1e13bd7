import { Composer } from 'grammy';
import type { Message, Sticker, Update } from 'grammy/types';
import { defined } from '../../domain/defined.ts';
import { fileKind } from '../../domain/photos/not-a-photo.ts';
import { wayOfFile, type ReceivedPhoto } from '../../domain/photos/photo.ts';
import { Bursts } from '../updates/bursts.ts';
import { profileOf, telegramIdOf, type BotContext, type BotDeps } from '../context.ts';
import { forLog, isAway } from '../errors.ts';
import { currentHanding } from '../updates/handing.ts';
import { sendHint } from '../views.ts';

/** Passes photos and files to the open avatar, only by their ids. The card answers all of them, once a burst. */
export function photosFeature({ avatars, gallery }: BotDeps): Composer<BotContext> {
  const feature = new Composer<BotContext>();
  const bursts = new Bursts();

  /** null: none is open, or it is not known which. Then the inbox asks; it needs no row to keep a photo. */
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

  feature.on('message', async (ctx, next) => {
    const photo = receivedPhotoOf(ctx.message);
    if (!photo) return next();
    const photos = [photo, ...photosOf(currentHanding()?.together ?? [])];
    try {
      const openAvatarId = await openAvatarOf(ctx);
      await avatars.photos({ ...profileOf(ctx), language: ctx.language }, openAvatarId, photos);
      ctx.log.debug({ avatarId: openAvatarId, photos: photos.length }, 'photos');
    } catch (error) {
      if (isAway(error)) throw error;
      ctx.log.error({ err: forLog(error), photos: photos.length }, 'photos could not be handed over');
      if (bursts.begins(String(ctx.chat.id))) sendHint(ctx, { text: ctx.t('photo-not-taken'), buttons: [] });
    }
  });
  return feature;
}

const photosOf = (updates: readonly Update[]): ReceivedPhoto[] =>
  updates.flatMap(({ message }) => (message && receivedPhotoOf(message)) ?? []);

/** Whether it is a picture: a .webp sent as a file arrives as a sticker without a set. */
export const isPicture = ({ set_name: set, is_animated: moves, is_video: film }: Sticker): boolean =>
  set === undefined && !moves && !film;

/** The photo of a message, or the file that may be one; undefined: something else. */
export function receivedPhotoOf(message: Message): ReceivedPhoto | undefined {
  const found = photoOf(message) ?? fileOf(message);
  if (!found) return undefined;
  const { file, sentAs } = found;
  return {
    fileId: file.file_id,
    fileUniqueId: file.file_unique_id,
    messageId: message.message_id,
    ...defined({ fileSize: file.file_size, albumId: message.media_group_id, sentAs }),
  };
}

/** The largest size, which comes last, of a photo or of a live photo's still picture. */
function photoOf({ photo, live_photo: live }: Message) {
  const file = photo?.at(-1) ?? live?.photo?.at(-1);
  return file && { file, sentAs: undefined };
}

/** An animation is a document, too. */
function fileOf({ document, sticker, animation }: Message) {
  if (sticker) return isPicture(sticker) ? { file: sticker, sentAs: 'other_file' as const } : undefined;
  if (!document || animation) return undefined;
  const { file_name: name, mime_type: mime } = document;
  const named = defined({ name, mime });
  return fileKind(named) === null ? { file: document, sentAs: wayOfFile(named) } : undefined;
}
