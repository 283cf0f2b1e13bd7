import type { Core } from './core.ts';
import type { ChatRecord, Entity, MediaKind, Shared, StoredMessage, Toast } from './model.ts';
import type { Pair } from './user-side.ts';

/** A chat as its user sees it now. */
export interface ChatView {
  /** grows with every change; `?after=` waits for a later one */
  version: number;
  bot: { id: number; username: string; first_name: string };
  user: { id: number; first_name: string; language_code?: string };
  blocked: boolean;
  /** the bot's last chat action; removed by its next message */
  action?: { action: string; date: number };
  /** rows of labels under the input field */
  keyboard?: string[][];
  messages: MessageView[];
  toasts: Toast[];
  /** taps that still wait for an answer */
  unanswered_callbacks: string[];
}

export interface MessageView {
  id: number;
  from: 'user' | 'bot';
  /** Unix time, seconds */
  date: number;
  text?: string;
  caption?: string;
  entities?: Entity[];
  media?: MediaView;
  album_id?: string;
  buttons: ButtonView[][];
  edit_count: number;
  edit_date?: number;
  reply_to?: number;
  pinned?: true;
  /** the bot's */
  reaction?: string;
}

export interface MediaView {
  kind: MediaKind;
  file_id: string;
  file_unique_id: string;
  file_size: number;
  width?: number;
  height?: number;
  file_name?: string;
  mime_type?: string;
  /** path on this server to the bytes; of a photo, its largest size */
  url: string;
}

export interface ButtonView {
  label: string;
  data?: string;
  url?: string;
}

export function viewChat(core: Core, { bot, user }: Pair, base: string): ChatView {
  const chat = core.store.chat(bot.id, user.id);
  const { id, first_name, language_code: language } = user;
  return {
    version: chat?.version ?? 0,
    bot: { id: bot.id, username: bot.username, first_name: bot.first_name },
    user: { id, first_name, ...(language !== undefined && { language_code: language }) },
    blocked: chat?.blocked ?? false,
    ...(chat?.action && { action: chat.action }),
    ...(chat?.keyboard && { keyboard: chat.keyboard }),
    messages: chat?.messages.map((message) => viewMessage(core, chat, message, base)) ?? [],
    toasts: chat?.toasts ?? [],
    unanswered_callbacks: chat ? unanswered(core, chat) : [],
  };
}

function unanswered(core: Core, chat: ChatRecord): string[] {
  return Object.values(core.store.data.callbacks)
    .filter((one) => one.bot_id === chat.bot_id && one.user_id === chat.user_id && !one.answered)
    .map(({ id }) => id);
}

function viewMessage(core: Core, chat: ChatRecord, message: StoredMessage, base: string): MessageView {
  const { message_id: id, from, date, text, caption, edit_count, edit_date, reply_to, media_group_id: album } = message;
  const entities = message.entities ?? message.caption_entities ?? [];
  const media = viewMedia(core, message, base);
  const rows = message.reply_markup?.inline_keyboard ?? [];
  return {
    id,
    from,
    date,
    ...(text !== undefined && { text }),
    ...(message.shared && { text: sharedInWords(message.shared) }),
    ...(caption !== undefined && { caption }),
    ...(entities.length > 0 && { entities }),
    ...(media && { media }),
    ...(album !== undefined && { album_id: album }),
    buttons: rows.map((row) =>
      row.map(({ text: label, callback_data: data, url }) => ({
        label,
        ...(data !== undefined && { data }),
        ...(url !== undefined && { url }),
      })),
    ),
    edit_count,
    ...(edit_date !== undefined && { edit_date }),
    ...(reply_to !== undefined && { reply_to }),
    ...(chat.pinned?.includes(id) && { pinned: true }),
    ...(message.reaction !== undefined && { reaction: message.reaction }),
  };
}

/** As a client shows it in text. */
function sharedInWords(shared: Shared): string {
  if ('location' in shared) return `📍 ${shared.location.latitude}, ${shared.location.longitude}`;
  if ('contact' in shared) return `👤 ${shared.contact.first_name}, ${shared.contact.phone_number}`;
  if ('service' in shared) return `ℹ️ ${shared.service.kind}`;
  return `📊 ${shared.poll.question}`;
}

function viewMedia(core: Core, { media }: StoredMessage, base: string): MediaView | undefined {
  const file = media && core.files.find(media.family.at(-1) ?? '');
  if (!file) return undefined;
  const { kind, file_id, file_unique_id, file_size, width, height, file_name: name, mime_type: mime } = file;
  return {
    kind,
    file_id,
    file_unique_id,
    file_size,
    ...(width !== undefined && { width }),
    ...(height !== undefined && { height }),
    ...(name !== undefined && { file_name: name }),
    ...(mime !== undefined && { mime_type: mime }),
    url: `${base}/emulator/files/${file_id}`,
  };
}
