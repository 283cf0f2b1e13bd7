import { setTimeout as pause } from 'node:timers/promises';
import type { Update } from 'grammy/types';
import { keyOf } from './update-key.ts';

/** Updates remembered as taken: Telegram delivers again within minutes, if at all. */
const REMEMBERED = 2_000;

/**
 * Longest time for which a tap holds up what Telegram has next, ms: it takes one no more than a hundred at a time. A tap that
 * is cut off later is tapped again; a photo or a text would be gone.
 */
const TAP_HOLD_MS = 250;

/**
 * Hands updates on: those of one chat one after another, those of different chats side by side, and none twice, however
 * often it is delivered to this process. Another process that gets it again does no harm: what changes anything goes to
 * the workflows under the update's id.
 */
export class Deliveries {
  readonly #handle: (update: Update) => Promise<void>;
  readonly #chats = new Map<number, Promise<void>>();
  readonly #taken = new Map<string, Promise<void>>();
  readonly #underWay = new Set<Promise<void>>();

  /** @param handle never rejects */
  constructor(handle: (update: Update) => Promise<void>) {
    this.#handle = handle;
  }

  /** Updates that were taken and are not done. */
  get underWay(): number {
    return this.#underWay.size;
  }

  /** @returns when Telegram may be told that it was taken: when it is done, or, of a tap, when it takes long */
  take(update: Update): Promise<void> {
    const key = keyOf(update);
    const known = this.#taken.get(key);
    if (known) return known;
    const chat = chatOf(update);
    const done = this.#after(chat, update).finally(() => {
      this.#underWay.delete(done);
      if (chat !== undefined && this.#chats.get(chat) === done) this.#chats.delete(chat);
    });
    this.#underWay.add(done);
    if (chat !== undefined) this.#chats.set(chat, done);
    const taken = update.callback_query ? Promise.race([done, pause(TAP_HOLD_MS, undefined, { ref: false })]) : done;
    this.#remember(key, taken);
    return taken;
  }

  /** Until all that was taken is done. */
  async settled(): Promise<void> {
    await Promise.all(this.#underWay);
  }

  async #after(chat: number | undefined, update: Update): Promise<void> {
    if (chat !== undefined) await this.#chats.get(chat);
    await this.#handle(update);
  }

  #remember(key: string, taken: Promise<void>): void {
    this.#taken.set(key, taken);
    if (this.#taken.size <= REMEMBERED) return;
    const [oldest] = this.#taken.keys();
    if (oldest !== undefined) this.#taken.delete(oldest);
  }
}

function chatOf({
  message,
  edited_message: edited,
  callback_query: tap,
  my_chat_member: member,
}: Update): number | undefined {
  return message?.chat.id ?? edited?.chat.id ?? tap?.from.id ?? member?.chat.id;
}
