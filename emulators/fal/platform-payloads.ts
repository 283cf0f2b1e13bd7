import type { FastifyInstance, FastifyRequest } from 'fastify';
import { baseOf, type Context } from './context.ts';
import { AnsweredError, platformError } from './errors.ts';
import { MODELS } from './models.ts';
import { isAvailable } from './result-files.ts';
import type { SubmittedRequest } from './state.ts';

interface Address {
  Params: { id: string };
}

const UUID = /^[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}$/i;

/** api.fal.ai/v1: deletes a request's input and output; needs a key of admin scope. Uploads stay. */
export function payloadRoutes(
  server: FastifyInstance,
  { state, log }: Context,
  allowed: (request: FastifyRequest) => Promise<void>,
): void {
  server.delete<Address>(
    '/v1/models/requests/:id/payloads',
    { preHandler: allowed, config: { operation: 'platform' } },
    async (request) => {
      if (!state.settings.platform.admin) throw new AnsweredError(platformError(403));
      const { id } = request.params;
      if (!UUID.test(id)) throw new AnsweredError(platformError(400, 'request_id: Invalid uuid'));
      const submission = state.find(id);
      if (!submission) throw new AnsweredError(platformError(404));
      const links = linksOf(submission, baseOf(request));
      // The photos' address goes with the input; the photos have their own expiry.
      const { archive_source: _forgotten, ...rest } = submission;
      await state.replace({ ...rest, input: {}, payloads_deleted_at: Date.now() });
      log('payloads deleted', { requestId: id, files: links.length });
      return { cdn_delete_results: links.map((link) => ({ link, exception: null })) };
    },
  );
}

/** The addresses of files that the result names. */
function linksOf(submission: SubmittedRequest, base: string): string[] {
  const now = Date.now();
  if (!isAvailable(submission, now)) return [];
  return [...urlsIn(MODELS[submission.endpoint]?.result(submission, base))];
}

function* urlsIn(value: unknown): Generator<string> {
  if (typeof value !== 'object' || value === null) return;
  for (const [name, inner] of Object.entries(value)) {
    if (name === 'url' && typeof inner === 'string') yield inner;
    else yield* urlsIn(inner);
  }
}
