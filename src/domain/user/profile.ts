import type { Language } from '../avatar/avatar.ts';

/** A user, as Telegram describes them. Only private chats are served, so the chat's id is the user's. */
export interface TelegramProfile {
  readonly telegramId: number;
  readonly language: Language;
  readonly firstName: string;
  readonly username?: string;
}
