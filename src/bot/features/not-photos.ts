import { Composer } from 'grammy';
import { defined } from '../../domain/defined.ts';
import { fileKind, type NotAPhoto } from '../../domain/photos/not-a-photo.ts';
import { Bursts } from '../updates/bursts.ts';
import type { BotContext } from '../context.ts';
import { isPicture } from './photos.ts';
import { sendHint } from '../views.ts';

/** What is never a photo, by the message's field. */
const kinds = ['video', 'video_note', 'animation', 'voice', 'audio', 'location', 'contact', 'poll'] as const;

/** Answers other messages, once a burst. @returns `flood`: runs first, and drops what was answered in this burst without any query */
export function notPhotosFeature(): { flood: Composer<BotContext>; feature: Composer<BotContext> } {
  const bursts = new Bursts();
  const keyOf = (ctx: BotContext, kind: string) => `${ctx.chat?.id ?? 0} ${kind}`;

  const flood = new Composer<BotContext>();
  flood.on('message', async (ctx, next) => {
    const { message } = ctx;
    const isSticker = message.sticker !== undefined && !isPicture(message.sticker);
    const kind = isSticker ? 'sticker' : kinds.find((known) => known in message);
    if (kind === undefined || !bursts.goesOn(keyOf(ctx, kind))) await next();
  });

  const feature = new Composer<BotContext>();
  const say = (ctx: BotContext, kind: NotAPhoto | 'other'): void => {
    if (bursts.begins(keyOf(ctx, kind))) sendHint(ctx, { text: ctx.t('media-hint', { kind }), buttons: [] });
  };
  // Without its still picture it is a video.
  feature.on('message:live_photo', (ctx) => say(ctx, 'video'));
  feature.on('message:video', (ctx) => say(ctx, 'video'));
  feature.on('message:video_note', (ctx) => say(ctx, 'video_note'));
  // Before files, because an animation is one as well.
  feature.on('message:animation', (ctx) => say(ctx, 'animation'));
  feature.on('message:voice', (ctx) => say(ctx, 'voice'));
  feature.on('message:audio', (ctx) => say(ctx, 'audio'));
  feature.on('message:sticker', (ctx) => say(ctx, 'sticker'));
  feature.on('message:location', (ctx) => say(ctx, 'location'));
  feature.on('message:contact', (ctx) => say(ctx, 'contact'));
  feature.on('message:poll', (ctx) => say(ctx, 'poll'));
  feature.on(['message:dice', 'message:game', 'message:story', 'message:checklist', 'message:paid_media'], (ctx) =>
    say(ctx, 'other'),
  );
  feature.on('message:document', async (ctx, next) => {
    const { file_name: name, mime_type: mime } = ctx.message.document;
    const kind = fileKind(defined({ name, mime }));
    await (kind ? say(ctx, kind) : next());
  });
  return { flood, feature };
}
