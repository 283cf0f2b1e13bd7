import { createHash } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Log } from './log.ts';
import { MODELS } from './models.ts';
import { endOfRun, progressOf } from './progress.ts';
import type { StateStore, SubmittedRequest } from './state.ts';
import type { WebhookKeys } from './webhook-keys.ts';

const LONGEST_TIMER_MS = 2 ** 31 - 1;
const ANSWER_WITHIN_MS = 15_000;

/** Calls the webhooks of ended requests: signed, and late, lost or twice if the request's settings say so. */
export class WebhookSender {
  readonly #state: StateStore;
  readonly #keys: WebhookKeys;
  readonly #log: Log;
  readonly #closing = new AbortController();
  readonly #timers = new Map<string, NodeJS.Timeout>();
  readonly #running = new Set<Promise<void>>();
  /** The emulator's own address, for the files of a result. */
  base = '';

  constructor(state: StateStore, keys: WebhookKeys, log: Log) {
    this.#state = state;
    this.#keys = keys;
    this.#log = log;
  }

  /** Schedules the call for a request: accepted, cancelled, or found after a restart. */
  schedule(submission: SubmittedRequest): void {
    const { request_id: id, webhook_url, webhook_done, accepted_at, settings } = submission;
    if (webhook_url === undefined || webhook_done || this.#closing.signal.aborted) return;
    const due = Math.max(accepted_at, endOfRun(submission) + settings.webhook.delayMs);
    clearTimeout(this.#timers.get(id));
    const wait = Math.min(Math.max(0, due - Date.now()), LONGEST_TIMER_MS);
    this.#timers.set(
      id,
      setTimeout(() => this.#due(id, due), wait),
    );
  }

  /** Stops calling; undelivered webhooks are sent after the next start. */
  async close(): Promise<void> {
    this.#closing.abort();
    for (const timer of this.#timers.values()) clearTimeout(timer);
    await Promise.all(this.#running);
  }

  #due(id: string, due: number): void {
    this.#timers.delete(id);
    const submission = this.#state.find(id);
    if (!submission) return;
    if (Date.now() < due) return this.schedule(submission);
    const run = this.#deliver(submission).finally(() => this.#running.delete(run));
    this.#running.add(run);
  }

  async #deliver(submission: SubmittedRequest): Promise<void> {
    const { request_id: requestId, settings } = submission;
    const { lost, copies, spreadMs } = settings.webhook;
    if (lost) this.#log('webhook lost on purpose', { requestId });
    try {
      for (let copy = 0; copy < (lost ? 0 : copies); copy += 1) {
        if (copy > 0) await sleep(spreadMs, undefined, { signal: this.#closing.signal });
        await this.#callUntilTaken(submission);
      }
    } catch {
      return; // closing: not done yet
    }
    await this.#state.update(requestId, { webhook_done: true });
  }

  async #callUntilTaken(submission: SubmittedRequest): Promise<void> {
    const { request_id: requestId, settings } = submission;
    const { retryMs, tries } = settings.webhook;
    for (let attempt = 1; attempt <= tries; attempt += 1) {
      const status = await this.#call(submission);
      this.#closing.signal.throwIfAborted();
      this.#log('webhook called', { requestId, attempt, status: status ?? 'no answer' });
      // A redirection is final too: it is not followed, and not tried again.
      if (status !== undefined && status < 400) return;
      if (attempt < tries) await sleep(retryMs * 2 ** (attempt - 1), undefined, { signal: this.#closing.signal });
    }
  }

  async #call(submission: SubmittedRequest): Promise<number | undefined> {
    const body = JSON.stringify(messageOf(submission, this.base));
    try {
      const response = await fetch(submission.webhook_url ?? '', {
        method: 'POST',
        body,
        redirect: 'manual',
        headers: {
          'content-type': 'application/json',
          ...this.#keys.headersFor(submission.request_id, body, Date.now()),
        },
        signal: AbortSignal.any([this.#closing.signal, AbortSignal.timeout(ANSWER_WITHIN_MS)]),
      });
      await response.body?.cancel();
      return response.status;
    } catch {
      return undefined;
    }
  }
}

/** The webhook's body: OK with the result, or ERROR with what the result call answers. */
function messageOf(submission: SubmittedRequest, base: string): Record<string, unknown> {
  const { request_id, endpoint, settings } = submission;
  const ids = { request_id, gateway_request_id: settings.webhook.retried ? laterId(request_id) : request_id };
  const progress = progressOf(submission, endOfRun(submission));
  const failure = progress.phase === 'COMPLETED' ? progress.failure : undefined;
  if (failure) {
    const { status, body } = failure.answer;
    return { ...ids, status: 'ERROR', error: `Invalid status code: ${status}`, payload: body };
  }
  if (settings.webhook.payloadError) return { ...ids, status: 'OK', payload: null, payload_error: PAYLOAD_ERROR };
  return { ...ids, status: 'OK', payload: MODELS[endpoint]?.result(submission, base) };
}

const PAYLOAD_ERROR =
  'Response payload is not JSON serializable. Either return a JSON serializable object or use the queue endpoint to retrieve the response.';

/** The id of the last try of a request that FAL itself has repeated. */
function laterId(requestId: string): string {
  const hex = createHash('sha256').update(`retry ${requestId}`).digest('hex');
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12}).*$/, '$1-$2-$3-$4-$5');
}
