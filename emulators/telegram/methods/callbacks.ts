import type { Method } from '../core.ts';
import { badRequest, staleCallback } from '../errors.ts';
import { LIMITS } from '../limits.ts';
import { now } from '../model.ts';
import { characters } from '../text.ts';

export const answerCallbackQuery: Method = ({ core, bot }, params) => {
  const callback = core.store.data.callbacks[params.text('callback_query_id')];
  const text = params.text('text');
  if (!callback || callback.bot_id !== bot.id || callback.answered) throw staleCallback();
  if (Date.now() - callback.asked_at > core.callbackLifetimeMs) throw staleCallback();
  if (characters(text) > LIMITS.toastLength) throw badRequest('MESSAGE_TOO_LONG');
  const alert = params.flag('show_alert');
  const url = params.text('url');
  // Only addresses of the bot itself may be opened (answerCallbackQuery, url).
  if (url !== '' && !/^(https:\/\/)?t\.me\/\w+\?start=|^tg:\/\//.test(url)) throw badRequest('URL_INVALID');
  callback.answered = true;
  callback.answer = { show_alert: alert, ...(text && { text }), ...(url && { url }) };
  const chat = core.store.openChat(bot.id, callback.user_id);
  if (text !== '') chat.toasts.push({ text, show_alert: alert, date: now(), data: callback.data });
  core.store.touch(chat);
  return true;
};
