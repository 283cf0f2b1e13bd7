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
  /** ms since the epoch. */
  readonly now?: () => number;
}

/** FAL's message holds the result's addresses, or what was wrong with each field: kilobytes. */
const MAX_BODY_BYTES = 1024 * 1024;
/** Longest time in which a whole request must have come, ms. */
const REQUEST_TIMEOUT_MS = 15_000;

/**
 * The server that FAL tells the end of a training: `POST /fal/:avatarId/:attempt`. It does nothing but tell the avatar's
 * run, which fetches the result itself; so it matters little who may have had FAL call us. Answers are statuses without
 * words, the same whether there is such an avatar or not:
 * 200 taken (again, too late, or by nobody), 400 malformed, 401 not FAL's, 413 too long, 503 try again.
 */
export function createWebhook({ keys, runs, logger, now = Date.now }: WebhookDeps): FastifyInstance {
  const server = fastify({ bodyLimit: MAX_BODY_BYTES, requestTimeout: REQUEST_TIMEOUT_MS });

  // The signature is over the bytes as they came.
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
    // What Fastify says of a request it cannot read may quote it.
    const why = error instanceof Refused ? error.message : 'the request cannot be read';
    if (status >= 500) logger.error({ status, err: error }, 'a webhook could not be taken');
    else logger.warn({ status, why }, 'a webhook was refused');
    return reply.code(status).send();
  });

  return server;
}
