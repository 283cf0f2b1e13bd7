import type { BotRecord, PendingUpdate, WebhookRecord } from './model.ts';
import { now } from './model.ts';
import { isRecord } from './params.ts';
import type { Store } from './store.ts';
import type { Updates } from './updates.ts';

export interface WebhookTimes {
  /** pause before the second redelivery, doubled for each one after it, ms; the first one is immediate */
  retryMs: number;
  /** how long the bot may take to answer, ms */
  timeoutMs: number;
}

/** Runs the method that a webhook's answer asks for (Making requests when getting updates). */
export type Execute = (bot: BotRecord, method: string, values: Record<string, unknown>) => Promise<void>;

const LONGEST_RETRY_MS = 60_000;

/** Posts pending updates to the bots' webhooks until they are taken with a 2xx. */
export class Webhooks {
  readonly #store: Store;
  readonly #updates: Updates;
  readonly #times: WebhookTimes;
  readonly #execute: Execute;
  readonly #closing = new AbortController();
  /** users whose update is being delivered or waits for a retry, by bot */
  readonly #busy = new Map<number, Set<number>>();
  readonly #timers = new Set<NodeJS.Timeout>();

  constructor(store: Store, updates: Updates, times: WebhookTimes, execute: Execute) {
    this.#store = store;
    this.#updates = updates;
    this.#times = times;
    this.#execute = execute;
  }

  /** Delivers a bot's queue from now on; does nothing without a webhook. */
  watch(bot: BotRecord): void {
    this.#updates.arrivals.on(String(bot.id), () => this.deliver(bot));
    this.deliver(bot);
  }

  /** Sends all updates that may be sent now: users in parallel, each user's updates in order. */
  deliver(bot: BotRecord): void {
    const webhook = bot.webhook;
    if (!webhook || this.#closing.signal.aborted) return;
    const busy = this.#busy.get(bot.id) ?? new Set<number>();
    this.#busy.set(bot.id, busy);
    for (const pending of this.#updates.pending(bot)) {
      if (busy.size >= webhook.max_connections) return;
      if (busy.has(pending.user_id)) continue;
      busy.add(pending.user_id);
      void this.#send(bot, webhook, pending).finally(() => {
        busy.delete(pending.user_id);
        this.deliver(bot);
      });
    }
  }

  /** After a change of the webhook: pending retries start at once. */
  restart(bot: BotRecord): void {
    this.#busy.delete(bot.id);
    this.deliver(bot);
  }

  close(): void {
    this.#closing.abort();
    for (const timer of this.#timers) clearTimeout(timer);
  }

  async #send(bot: BotRecord, webhook: WebhookRecord, pending: PendingUpdate): Promise<void> {
    const id = pending.update.update_id;
    const still = (): boolean =>
      bot.webhook === webhook &&
      !this.#closing.signal.aborted &&
      bot.pending.some(({ update }) => update.update_id === id);
    for (let failures = 0; still(); failures++) {
      if (failures > 1) await this.#pause(Math.min(LONGEST_RETRY_MS, this.#times.retryMs * 2 ** (failures - 2)));
      if (!still()) return;
      const error = await this.#post(bot, webhook, pending);
      if (this.#closing.signal.aborted) return;
      if (error === undefined) {
        this.#updates.remove(bot, id);
        return;
      }
      webhook.last_error_date = now();
      webhook.last_error_message = error;
      this.#store.changed();
    }
  }

  /** @returns what went wrong, if anything */
  async #post(bot: BotRecord, webhook: WebhookRecord, { update }: PendingUpdate): Promise<string | undefined> {
    const headers: Record<string, string> = { 'content-type': 'application/json' };
    if (webhook.secret_token !== undefined) headers['x-telegram-bot-api-secret-token'] = webhook.secret_token;
    try {
      const response = await fetch(webhook.url, {
        method: 'POST',
        headers,
        body: JSON.stringify(update),
        redirect: 'manual',
        signal: AbortSignal.any([this.#closing.signal, AbortSignal.timeout(this.#times.timeoutMs)]),
      });
      const text = await response.text();
      if (!response.ok) return `Wrong response from the webhook: ${response.status} ${response.statusText}`;
      await this.#answer(bot, text);
      return undefined;
    } catch (error) {
      const timedOut = error instanceof Error && error.name === 'TimeoutError';
      return timedOut ? 'Read timeout expired' : 'Connection failed';
    }
  }

  async #answer(bot: BotRecord, text: string): Promise<void> {
    let body: unknown;
    try {
      body = JSON.parse(text);
    } catch {
      return;
    }
    if (!isRecord(body)) return;
    const { method, ...values } = body;
    if (typeof method !== 'string') return;
    if (/^(get|setwebhook$|deletewebhook$)/i.test(method)) return;
    await this.#execute(bot, method, values);
  }

  async #pause(ms: number): Promise<void> {
    await new Promise<void>((resolve) => {
      const timer = setTimeout(() => {
        this.#timers.delete(timer);
        resolve();
      }, ms);
      this.#timers.add(timer);
    });
  }
}
