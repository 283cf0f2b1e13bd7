import { Composer } from 'grammy';
import { fileKind, type NotAPhoto } from '../../domain/not-a-photo.ts';
import type { Sticker } from 'grammy/types';
import type { BotContext } from '../context.ts';

/** Albums remembered at the most, each with what was said of it: the one thing kept in memory, and nothing is lost with it. */
const REMEMBERED = 100;

/** A .webp that is sent as it is comes as a sticker of no set. */
export const isPicture = ({ set_name: set, is_animated: moves, is_video: film }: Sticker): boolean =>
  set === undefined && !moves && !film;

/** What is no photo gets a sentence of its own, once an album. Files that may be photos are passed on. */
export function notPhotosFeature(): Composer<BotContext> {
  const feature = new Composer<BotContext>();
  const said = new Set<string>();

  function isFirstOf(albumId: string | undefined, kind: string): boolean {
    if (albumId === undefined) return true;
    const key = `${albumId} ${kind}`;
    if (said.has(key)) return false;
    said.add(key);
    for (const oldest of said) if (said.size > REMEMBERED) said.delete(oldest);
    return true;
  }

  const hint = async (ctx: BotContext, kind: NotAPhoto | 'other'): Promise<void> => {
    if (isFirstOf(ctx.message?.media_group_id, kind)) await ctx.reply(ctx.t('media-hint', { kind }));
  };

  // Without its still picture it is a film.
  feature.on('message:live_photo', (ctx, next) =>
    ctx.message.photo || ctx.message.live_photo.photo ? next() : hint(ctx, 'video'),
  );
  feature.on('message:video', (ctx) => hint(ctx, 'video'));
  feature.on('message:video_note', (ctx) => hint(ctx, 'video_note'));
  // Before files: an animation is one as well.
  feature.on('message:animation', (ctx) => hint(ctx, 'animation'));
  feature.on('message:voice', (ctx) => hint(ctx, 'voice'));
  feature.on('message:audio', (ctx) => hint(ctx, 'audio'));
  feature.on('message:sticker', (ctx, next) => (isPicture(ctx.message.sticker) ? next() : hint(ctx, 'sticker')));
  feature.on('message:location', (ctx) => hint(ctx, 'location'));
  feature.on('message:contact', (ctx) => hint(ctx, 'contact'));
  feature.on('message:poll', (ctx) => hint(ctx, 'poll'));
  feature.on(['message:dice', 'message:game', 'message:story', 'message:checklist', 'message:paid_media'], (ctx) =>
    hint(ctx, 'other'),
  );
  feature.on('message:document', async (ctx, next) => {
    const { file_name: name, mime_type: mime } = ctx.message.document;
    const kind = fileKind({ ...(name !== undefined && { name }), ...(mime !== undefined && { mime }) });
    await (kind ? hint(ctx, kind) : next());
  });
  return feature;
}
