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

/** Without a message it is the one that was pinned last. */
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

/** Of a bot: one emoji at most, none takes it away. */
export const setMessageReaction: Method = (context, params) => {
  const chat = openChat(context, params);
  const message = findMessage(chat, params, 'message to react');
  const reactions = params.json('reaction', 'reaction types') ?? [];
  if (!Array.isArray(reactions)) throw badRequest("can't parse reaction types JSON object");
  const emoji = reactions.map(readEmoji);
  if (emoji.length > 1) throw badRequest('REACTIONS_TOO_MANY');
  if (emoji[0] === undefined) delete message.reaction;
  else message.reaction = emoji[0];
  context.core.store.touch(chat);
  return true;
};

function readEmoji(value: unknown): string {
  if (!isRecord(value)) throw refuse('expected an Object');
  const { type, emoji } = value;
  if (type !== 'emoji') throw refuse('invalid reaction type specified');
  if (typeof emoji !== 'string') throw refuse('Can\'t find field "emoji"');
  if (!EMOJI.has(emoji)) throw badRequest('REACTION_INVALID');
  return emoji;
}

const refuse = (reason: string): Error => badRequest(`can't parse ReactionType: ${reason}`);

/** ReactionTypeEmoji. */
const EMOJI = new Set(
  (
    '❤ 👍 👎 🔥 🥰 👏 😁 🤔 🤯 😱 🤬 😢 🎉 🤩 🤮 💩 🙏 👌 🕊 🤡 🥱 🥴 😍 🐳 ❤‍🔥 🌚 🌭 💯 🤣 ⚡ 🍌 🏆 💔 🤨 😐 🍓 🍾 💋 🖕 😈 😴 😭 🤓 👻 ' +
    '👨‍💻 👀 🎃 🙈 😇 😨 🤝 ✍ 🤗 🫡 🎅 🎄 ☃ 💅 🤪 🗿 🆒 💘 🙉 🦄 😘 💊 🙊 😎 👾 🤷‍♂ 🤷 🤷‍♀ 😡'
  ).split(' '),
);
