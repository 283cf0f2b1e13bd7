import { findMessage, openChat } from '../chats.ts';
import type { Method } from '../core.ts';
import { badRequest } from '../errors.ts';
import { isRecord } from '../params.ts';

export const pinChatMessage: Method = (context, params) => {
  const chat = openChat(context, params);
  const { message_id: id } = findMessage(chat, params, 'message to pin');
  chat.pinned = [...(chat.pinned ?? []).filter((one) => one !== id), id];
  context.core.store.touch(chat);
  return true;
};

/** By default the message that was pinned last. */
export const unpinChatMessage: Method = (context, params) => {
  const chat = openChat(context, params);
  const last = chat.pinned?.at(-1);
  if (!params.has('message_id') && last === undefined) throw badRequest('message to unpin not found');
  const id = params.has('message_id') ? findMessage(chat, params, 'message to unpin').message_id : last;
  chat.pinned = (chat.pinned ?? []).filter((one) => one !== id);
  context.core.store.touch(chat);
  return true;
};

export const unpinAllChatMessages: Method = (context, params) => {
  const chat = openChat(context, params);
  delete chat.pinned;
  context.core.store.touch(chat);
  return true;
};

/** A bot has at most one emoji on a message; an empty list removes it. As on the server, reactions are parsed before the message is found. */
export const setMessageReaction: Method = (context, params) => {
  const reactions = params.json('reaction', 'reaction types') ?? [];
  if (!Array.isArray(reactions)) throw badRequest('expected an Array of ReactionType');
  const emoji = reactions.map(readReaction);
  const chat = openChat(context, params);
  const message = findMessage(chat, params, 'message to react');
  if (emoji.length > 1) throw badRequest('REACTIONS_TOO_MANY');
  const [only] = emoji;
  // Custom emoji need a subscription, which bots do not have.
  if (only !== undefined && !EMOJI.has(only)) throw badRequest('REACTION_INVALID');
  if (only === undefined) delete message.reaction;
  else message.reaction = only;
  context.core.store.touch(chat);
  return true;
};

/** @returns the emoji, or the id of a custom one */
function readReaction(value: unknown): string {
  if (!isRecord(value)) throw unreadable('expected an Object');
  const type = textField(value, 'type');
  if (type === 'emoji') return textField(value, 'emoji');
  if (type === 'custom_emoji') return textField(value, 'custom_emoji_id');
  throw unreadable('invalid reaction type specified');
}

function textField(object: Record<string, unknown>, name: string): string {
  const value = object[name];
  if (value === undefined || value === null) throw unreadable(`Can't find field "${name}"`);
  if (typeof value !== 'string') throw unreadable(`Field "${name}" must be of type String`);
  return value;
}

const unreadable = (reason: string): Error => badRequest(`can't parse ReactionType: ${reason}`);

/** ReactionTypeEmoji. */
const EMOJI = new Set(
  (
    '❤ 👍 👎 🔥 🥰 👏 😁 🤔 🤯 😱 🤬 😢 🎉 🤩 🤮 💩 🙏 👌 🕊 🤡 🥱 🥴 😍 🐳 ❤‍🔥 🌚 🌭 💯 🤣 ⚡ 🍌 🏆 💔 🤨 😐 🍓 🍾 💋 🖕 😈 😴 😭 🤓 👻 ' +
    '👨‍💻 👀 🎃 🙈 😇 😨 🤝 ✍ 🤗 🫡 🎅 🎄 ☃ 💅 🤪 🗿 🆒 💘 🙉 🦄 😘 💊 🙊 😎 👾 🤷‍♂ 🤷 🤷‍♀ 😡'
  ).split(' '),
);
