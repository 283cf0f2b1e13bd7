import type { MethodContext } from './core.ts';
import { badRequest, forbidden } from './errors.ts';
import { now } from './model.ts';
import type { ChatRecord, StoredMessage } from './model.ts';
import type { Markup } from './markup.ts';
import { isRecord } from './params.ts';
import type { Params } from './params.ts';
import { wireMessage } from './wire.ts';
import type { WireMessage } from './wire.ts';

/** The private chat that a parameter names. @throws BotApiError when the bot knows no such chat */
export function findChat({ core, bot }: MethodContext, params: Params, name = 'chat_id'): ChatRecord {
  const id = params.text(name);
  if (id === '') throw badRequest(`${name} is empty`);
  const chat = /^-?\d+$/.test(id) ? core.store.chat(bot.id, Number(id)) : undefined;
  // A bot cannot write first: there is no chat until the user writes.
  if (!chat) throw badRequest('chat not found');
  return chat;
}

/** The same, for writing into it. @throws BotApiError 403 blocked or deactivated */
export function openChat(context: MethodContext, params: Params): ChatRecord {
  const chat = findChat(context, params);
  if (context.core.store.data.users[chat.user_id]?.deactivated) throw forbidden('user is deactivated');
  if (chat.blocked) throw forbidden('bot was blocked by the user');
  return chat;
}

/** @throws BotApiError "… not found" */
export function findMessage(chat: ChatRecord, params: Params, purpose: string): StoredMessage {
  if (!params.has('message_id')) throw badRequest('message identifier is not specified');
  const id = params.integer('message_id', 0);
  if (id <= 0) throw badRequest('message identifier is not specified');
  const message = chat.messages.find((one) => one.message_id === id);
  // For messages of a cleared history, Telegram answers that the id is invalid, not that the message is not found.
  if (!message && id <= (chat.cleared_until ?? 0)) throw badRequest('MESSAGE_ID_INVALID');
  if (!message) throw badRequest(`${purpose} not found`);
  return message;
}

/** The id of the message that a new one replies to, from reply_parameters. @throws BotApiError "message to be replied not found" */
export function readReply(chat: ChatRecord, params: Params): number | undefined {
  const reply = params.json('reply_parameters', 'reply parameters');
  const given = isRecord(reply) ? reply : { message_id: params.integer('reply_to_message_id', 0) };
  const id = Number(given['message_id'] ?? 0);
  if (id === 0) return undefined;
  if (chat.messages.some((message) => message.message_id === id)) return id;
  const optional =
    isRecord(reply) && reply['allow_sending_without_reply'] === true
      ? true
      : params.flag('allow_sending_without_reply');
  if (optional) return undefined;
  throw badRequest('message to be replied not found');
}

export type Content = Omit<StoredMessage, 'message_id' | 'from' | 'date' | 'edit_count'>;

type Loose<T> = { [K in keyof T]?: T[K] | undefined };

/** Without the fields that are undefined. */
export function withoutUndefined(content: Loose<Content>): Content {
  const kept: Record<string, unknown> = {};
  for (const [name, value] of Object.entries(content)) if (value !== undefined) kept[name] = value;
  return kept;
}

/** Puts the bot's message into the chat. */
export function post(
  { core, bot }: MethodContext,
  chat: ChatRecord,
  content: Content,
  markup: Markup = {},
): WireMessage {
  const message: StoredMessage = {
    message_id: bot.next_message_id++,
    from: 'bot',
    date: now(),
    edit_count: 0,
    ...content,
  };
  if ('inline' in markup) message.reply_markup = markup.inline;
  if ('keyboard' in markup) chat.keyboard = markup.keyboard;
  if ('remove' in markup) delete chat.keyboard;
  chat.messages.push(message);
  delete chat.action;
  core.store.touch(chat);
  return wireMessage(core.store, core.files, chat, message);
}
