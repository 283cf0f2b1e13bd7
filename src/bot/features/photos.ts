import { Composer } from 'grammy';
import type { Update } from 'grammy/types';
import type { ReceivedPhoto } from '../../domain/photos/photo.ts';
import { Bursts } from '../updates/bursts.ts';
import { personOf, telegramIdOf, type BotContext, type BotDeps } from '../context.ts';
import { hint } from '../courtesy.ts';
import { forLog, isAway } from '../errors.ts';
import { receivedPhotoOf } from '../received-photo.ts';
import { currentHanding } from '../updates/handing.ts';

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

  feature.on('message', async (ctx, next) => {
    const photo = receivedPhotoOf(ctx.message);
    if (!photo) return next();
    const photos = [photo, ...photosOf(currentHanding()?.together ?? [])];
    try {
      const openAvatarId = await openAvatarOf(ctx);
      await avatars.photos({ ...personOf(ctx), language: ctx.language }, openAvatarId, photos);
      ctx.log.debug({ avatarId: openAvatarId, photos: photos.length }, 'photos');
    } catch (error) {
      if (isAway(error)) throw error;
      ctx.log.error({ err: forLog(error), photos: photos.length }, 'photos could not be handed over');
      if (bursts.begins(String(ctx.chat.id))) hint(ctx, { text: ctx.t('photo-not-taken'), buttons: [] });
    }
  });
  return feature;
}

const photosOf = (updates: readonly Update[]): ReceivedPhoto[] =>
  updates.flatMap(({ message }) => (message && receivedPhotoOf(message)) ?? []);
