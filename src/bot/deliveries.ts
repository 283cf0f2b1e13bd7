import type { Update } from 'grammy/types';

/** Updates remembered as taken: Telegram delivers again within minutes, if at all. */
const REMEMBERED = 2_000;

/**
 * Hands updates on: those of one chat one after another, those of different chats side by side, and none twice, however
 * often it is delivered to this process. Another process that gets it again does no harm: what changes anything goes to
 * the workflows under the update's id.
 */
export class Deliveries {
  readonly #handle: (update: Update) => Promise<void>;
  readonly #chats = new Map<number, Promise<void>>();
  readonly #taken = new Map<number, Promise<void>>();
  #underWay = 0;

  /** @param handle never rejects */
  constructor(handle: (update: Update) => Promise<void>) {
    this.#handle = handle;
  }

  /** Updates that were taken and are not done. */
  get underWay(): number {
    return this.#underWay;
  }

  /** @returns when it is done */
  take(update: Update): Promise<void> {
    const known = this.#taken.get(update.update_id);
    if (known) return known;
    const chat = chatOf(update);
    this.#underWay += 1;
    const done = this.#after(chat, update).finally(() => {
      this.#underWay -= 1;
      if (chat !== undefined && this.#chats.get(chat) === done) this.#chats.delete(chat);
    });
    if (chat !== undefined) this.#chats.set(chat, done);
    this.#remember(update.update_id, done);
    return done;
  }

  async #after(chat: number | undefined, update: Update): Promise<void> {
    if (chat !== undefined) await this.#chats.get(chat);
    await this.#handle(update);
  }

  #remember(id: number, done: Promise<void>): void {
    this.#taken.set(id, done);
    if (this.#taken.size <= REMEMBERED) return;
    const [oldest] = this.#taken.keys();
    if (oldest !== undefined) this.#taken.delete(oldest);
  }
}

function chatOf({ message, callback_query: tap, my_chat_member: member }: Update): number | undefined {
  return message?.chat.id ?? tap?.from.id ?? member?.chat.id;
}
