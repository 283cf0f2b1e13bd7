import { fastify, type FastifyBaseLogger, type FastifyError, type FastifyInstance } from 'fastify';
import { readClaim, readEnd, Refused } from './fal-call.ts';
import type { FalKeys } from './fal-keys.ts';
import type { TrainingRuns } from './runs.ts';

export { FalKeys } from './fal-keys.ts';
export { createTrainingRuns } from './runs.ts';

export interface WebhookDeps {
  readonly keys: Pick<FalKeys, 'check'>;
  readonly runs: TrainingRuns;
  readonly logger: Pick<FastifyBaseLogger, 'info' | 'warn' | 'error'>;
  readonly now?: () => number;
}

/** FAL's message contains the result's addresses, or the fault of each field: kilobytes. */
const MAX_BODY_BYTES = 1024 * 1024;
/** Longest time for a whole request to arrive, ms. */
const REQUEST_TIMEOUT_MS = 15_000;

/**
 * The server for FAL's webhooks: `POST /fal/:avatarId/:attempt`. It only tells the avatar's run, which fetches the
 * result itself, so a forged call achieves little. Answers are bare statuses, the same whether the avatar exists or
 * not: 200 accepted (repeated, too late, or for nobody), 400 malformed, 401 not FAL's, 413 too long, 503 try again.
 */
export function createWebhook({ keys, runs, logger, now = Date.now }: WebhookDeps): FastifyInstance {
  const server = fastify({ bodyLimit: MAX_BODY_BYTES, requestTimeout: REQUEST_TIMEOUT_MS });

  // The signature is over the bytes as received.
  server.removeAllContentTypeParsers();
  server.addContentTypeParser('*', { parseAs: 'buffer' }, (_request, body, done) => done(null, body));

  server.post('/fal/:avatarId/:attempt', async ({ headers, params, body }, reply) => {
    const bytes = Buffer.isBuffer(body) ? body : Buffer.alloc(0);
    const claim = readClaim(headers, bytes, now());
    await keys.check(claim);
    const end = readEnd(params, bytes, claim.requestId);
    const heard = await runs.tell(end);
    logger.info({ ...end, heard }, heard ? 'a training has ended' : 'a training has ended, and no run waits for it');
    return reply.code(200).send();
  });

  server.get('/health', async (_request, reply) => reply.code(200).send());

  server.setNotFoundHandler(async (_request, reply) => reply.code(404).send());
  server.setErrorHandler<FastifyError | Refused>(async (error, _request, reply) => {
    const status = error instanceof Refused ? error.status : (error.statusCode ?? 500);
    // Fastify's message about an unreadable request may quote it.
    const why = error instanceof Refused ? error.message : 'the request cannot be read';
    if (status >= 500) logger.error({ status, err: error }, 'a webhook could not be taken');
    else logger.warn({ status, why }, 'a webhook was refused');
    return reply.code(status).send();
  });

  return server;
}
