/** The emulator's whole state, as plain JSON. Dates are Unix time in seconds, sizes bytes, sides px. */

export interface Entity {
  type: string;
  offset: number;
  length: number;
  [detail: string]: unknown;
}

export interface InlineButton {
  text: string;
  callback_data?: string;
  url?: string;
  [kind: string]: unknown;
}

export interface InlineKeyboard {
  inline_keyboard: InlineButton[][];
}

export type MediaKind =
  'photo' | 'document' | 'sticker' | 'voice' | 'video' | 'animation' | 'video_note' | 'audio' | 'live_photo';

/** Message content of users that is neither text nor a file, as in an update. */
export type Shared =
  | { location: { latitude: number; longitude: number } }
  | { contact: { phone_number: string; first_name: string } }
  | {
      poll: {
        id: string;
        question: string;
        options: { text: string; voter_count: number }[];
        [detail: string]: unknown;
      };
    }
  | { service: { kind: string; content: unknown } };

/** The file of one file_id. Several file_ids may share one file_unique_id and one blob. */
export interface FileRecord {
  file_id: string;
  file_unique_id: string;
  bot_id: number;
  kind: MediaKind;
  /** SHA-256 of the stored bytes, the name of the blob */
  blob: string;
  file_size: number;
  /** the `file_path` that getFile answers */
  path: string;
  width?: number;
  height?: number;
  duration?: number;
  mime_type?: string;
  file_name?: string;
  /** file_ids of every size of the photo, ascending; for other kinds the file alone */
  family: string[];
}

export interface Media {
  kind: MediaKind;
  /** of a live photo, its film first */
  family: string[];
  /** for a sticker that belongs to no set, or a live photo without `photo` */
  looks?: 'own' | 'own-animated' | 'alone';
}

export interface StoredMessage {
  message_id: number;
  from: 'user' | 'bot';
  date: number;
  edit_date?: number;
  edit_count: number;
  text?: string;
  entities?: Entity[];
  caption?: string;
  caption_entities?: Entity[];
  media?: Media;
  shared?: Shared;
  media_group_id?: string;
  reply_markup?: InlineKeyboard;
  reply_to?: number;
  forwarded_from?: number;
  /** the bot's own, one emoji */
  reaction?: string;
}

export interface Toast {
  text: string;
  show_alert: boolean;
  date: number;
  data: string;
}

export interface CallbackRecord {
  id: string;
  bot_id: number;
  user_id: number;
  message_id: number;
  data: string;
  /** Unix time in ms, since its lifetime is short */
  asked_at: number;
  answered: boolean;
  answer?: { text?: string; show_alert: boolean; url?: string };
}

export interface ChatRecord {
  bot_id: number;
  user_id: number;
  /** grows with every change that a user could see */
  version: number;
  blocked: boolean;
  messages: StoredMessage[];
  toasts: Toast[];
  keyboard?: string[][];
  /** pinned messages, the last pinned last */
  pinned?: number[];
  /** messages up to this id were removed when the user cleared the history for both sides */
  cleared_until?: number;
  action?: { action: string; date: number };
}

export interface UserRecord {
  id: number;
  first_name: string;
  last_name?: string;
  username?: string;
  language_code?: string;
  deactivated?: boolean;
}

export interface WebhookRecord {
  url: string;
  secret_token?: string;
  max_connections: number;
  last_error_date?: number;
  last_error_message?: string;
}

export interface Update {
  update_id: number;
  [kind: string]: unknown;
}

export interface PendingUpdate {
  update: Update;
  date: number;
  /** updates of one user are delivered to a webhook one after another */
  user_id: number;
}

export interface BotRecord {
  id: number;
  token: string;
  username: string;
  first_name: string;
  next_update_id: number;
  next_message_id: number;
  pending: PendingUpdate[];
  /** what the bot last asked for; absent means the default */
  allowed_updates?: string[];
  webhook?: WebhookRecord;
  /** by scope and language */
  commands: Record<string, { command: string; description: string }[]>;
  /** name, description and short_description by language */
  texts: Record<string, string>;
}

export interface Snapshot {
  format: 1;
  bots: Record<string, BotRecord>;
  users: Record<string, UserRecord>;
  chats: Record<string, ChatRecord>;
  files: Record<string, FileRecord>;
  callbacks: Record<string, CallbackRecord>;
  /** re-encoded sizes by SHA-256 of the original, so that the same picture always yields the same ones */
  encoded: Record<string, { blob: string; size: number; width: number; height: number }[]>;
  next_file: number;
}

export const emptySnapshot = (): Snapshot => ({
  format: 1,
  bots: {},
  users: {},
  chats: {},
  files: {},
  callbacks: {},
  encoded: {},
  next_file: 0,
});

export const now = (): number => Math.floor(Date.now() / 1000);
