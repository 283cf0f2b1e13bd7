import { Readable } from 'node:stream';
import * as v from 'valibot';
import { defined } from '../../../domain/defined.ts';
import type { Trainer } from '../../../domain/training/trainers.ts';
import { ResultMissing, ResultNotFound, TrainerAway, type TrainingResult } from '../../ports/trainer.ts';
import { explain, falAddress } from './fetch.ts';

/** Thrown when FAL cannot be asked now. This says nothing about the training. */
export class FalUnavailable extends TrainerAway {
  override readonly name = 'FalUnavailable';
}

interface Reach {
  readonly apiRoot: URL | undefined;
  readonly fetch: typeof globalThis.fetch;
}

const Weights = v.object({
  diffusers_lora_file: v.object({
    url: v.pipe(v.string(), v.url()),
    file_size: v.fallback(v.optional(v.pipe(v.number(), v.minValue(1))), undefined),
  }),
});
const Finetune = v.object({ finetune_id: v.pipe(v.string(), v.nonEmpty()) });

/** @param leaves what the result should contain, by the avatar's trainer */
export function verifiedResult(leaves: Trainer['leaves'], payload: unknown): TrainingResult {
  const weights = v.safeParse(Weights, payload);
  const finetune = v.safeParse(Finetune, payload);
  if (leaves === 'weights' && weights.success) {
    const { url, file_size: toldBytes } = weights.output.diffusers_lora_file;
    return { weights: { url, ...defined({ toldBytes }) } };
  }
  if (leaves === 'finetune_id' && finetune.success) return { finetuneId: finetune.output.finetune_id };
  throw new ResultMissing(`the training has ended and left no ${leaves}`);
}

/** The address of a training's weights, which gives anybody access to them. */
export function weightsAddress(payload: unknown): string | null {
  const weights = v.safeParse(Weights, payload);
  return weights.success ? weights.output.diffusers_lora_file.url : null;
}

/**
 * Opens a file of a result. Its stream, too, fails with FalUnavailable.
 * @param what the file is, for messages, which never contain the address
 * @throws {ResultNotFound} there is none now
 * @throws {FalUnavailable} for now
 */
export async function openFile(
  what: string,
  url: string,
  signal: AbortSignal,
  { apiRoot, fetch }: Reach,
): Promise<{ body: Readable; length?: number }> {
  const answer = await fetch(falAddress(url, apiRoot), { signal }).catch((error: unknown) => {
    signal.throwIfAborted();
    throw new FalUnavailable(`${what} could not be fetched: ${explain(error).reason}`);
  });
  if (answer.ok && answer.body) {
    const length = lengthOf(answer.headers);
    return { body: Readable.from(whole(what, answer.body, length, signal)), ...defined({ length }) };
  }
  await answer.body?.cancel();
  const message = `the address of ${what} answered ${answer.status}`;
  throw answer.ok || answer.status === 404 || answer.status === 410
    ? new ResultNotFound(message)
    : new FalUnavailable(message);
}

/** The length of a compressed answer says nothing about the file. */
function lengthOf(headers: Headers): number | undefined {
  const length = Number(headers.get('content-length') ?? Number.NaN);
  return headers.has('content-encoding') || !Number.isSafeInteger(length) ? undefined : length;
}

async function* whole(
  what: string,
  body: AsyncIterable<Uint8Array>,
  length: number | undefined,
  signal: AbortSignal,
): AsyncGenerator<Uint8Array> {
  let bytes = 0;
  try {
    for await (const chunk of body) {
      bytes += chunk.byteLength;
      yield chunk;
    }
  } catch (error) {
    signal.throwIfAborted();
    throw new FalUnavailable(`${what} broke off after ${bytes} bytes: ${explain(error).reason}`);
  }
  if (length !== undefined && bytes < length) {
    throw new FalUnavailable(`${what} ended after ${bytes} of ${length} bytes`);
  }
}
