import { isDeepStrictEqual } from 'node:util';
import { markup, type View } from '../chat/view.ts';
import type { Context } from 'grammy';

/** Whether the tapped message looks like this already: Telegram refuses an edit that changes nothing. */
export function isAlreadyShown({ callbackQuery }: Pick<Context, 'callbackQuery'>, view: View): boolean {
  const message = callbackQuery?.message;
  if (!message || !('text' in message) || message.text !== view.text) return false;
  return isDeepStrictEqual(message.reply_markup?.inline_keyboard ?? [], markup(view).inline_keyboard);
}
