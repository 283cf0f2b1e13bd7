import type { Language } from '../avatar/avatar.ts';

/** A person, as Telegram tells of them. Private chats only, so that the chat's id is the person's. */
export interface Person {
  readonly telegramId: number;
  readonly language: Language;
  readonly firstName: string;
  readonly username?: string;
}
