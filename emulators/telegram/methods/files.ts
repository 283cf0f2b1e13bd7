import { findChat } from '../chats.ts';
import type { Method } from '../core.ts';
import { badRequest } from '../errors.ts';
import { LIMITS } from '../limits.ts';
import { wireChat, wireMessage } from '../wire.ts';

export const getFile: Method = ({ core, bot }, params) => {
  const id = params.text('file_id');
  if (id === '') throw badRequest('file_id not specified');
  const file = core.files.find(id);
  if (!file || file.bot_id !== bot.id) throw badRequest('invalid file_id');
  if (file.file_size > LIMITS.downloadBytes) throw badRequest('file is too big');
  const { file_id, file_unique_id, file_size, path } = file;
  return { file_id, file_unique_id, file_size, file_path: path };
};

const GIFTS = {
  unlimited_gifts: true,
  limited_gifts: true,
  unique_gifts: true,
  premium_subscription: true,
  gifts_from_channels: true,
};

export const getChat: Method = (context, params) => {
  const chat = findChat(context, params);
  const { store, files } = context.core;
  const user = store.data.users[chat.user_id];
  const pinned = chat.messages.find(({ message_id: id }) => id === chat.pinned?.at(-1));
  return (
    user && {
      ...wireChat(user),
      accent_color_id: 0,
      max_reaction_count: 11,
      accepted_gift_types: GIFTS,
      ...(pinned && { pinned_message: wireMessage(store, files, chat, pinned) }),
    }
  );
};
