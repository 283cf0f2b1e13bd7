import { fastify, type FastifyError, type FastifyInstance } from 'fastify';
import { cdnRoutes, cdnUploadRoutes, UploadTokens } from './cdn.ts';
import type { Context } from './context.ts';
import { controlRoutes } from './control.ts';
import { errorDetail, AnsweredError, modelError, plainError } from './errors.ts';
import { installFaults } from './fault-hooks.ts';
import { platformRoutes } from './platform.ts';
import { queueRoutes } from './queue.ts';
import { ControlError } from './settings.ts';
import { storageRoutes, uploadRoutes } from './storage.ts';
import type { WebhookKeys } from './webhook-keys.ts';

const MAX_JSON_BYTES = 64 * 1024 * 1024;

/** All routes on one server; they are told apart by path alone. */
export function buildServer(context: Context, keys: WebhookKeys): FastifyInstance {
  const server = fastify({
    bodyLimit: MAX_JSON_BYTES,
    // A hanging request must not keep the emulator from stopping.
    forceCloseConnections: true,
    routerOptions: { ignoreTrailingSlash: true, maxParamLength: 300 },
  });

  // The client sends `Content-Type: application/json` with requests that have no body, such as a cancel.
  server.removeAllContentTypeParsers();
  server.addContentTypeParser('*', { parseAs: 'string' }, (_request, body, done) => {
    if (body === '') return done(null, undefined);
    try {
      done(null, JSON.parse(String(body)));
    } catch {
      const detail = errorDetail('json_invalid', 'JSON decode error', []);
      done(new AnsweredError(modelError(422, [detail])));
    }
  });

  installFaults(server, context.faults);
  installErrors(server, context);

  server.get('/.well-known/jwks.json', { config: { operation: 'keys' } }, async () => keys.publicKeys());
  controlRoutes(server, context);
  platformRoutes(server, context);
  storageRoutes(server, context);
  const tokens = new UploadTokens();
  cdnRoutes(server, context, tokens);
  void server.register(async (uploads) => {
    uploads.removeAllContentTypeParsers();
    uploads.addContentTypeParser('*', (_request, payload, done) => done(null, payload));
    uploadRoutes(uploads, context);
    cdnUploadRoutes(uploads, context, tokens);
  });
  queueRoutes(server, context);
  return server;
}

function installErrors(server: FastifyInstance, { log }: Context): void {
  server.setErrorHandler<FastifyError | AnsweredError | ControlError>(async (error, request, reply) => {
    if (error instanceof AnsweredError) {
      const { status, body, headers } = error.answer;
      return reply.code(status).headers(headers).send(body);
    }
    if (error instanceof ControlError) return reply.code(400).send({ error: error.message });
    const status = 'statusCode' in error ? (error.statusCode ?? 500) : 500;
    if (status >= 500) log('the emulator failed', { path: request.url.split('?')[0], error: error.stack });
    return reply.code(status).send({ detail: error.message });
  });
  server.setNotFoundHandler(async (_request, reply) => reply.code(404).send(plainError(404, 'Not Found').body));
}
