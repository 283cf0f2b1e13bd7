import { Readable } from 'node:stream';
import * as v from 'valibot';
import { builtInTrainers, type Trainer } from '../../domain/trainers.ts';
import { ResultMissing, type TrainingResult } from '../ports/trainer.ts';
import { explain, falAddress } from './fal-fetch.ts';

/** Thrown when FAL cannot be asked right now; it says nothing about the training. */
export class FalUnavailable extends Error {
  override readonly name = 'FalUnavailable';
}

interface Reach {
  readonly apiRoot: URL | undefined;
  readonly fetch: typeof globalThis.fetch;
}

const Weights = v.object({ diffusers_lora_file: v.object({ url: v.pipe(v.string(), v.url()) }) });
const Finetune = v.object({ finetune_id: v.pipe(v.string(), v.nonEmpty()) });

/** What a built-in trainer of this endpoint leaves: for runs of before, which do not say. Of no trainer it is not known. */
export function leavesOf(endpoint: string): Trainer['leaves'] | undefined {
  return Object.values(builtInTrainers).find((trainer) => trainer.endpoint === endpoint)?.leaves;
}

/**
 * Only what is really there.
 * @param leaves what should be, by the trainer that the avatar was trained by; undefined: whatever there is
 */
export function verifiedResult(leaves: Trainer['leaves'] | undefined, payload: unknown, reach: Reach): TrainingResult {
  const weights = v.safeParse(Weights, payload);
  const finetune = v.safeParse(Finetune, payload);
  if (leaves !== 'finetune_id' && weights.success) {
    const { url } = weights.output.diffusers_lora_file;
    return { openWeights: (signal) => openWeights(url, signal, reach) };
  }
  if (leaves !== 'weights' && finetune.success) return { finetuneId: finetune.output.finetune_id };
  throw new ResultMissing(`the training has ended and left no ${leaves ?? 'model'}`);
}

async function openWeights(url: string, signal: AbortSignal, { apiRoot, fetch }: Reach): Promise<Readable> {
  const answer = await fetch(falAddress(url, apiRoot), { signal }).catch((error: unknown) => {
    signal.throwIfAborted();
    throw new FalUnavailable(`the weights could not be fetched: ${explain(error).reason}`);
  });
  if (answer.ok && answer.body) return Readable.fromWeb(answer.body);
  await answer.body?.cancel();
  const message = `the weights' address answered ${answer.status}`;
  throw answer.ok || answer.status === 404 || answer.status === 410
    ? new ResultMissing(message)
    : new FalUnavailable(message);
}
