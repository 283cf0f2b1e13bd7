import { randomInt } from 'node:crypto';
import type { Core } from './core.ts';
import { ControlError } from './errors.ts';
import type { InlineButton, CallbackRecord, ChatRecord, StoredMessage } from './model.ts';
import type { Pair } from './user-side.ts';
import { wireCallback } from './wire.ts';

export interface TapRequest {
  message_id?: number | undefined;
  label?: string | undefined;
  data?: string | undefined;
  /** sends `data` even if no button has it, as a forged client would; needs message_id */
  force?: boolean | undefined;
}

export type TapResult =
  { callback_query_id: string; message_id: number; data: string } | { url: string; message_id: number };

/** How many answered callbacks are kept. */
const CALLBACKS_KEPT = 2000;

/**
 * Presses an inline button: the newest match, or one of the given message.
 * @throws ControlError 404 naming the buttons there are, 409 when the bot is blocked
 */
export function tap(core: Core, pair: Pair, request: TapRequest): TapResult {
  const chat = core.store.openChat(pair.bot.id, pair.user.id);
  if (chat.blocked) throw new ControlError(409, `user ${pair.user.id} has blocked the bot: unblock it first`);
  if (request.force && request.message_id !== undefined && request.data !== undefined) {
    return ask(core, pair, request.message_id, request.data);
  }
  const found = findButton(chat, request);
  if (!found) throw new ControlError(404, complaint(chat, request));
  const { message, button } = found;
  if (button.url !== undefined) return { url: button.url, message_id: message.message_id };
  if (button.callback_data === undefined)
    throw new ControlError(400, `button "${button.text}" is of a kind not emulated`);
  return ask(core, pair, message.message_id, button.callback_data);
}

function ask(core: Core, { bot, user }: Pair, messageId: number, data: string): TapResult {
  const { callbacks } = core.store.data;
  const callback: CallbackRecord = {
    id: `${user.id}${String(randomInt(2 ** 47)).padStart(15, '0')}`,
    bot_id: bot.id,
    user_id: user.id,
    message_id: messageId,
    data,
    asked_at: Date.now(),
    answered: false,
  };
  callbacks[callback.id] = callback;
  const old = Object.values(callbacks).filter(({ answered }) => answered);
  for (const { id } of old.slice(0, Math.max(0, old.length - CALLBACKS_KEPT))) delete callbacks[id];
  core.updates.push(bot, user.id, 'callback_query', wireCallback(core.store, core.files, callback));
  core.store.touch(core.store.openChat(bot.id, user.id));
  return { callback_query_id: callback.id, message_id: messageId, data };
}

function findButton(
  chat: ChatRecord,
  request: TapRequest,
): { message: StoredMessage; button: InlineButton } | undefined {
  for (const message of chat.messages.toReversed()) {
    if (request.message_id !== undefined && message.message_id !== request.message_id) continue;
    const button = buttonsOf(message).find((one) =>
      request.label === undefined ? one.callback_data === request.data : one.text === request.label,
    );
    if (button) return { message, button };
  }
  return undefined;
}

function complaint(chat: ChatRecord, { message_id: id, label, data }: TapRequest): string {
  const wanted = label === undefined ? `data "${data ?? ''}"` : `label "${label}"`;
  const where = id === undefined ? 'in the chat' : `on message ${id}`;
  const lines = chat.messages
    .filter((message) => buttonsOf(message).length > 0)
    .map((message) => {
      const buttons = buttonsOf(message).map((one) => `[${one.text}] (${one.callback_data ?? one.url ?? 'other'})`);
      return `message ${message.message_id}: ${buttons.join(' ')}`;
    });
  return `no button with ${wanted} ${where}; ${lines.length > 0 ? `there are:\n${lines.join('\n')}` : 'there are none'}`;
}

function buttonsOf(message: StoredMessage): InlineButton[] {
  return message.reply_markup?.inline_keyboard.flat() ?? [];
}
