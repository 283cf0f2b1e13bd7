import { createHash, timingSafeEqual } from 'node:crypto';
import { fastify, type FastifyInstance } from 'fastify';
import type { Api } from 'grammy';
import type { Update } from 'grammy/types';
import { allowedUpdates } from './allowed-updates.ts';
import { setTimeout as pause } from 'node:timers/promises';
import type { Deliveries } from './deliveries.ts';

/** Source: core.telegram.org/bots/api#setwebhook, secret_token. */
const SECRET_HEADER = 'x-telegram-bot-api-secret-token';
/** Telegram's updates are a few kilobytes: 4,096 characters and their formatting. */
const MAX_BODY_BYTES = 1024 * 1024;
/** Parallel deliveries, of different chats. Source: core.telegram.org/bots/api#setwebhook. */
const MAX_CONNECTIONS = 100;
/** Longest time that an update holds its connection, ms, and when Telegram should deliver it again, s. */
const HOLD_MS = 10_000;
const BRING_AGAIN_S = 5;

export interface TelegramWebhook {
  /** Where Telegram reaches the bot, with the path. */
  readonly url: string;
  /** 1–256 of A–Z, a–z, 0–9, _ and -: whoever knows it can pose as Telegram. */
  readonly secret: string;
}

/**
 * The server for Telegram's webhook. An update is answered when it is done (deliveries.ts): a stopping process finishes
 * what it has begun, and Telegram delivers the rest again, to it or another. Slow updates are also delivered again,
 * because Telegram keeps at most a hundred connections.
 * Answers: 200 done, 503 not yet, 401 not Telegram's, 400 or 413 malformed, 404 elsewhere; GET /health 200.
 * @param holdMs longest time that an update holds its connection, ms
 */
export function createTelegramWebhook(
  { url, secret }: TelegramWebhook,
  deliveries: Deliveries,
  holdMs = HOLD_MS,
): FastifyInstance {
  const server = fastify({ bodyLimit: MAX_BODY_BYTES });
  const expected = digest(secret);

  server.post(new URL(url).pathname, async ({ headers, body }, reply) => {
    const given = headers[SECRET_HEADER];
    if (typeof given !== 'string' || !timingSafeEqual(digest(given), expected)) return reply.code(401).send();
    if (!isUpdate(body)) return reply.code(400).send();
    const delivery = deliveries.take(body);
    await Promise.race([delivery.taken, deliveries.closed, pause(holdMs, undefined, { ref: false })]);
    if (delivery.isTaken) return reply.code(200).send();
    return reply.code(503).header('retry-after', BRING_AGAIN_S).send();
  });
  server.get('/health', async (_request, reply) => reply.code(200).send());
  return server;
}

/** Sets the webhook at Telegram. Every replica sets the same; waiting updates are kept. */
export async function register(api: Api, { url, secret }: TelegramWebhook): Promise<void> {
  await api.setWebhook(url, {
    secret_token: secret,
    allowed_updates: allowedUpdates,
    max_connections: MAX_CONNECTIONS,
  });
}

/** Of equal length, whatever was sent. */
function digest(text: string): Buffer {
  return createHash('sha256').update(text).digest();
}

function isUpdate(body: unknown): body is Update {
  return typeof body === 'object' && body !== null && 'update_id' in body && Number.isSafeInteger(body.update_id);
}
