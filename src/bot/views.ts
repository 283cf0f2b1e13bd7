/** How the bot puts views into the chat. */
import { isDeepStrictEqual } from 'node:util';
import { GrammyError } from 'grammy';
import {
  isDeletedAlready,
  isLostToEdits,
  isNoPhoto,
  isNotModified,
  isUnknownToDeletes,
} from '../chat/telegram-refusals.ts';
import { markup, type View } from '../chat/view.ts';
import { courtesy, type BotContext } from './context.ts';

/** Sends a view in a message of its own. */
export async function send(ctx: BotContext, view: View): Promise<void> {
  if (await sendPictured(ctx, view)) return;
  await ctx.reply(view.text, { reply_markup: markup(view) });
}

/** Replaces the tapped message's content; sends a new message when it is gone or too old. */
export async function redraw(ctx: BotContext, view: View): Promise<void> {
  if (isAlreadyShown(ctx, view)) return;
  if (await redrawPictured(ctx, view)) return;
  try {
    await ctx.editMessageText(view.text, { reply_markup: markup(view) });
  } catch (error) {
    const text = error instanceof Error ? error.message : '';
    if (isNotModified(text)) return;
    if (!isLostToEdits(text)) throw error;
    await send(ctx, view);
  }
}

/** Sends a hint to the user, in parallel with what follows. */
export function sendHint(ctx: BotContext, { text, buttons }: Pick<View, 'text' | 'buttons'>): void {
  const chat = ctx.chat?.id;
  if (chat !== undefined)
    void courtesy(ctx, (api) => api.sendMessage(chat, text, { reply_markup: markup({ text, buttons }) }));
}

/** Whether the tapped message already looks so: Telegram refuses an edit that changes nothing. */
function isAlreadyShown({ callbackQuery }: Pick<BotContext, 'callbackQuery'>, view: View): boolean {
  const message = callbackQuery?.message;
  if (!message || !('text' in message) || message.text !== view.text) return false;
  return isDeepStrictEqual(message.reply_markup?.inline_keyboard ?? [], markup(view).inline_keyboard);
}

const refused = (error: unknown, tells: (description: string) => boolean): boolean =>
  error instanceof GrammyError && tells(error.description);

/** Sends a view with its picture. @returns false: it has none, or none that this bot can show */
async function sendPictured(ctx: BotContext, view: View): Promise<boolean> {
  const { picture, text: caption } = view;
  if (picture === undefined) return false;
  return shown(ctx, () => ctx.replyWithPhoto(picture, { caption, reply_markup: markup(view) }));
}

/**
 * Replaces the tapped message where it or the view has a picture. Telegram can edit a text into a picture, but not a
 * picture into a text: that needs a new message.
 * @returns false: neither has a picture
 */
async function redrawPictured(ctx: BotContext, view: View): Promise<boolean> {
  if (await changePicture(ctx, view)) return true;
  const message = ctx.callbackQuery?.message;
  if (!message || !('photo' in message)) return false;
  try {
    await ctx.deleteMessage();
  } catch (error) {
    // Another tap has replaced the message.
    if (refused(error, isDeletedAlready)) return true;
    if (!refused(error, isUnknownToDeletes)) throw error;
  }
  await ctx.reply(view.text, { reply_markup: markup(view) });
  return true;
}

async function changePicture(ctx: BotContext, view: View): Promise<boolean> {
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
async function shown(ctx: BotContext, show: () => Promise<unknown>): Promise<boolean> {
  try {
    await show();
    return true;
  } catch (error) {
    if (!(error instanceof GrammyError) || !isNoPhoto(error.description)) throw error;
    ctx.log.info({ reason: error.description }, 'a picture cannot be shown');
    return false;
  }
}
