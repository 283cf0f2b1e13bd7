import type { Core } from './core.ts';
import type { BotRecord, MediaKind, StoredMessage, UserRecord } from './model.ts';

/** A user's chat with the bot, as a line of a list. */
export interface ChatLine {
  user: UserRecord;
  version: number;
  blocked: boolean;
  last?: {
    id: number;
    from: 'user' | 'bot';
    /** Unix time, seconds */
    date: number;
    text: string;
    media?: MediaKind;
  };
}

/** All users, the chat with the newest message first; users without messages come last. */
export function listChats(core: Core, bot: BotRecord): ChatLine[] {
  const lines = Object.values(core.store.data.users).map((user): ChatLine => {
    const chat = core.store.chat(bot.id, user.id);
    const last = chat?.messages.at(-1);
    return { user, version: chat?.version ?? 0, blocked: chat?.blocked ?? false, ...(last && { last: lineOf(last) }) };
  });
  return lines.toSorted((a, b) => (b.last?.date ?? 0) - (a.last?.date ?? 0) || b.user.id - a.user.id);
}

function lineOf({ message_id: id, from, date, text, caption, media }: StoredMessage): NonNullable<ChatLine['last']> {
  return { id, from, date, text: text ?? caption ?? '', ...(media && { media: media.kind }) };
}
