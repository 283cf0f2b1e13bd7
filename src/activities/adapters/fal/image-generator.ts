import { createFalClient, type FalClient } from '@fal-ai/client';
import * as v from 'valibot';
import { defined } from '../../../domain/defined.ts';
import { PictureNotFound, PictureRefused, type ImageGenerator } from '../../ports/image-generator.ts';
import { ResultNotFound } from '../../ports/trainer.ts';
import { readError } from './answer.ts';
import { createFalFetch, FalFailure } from './fetch.ts';
import { FalUnavailable, openFile, weightsAddress } from './result.ts';
import type { TrainerOptions } from './trainer.ts';
import { StoredBlob } from './stored-blob.ts';

const CALL_TIMEOUT_MS = 15_000;
const DOWNLOAD_TIMEOUT_MS = 60_000;
/** 2 GB at 30 Mbit/s. */
const UPLOAD_TIMEOUT_MS = 10 * 60_000;

const side = v.fallback(v.optional(v.pipe(v.number(), v.integer(), v.minValue(1))), undefined);
const Pictures = v.object({
  images: v.pipe(v.array(v.object({ url: v.pipe(v.string(), v.url()), width: side, height: side })), v.minLength(1)),
  has_nsfw_concepts: v.optional(v.array(v.boolean()), []),
});

/** FAL's inference endpoints, by FAL's own client. Every method makes each request once. */
export function createImageGenerator({
  credentials,
  apiRoot,
  fetch = globalThis.fetch,
}: TrainerOptions): ImageGenerator {
  const reach = { apiRoot, fetch };

  function connect(timeoutMs: number, signal: AbortSignal): FalClient {
    const until = AbortSignal.any([signal, AbortSignal.timeout(timeoutMs)]);
    return createFalClient({ credentials, fetch: createFalFetch({ ...reach, signal: until }) });
  }

  async function result(endpoint: string, requestId: string, signal: AbortSignal): Promise<unknown> {
    const { data } = await connect(CALL_TIMEOUT_MS, signal).queue.result(endpoint, { requestId });
    return data;
  }

  return {
    async weightsAddress({ endpoint, requestId }, signal) {
      try {
        return weightsAddress(await result(endpoint, requestId, signal));
      } catch (error) {
        // FAL keeps results for an hour or so: after that this is no error.
        if (error instanceof FalFailure && error.status === 404) return null;
        throw unavailable(error, signal);
      }
    },

    async uploadWeights(weights, lifeMs, signal) {
      try {
        const file = new StoredBlob(weights, 'weights.safetensors', 'application/octet-stream');
        const { storage } = connect(UPLOAD_TIMEOUT_MS, signal);
        return await storage.upload(file, { lifecycle: { expiresIn: Math.ceil(lifeMs / 1000) } });
      } catch (error) {
        throw unavailable(error, signal);
      }
    },

    async pictures({ endpoint, requestId }, signal) {
      const payload = await result(endpoint, requestId, signal).catch((error: unknown) => {
        if (!isVerdict(error)) throw unavailable(error, signal);
        const { message } = readError(error);
        throw isNotFound(error) ? new PictureNotFound(message) : new PictureRefused(message);
      });
      const parsed = v.safeParse(Pictures, payload);
      if (!parsed.success) throw new PictureRefused('the request has ended and left no picture');
      const { images, has_nsfw_concepts: unsafe } = parsed.output;
      return images.map(({ url, width, height }, index) => ({
        unsafe: unsafe[index] ?? false,
        ...defined({ width, height }),
        open: async (opening) => {
          const until = AbortSignal.any([opening, AbortSignal.timeout(DOWNLOAD_TIMEOUT_MS)]);
          const file = await openFile('the picture', url, until, reach).catch((error: unknown) => {
            throw error instanceof ResultNotFound ? new PictureNotFound(error.message) : error;
          });
          return file.body;
        },
      }));
    },
  };
}

/** Whether FAL's answer is about the request itself, not only about this call. */
function isVerdict(error: unknown): error is FalFailure {
  if (!(error instanceof FalFailure) || error.status === undefined) return false;
  if (isNotFound(error)) return true;
  const { details, errorType } = readError(error);
  return details.length > 0 || errorType !== undefined;
}

function isNotFound({ status }: FalFailure): boolean {
  return status === 404 || status === 410;
}

function unavailable(error: unknown, signal: AbortSignal): unknown {
  if (signal.aborted) return signal.reason;
  return new FalUnavailable(error instanceof FalFailure ? readError(error).message : "FAL's answer could not be read");
}
