import { randomInt } from 'node:crypto';
import { EventEmitter } from 'node:events';
import { conflict } from './errors.ts';
import type { BotApiError } from './errors.ts';
import { LIMITS } from './limits.ts';
import { now } from './model.ts';
import type { BotRecord, Update } from './model.ts';
import type { Store } from './store.ts';

/** Kinds that a bot gets only if it lists them (getUpdates, allowed_updates). */
const ONLY_ON_REQUEST = new Set(['chat_member', 'message_reaction', 'message_reaction_count']);
/** How long a poll with updates waits for more, ms, so that an album's parts arrive together, as on the server. */
const GATHER_MS = 2;

export interface PollOptions {
  offset: number;
  limit: number;
  /** seconds */
  timeout: number;
}

/** The bots' queues of undelivered updates and their long polls. */
export class Updates {
  /** emits the bot's id when its queue grew */
  readonly arrivals = new EventEmitter().setMaxListeners(0);
  readonly #store: Store;
  readonly #polls = new Map<number, (end: BotApiError) => void>();

  constructor(store: Store) {
    this.#store = store;
  }

  /** Queues one update, unless the bot has not allowed its kind. */
  push(bot: BotRecord, userId: number, kind: string, content: unknown): void {
    const wanted = bot.allowed_updates ? bot.allowed_updates.includes(kind) : !ONLY_ON_REQUEST.has(kind);
    if (!wanted) return;
    const update: Update = { update_id: bot.next_update_id++, [kind]: content };
    bot.pending.push({ update, date: now(), user_id: userId });
    this.#store.changed();
    this.arrivals.emit(String(bot.id));
  }

  /** An omitted list keeps the old one, an empty one restores the default (setWebhook, getUpdates). */
  allow(bot: BotRecord, kinds: unknown): void {
    if (!Array.isArray(kinds)) return;
    if (kinds.length === 0) delete bot.allowed_updates;
    else bot.allowed_updates = kinds.map(String);
    this.#store.changed();
  }

  /**
   * One getUpdates call. A later one ends an earlier one.
   * @param signal aborts when the caller disconnects
   * @throws BotApiError 409 when another poll or a webhook took over
   */
  async poll(bot: BotRecord, { offset, limit, timeout }: PollOptions, signal: AbortSignal): Promise<Update[]> {
    this.endPoll(
      bot,
      conflict('terminated by other getUpdates request; make sure that only one bot instance is running'),
    );
    this.#confirm(bot, offset);
    if (this.pending(bot).length === 0 && timeout > 0) await this.#wait(bot, timeout, signal);
    return this.pending(bot)
      .slice(0, limit)
      .map(({ update }) => update);
  }

  endPoll(bot: BotRecord, error: BotApiError): void {
    this.#polls.get(bot.id)?.(error);
  }

  pending(bot: BotRecord): BotRecord['pending'] {
    const oldest = now() - LIMITS.updateAge;
    if (bot.pending.some(({ date }) => date < oldest)) bot.pending = bot.pending.filter(({ date }) => date >= oldest);
    return bot.pending;
  }

  remove(bot: BotRecord, updateId: number): void {
    bot.pending = bot.pending.filter(({ update }) => update.update_id !== updateId);
    this.#store.changed();
  }

  clear(bot: BotRecord): void {
    bot.pending = [];
    this.#store.changed();
  }

  /**
   * Continues update ids from another number, as Telegram does after a week without updates.
   * @param next default: random, as in Telegram
   */
  beginAnew(bot: BotRecord, next: number = randomInt(...LIMITS.firstUpdateId)): void {
    bot.next_update_id = next;
    this.#store.changed();
  }

  /** A positive offset confirms all updates before it; a negative one keeps only that many. An offset far from the queue has no effect. */
  #confirm(bot: BotRecord, offset: number): void {
    const before = bot.pending.length;
    const [head = bot.next_update_id] = bot.pending.map(({ update }) => update.update_id);
    const isNear = offset <= bot.next_update_id + LIMITS.offsetAhead && offset >= head - LIMITS.offsetBehind;
    if (offset > 0 && isNear) bot.pending = bot.pending.filter(({ update }) => update.update_id >= offset);
    if (offset < 0) bot.pending = bot.pending.slice(offset);
    if (bot.pending.length !== before) this.#store.changed();
  }

  async #wait(bot: BotRecord, timeout: number, signal: AbortSignal): Promise<void> {
    const arrival = String(bot.id);
    await new Promise<void>((resolve, reject) => {
      const done = (): void => {
        clearTimeout(timer);
        this.arrivals.off(arrival, gather);
        signal.removeEventListener('abort', done);
        if (this.#polls.get(bot.id) === end) this.#polls.delete(bot.id);
        resolve();
      };
      const end = (error: BotApiError): void => {
        reject(error);
        done();
      };
      const gather = (): void => void setTimeout(done, GATHER_MS);
      const timer = setTimeout(done, timeout * 1000);
      this.arrivals.once(arrival, gather);
      signal.addEventListener('abort', done);
      this.#polls.set(bot.id, end);
      if (signal.aborted) done();
    });
  }
}
