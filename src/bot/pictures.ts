import { GrammyError, type Context } from 'grammy';
import type { Logger } from 'pino';
import {
  isDeletedAlready,
  isLostToEdits,
  isNoPhoto,
  isNotModified,
  isUnknownToDeletes,
} from '../chat/telegram-refusals.ts';
import { markup, type View } from '../chat/view.ts';

type Shown = Context & { readonly log: Logger };

const refused = (error: unknown, tells: (description: string) => boolean): boolean =>
  error instanceof GrammyError && tells(error.description);

/** Sends a view that has a picture. @returns false: it has none, or none that this bot could show */
export async function sendPictured(ctx: Shown, view: View): Promise<boolean> {
  const { picture, text: caption } = view;
  if (picture === undefined) return false;
  return shown(ctx, () => ctx.replyWithPhoto(picture, { caption, reply_markup: markup(view) }));
}

/**
 * Puts a view in place of the tapped message where that, or the view, has a picture. Words take a picture's place only in a
 * new message: Telegram turns words into a picture, and not the other way round.
 * @returns false: it is a matter of words alone
 */
export async function redrawPictured(ctx: Shown, view: View): Promise<boolean> {
  if (await changePicture(ctx, view)) return true;
  const message = ctx.callbackQuery?.message;
  if (!message || !('photo' in message)) return false;
  try {
    await ctx.deleteMessage();
  } catch (error) {
    // Another tap has put something in its place.
    if (refused(error, isDeletedAlready)) return true;
    if (!refused(error, isUnknownToDeletes)) throw error;
  }
  await ctx.reply(view.text, { reply_markup: markup(view) });
  return true;
}

async function changePicture(ctx: Shown, view: View): Promise<boolean> {
  const { picture, text: caption } = view;
  if (picture === undefined) return false;
  try {
    const media = { type: 'photo', media: picture, caption } as const;
    return await shown(ctx, () => ctx.editMessageMedia(media, { reply_markup: markup(view) }));
  } catch (error) {
    if (refused(error, isNotModified)) return true;
    if (!refused(error, isLostToEdits)) throw error;
    return sendPictured(ctx, view);
  }
}

/** @returns false: the file is unknown to this bot (its token was changed), or is no photo */
async function shown(ctx: Shown, show: () => Promise<unknown>): Promise<boolean> {
  try {
    await show();
    return true;
  } catch (error) {
    if (!(error instanceof GrammyError) || !isNoPhoto(error.description)) throw error;
    ctx.log.info({ reason: error.description }, 'a picture cannot be shown');
    return false;
  }
}
