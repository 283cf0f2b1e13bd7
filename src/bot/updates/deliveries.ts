import type { Update } from 'grammy/types';
import pLimit from 'p-limit';
import { Delivery } from './delivery.ts';
import { Lane, type LaneOptions } from './lane.ts';
import { keyOf } from './update-key.ts';

/** Finished updates that are remembered: Telegram delivers again within minutes, if at all. */
const REMEMBERED = 2_000;
/** Most texts and taps of one chat that wait: more are a flood, and are dropped. */
const MOST_WAITING = 20;

/** Chats served at once: with more, each call to a busy Temporal would outlast its deadline. */
const MOST_AT_ONCE = 50;

export interface DeliveriesOptions extends LaneOptions {
  readonly onDropped?: (update: Update) => void;
}

/**
 * Dispatches updates: one chat's in order, different chats' in parallel, and none twice, however often this process
 * gets it. A second delivery to another process does no harm, because changes go to workflows under the update's key.
 */
export class Deliveries {
  readonly #handle: (update: Update) => Promise<void>;
  readonly #options: DeliveriesOptions;
  readonly #lanes = new Map<number, Lane>();
  readonly #inTurn = pLimit(MOST_AT_ONCE);
  readonly #known = new Map<string, Delivery>();
  readonly #closed = Promise.withResolvers<void>();
  #isClosed = false;

  /** Resolves when no accepted update is being handled any more. */
  readonly closed = this.#closed.promise;

  /** @param handle never rejects */
  constructor(handle: (update: Update) => Promise<void>, options: DeliveriesOptions = {}) {
    this.#handle = handle;
    this.#options = options;
  }

  /** Updates that are being handled, or will be as soon as these are done. */
  get underWay(): number {
    return [...this.#lanes.values()].reduce((sum, lane) => sum + lane.underWay, 0);
  }

  take(update: Update): Delivery {
    const key = keyOf(update);
    const known = this.#known.get(key);
    if (known) return known;
    const delivery = new Delivery(update);
    this.#remember(key, delivery);
    const lane = this.#laneOf(chatOf(update));
    if (!delivery.isKept && lane.queued.filter(({ isKept }) => !isKept).length >= MOST_WAITING) {
      delivery.end();
      this.#options.onDropped?.(update);
      return delivery;
    }
    if (this.#inTurn.activeCount >= MOST_AT_ONCE) {
      delivery.waited = true;
      this.#options.onBehind?.(update);
    }
    lane.add(delivery);
    return delivery;
  }

  /** Starts nothing new. @returns when everything started is done; Telegram delivers the waiting ones again */
  async close(): Promise<void> {
    this.#isClosed = true;
    await Promise.all([...this.#lanes.values()].map((lane) => lane.close()));
    this.#closed.resolve();
  }

  #laneOf(chat: number): Lane {
    const known = this.#lanes.get(chat);
    if (known) return known;
    const onEmpty = () => this.#lanes.delete(chat);
    const lane = new Lane(this.#handle, { ...this.#options, onEmpty, inTurn: this.#inTurn });
    if (this.#isClosed) void lane.close();
    this.#lanes.set(chat, lane);
    return lane;
  }

  #remember(key: string, delivery: Delivery): void {
    this.#known.set(key, delivery);
    for (const [oldest, { isDone }] of this.#known) {
      if (this.#known.size <= REMEMBERED || !isDone) return;
      this.#known.delete(oldest);
    }
  }
}

/** Only private chats are handled: all others share a lane. */
function chatOf({ message, edited_message: edited, callback_query: tap, my_chat_member: member }: Update): number {
  return message?.chat.id ?? edited?.chat.id ?? tap?.from.id ?? member?.chat.id ?? 0;
}
