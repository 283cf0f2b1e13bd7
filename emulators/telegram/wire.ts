import type { Files } from './files.ts';
import type {
  BotRecord,
  CallbackRecord,
  ChatRecord,
  Entity,
  FileRecord,
  Media,
  Shared,
  StoredMessage,
  UserRecord,
} from './model.ts';
import { isRecord } from './params.ts';
import type { Store } from './store.ts';

/** Telegram's objects, made from the state. */

export interface WireMessage {
  message_id: number;
  [field: string]: unknown;
}

export function wireBot(bot: BotRecord): Record<string, unknown> {
  return { id: bot.id, is_bot: true, first_name: bot.first_name, username: bot.username };
}

export function wireUser(user: UserRecord): Record<string, unknown> {
  const { deactivated: _deactivated, ...profile } = user;
  return { ...profile, is_bot: false };
}

export function wireChat(user: UserRecord): Record<string, unknown> {
  const { language_code: _language, deactivated: _deactivated, ...profile } = user;
  return { ...profile, type: 'private' };
}

export function wireMessage(
  store: Store,
  files: Files,
  chat: ChatRecord,
  message: StoredMessage,
  nested = false,
): WireMessage {
  const bot = store.data.bots[chat.bot_id];
  const user = store.data.users[chat.user_id];
  if (!bot || !user) throw new Error(`chat ${chat.bot_id}:${chat.user_id} has lost its bot or its user`);
  const { message_id, date, edit_date, text, entities, caption, caption_entities } = message;
  // A replied message comes without its own reply_to_message.
  const replied = nested ? undefined : chat.messages.find((other) => other.message_id === message.reply_to);
  const fields = dropEmpty({
    from: message.from === 'bot' ? wireBot(bot) : wireUser(user),
    chat: wireChat(user),
    date,
    edit_date,
    text,
    entities: wireEntities(store, entities),
    caption,
    caption_entities: wireEntities(store, caption_entities),
    media_group_id: message.media_group_id,
    reply_markup: message.reply_markup,
    reply_to_message: replied && wireMessage(store, files, chat, replied, true),
    forward_origin: forwardOrigin(store, message),
    ...wireMedia(files, message),
  });
  return { message_id, ...fields, ...wireShared(message.shared) };
}

export function wireCallback(store: Store, files: Files, callback: CallbackRecord): Record<string, unknown> {
  const chat = store.openChat(callback.bot_id, callback.user_id);
  const user = store.data.users[callback.user_id];
  const message = chat.messages.find((one) => one.message_id === callback.message_id);
  return {
    id: callback.id,
    from: user && wireUser(user),
    // A removed message becomes an InaccessibleMessage.
    message: message
      ? wireMessage(store, files, chat, message)
      : { message_id: callback.message_id, chat: user && wireChat(user), date: 0 },
    chat_instance: String(callback.bot_id * 31 + callback.user_id),
    data: callback.data,
  };
}

/** Mentions contain the whole user; mentions of unknown users are dropped. */
function wireEntities(store: Store, entities: readonly Entity[] = []): Entity[] {
  return entities.flatMap((entity) => {
    if (entity.type !== 'text_mention' || !isRecord(entity['user'])) return [entity];
    const user = store.data.users[Number(entity['user']['id'])];
    return user ? [{ ...entity, user: wireUser(user) }] : [];
  });
}

function forwardOrigin(store: Store, message: StoredMessage): Record<string, unknown> | undefined {
  const from = message.forwarded_from;
  if (from === undefined) return undefined;
  const bot = store.data.bots[from];
  const user = store.data.users[from];
  const sender = bot ? wireBot(bot) : user && wireUser(user);
  return { type: 'user', sender_user: sender, date: message.date };
}

function wireShared(shared: Shared | undefined): Record<string, unknown> {
  if (!shared) return {};
  return 'service' in shared ? { [shared.service.kind]: shared.service.content } : shared;
}

function wireMedia(files: Files, message: StoredMessage): Record<string, unknown> {
  const media = message.media;
  if (!media) return {};
  const records = media.family.flatMap((id) => files.find(id) ?? []);
  const last = records.at(-1);
  if (!last) return {};
  switch (media.kind) {
    case 'photo':
      return { photo: records.map(wireFile) };
    case 'document':
      return { document: { ...wireFile(last), ...named(last) } };
    case 'sticker':
      return { sticker: { ...wireFile(last), ...wireSticker(media.looks) } };
    case 'voice':
      return { voice: { ...wireFile(last), duration: last.duration ?? 0, mime_type: last.mime_type } };
    case 'video':
      return { video: wirePlayed(last) };
    case 'video_note':
      return { video_note: { ...wireFile(last), length: last.width ?? 0, duration: last.duration ?? 0 } };
    case 'audio':
      return { audio: wirePlayed(last) };
    case 'animation':
      // The document is set too, for backward compatibility (Message).
      return { animation: wirePlayed(last), document: { ...wireFile(last), ...named(last) } };
    case 'live_photo': {
      const [film = last, ...sizes] = records;
      const still = sizes.map(wireFile);
      const alone = media.looks === 'alone';
      // The photo is set too, for backward compatibility (Message).
      return { live_photo: { ...wirePlayed(film), photo: still }, ...(!alone && { photo: still }) };
    }
    default:
      return media.kind satisfies never;
  }
}

function wireSticker(looks: Media['looks']): Record<string, unknown> {
  const kind = { type: 'regular', is_animated: looks === 'own-animated', is_video: false };
  return looks === undefined ? { ...kind, emoji: '🙂', set_name: 'kind_faces' } : kind;
}

function wirePlayed(file: FileRecord): Record<string, unknown> {
  return { ...wireFile(file), duration: file.duration ?? 0, ...named(file) };
}

function named({ file_name, mime_type }: FileRecord): Record<string, unknown> {
  return { file_name, mime_type };
}

function wireFile(file: FileRecord): Record<string, unknown> {
  const { file_id, file_unique_id, file_size, width, height } = file;
  return dropEmpty({ file_id, file_unique_id, file_size, width, height });
}

function dropEmpty(value: Record<string, unknown>): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(value).filter(
      ([, field]) => field !== undefined && !(Array.isArray(field) && field.length === 0) && !isBareRecord(field),
    ),
  );
}

function isBareRecord(value: unknown): boolean {
  return isRecord(value) && Object.keys(value).length === 0;
}
