import * as v from 'valibot';
import type { TrainerService } from '../../ports/trainer.ts';
import { createFalFetch, FalFailure } from './fetch.ts';
import { FalUnavailable } from './result.ts';

/** Source: docs.fal.ai, Platform APIs, «Delete request payloads». Needs a key of admin scope. Uploaded files are left to expire. */
const address = (requestId: string) =>
  `https://api.fal.ai/v1/models/requests/${encodeURIComponent(requestId)}/payloads`;
const CALL_TIMEOUT_MS = 30_000;

const Deleted = v.object({
  cdn_delete_results: v.array(v.object({ exception: v.optional(v.nullable(v.string())) })),
});

/** Has FAL delete a request's input and output. @throws {FalUnavailable} when it cannot now */
export async function forgetRequest(
  requestId: string,
  signal: AbortSignal,
  reach: { readonly credentials: string; readonly apiRoot: URL | undefined; readonly fetch: typeof globalThis.fetch },
): ReturnType<TrainerService['forget']> {
  const { credentials, apiRoot, fetch } = reach;
  const until = AbortSignal.any([signal, AbortSignal.timeout(CALL_TIMEOUT_MS)]);
  const falFetch = createFalFetch({ apiRoot, fetch, signal: until });
  try {
    const headers = { authorization: `Key ${credentials}` };
    const answer = await falFetch(address(requestId), { method: 'DELETE', headers });
    const { cdn_delete_results: files } = v.parse(Deleted, await answer.json());
    const failed = files.filter(({ exception }) => typeof exception === 'string').length;
    if (failed > 0) throw new FalUnavailable(`${failed} of ${files.length} files could not be deleted`);
    return 'deleted';
  } catch (error) {
    signal.throwIfAborted();
    if (error instanceof FalUnavailable) throw error;
    if (!(error instanceof FalFailure)) throw new FalUnavailable("FAL's answer could not be read");
    if (error.status === 404) return 'unknown';
    if (error.status === 401 || error.status === 403) return 'not_allowed';
    throw new FalUnavailable(error.message);
  }
}
