import { createHash } from 'node:crypto';
import * as v from 'valibot';
import { drawPicture } from './picture.ts';
import type { SubmittedRequest } from './state.ts';
import { toldSize, WeightsFault, weightsOf } from './weights.ts';

/** The payload of a run that ended well; `base` is the emulator's address as its caller knows it. */
export type ResultMaker = (submission: SubmittedRequest, base: string) => Record<string, unknown>;

/** A file that a result points to. */
export interface ResultFile {
  contentType: string;
  bytes: Buffer;
}

const WEIGHTS = 'pytorch_lora_weights.safetensors';
const CONFIG = 'config.json';

export const loraResult: ResultMaker = (submission, base) => {
  const config = file(base, submission, CONFIG, 'application/json', configOf(submission).length);
  const fault = weightsFaultOf(submission);
  if (fault === 'no-weights') return { config_file: config };
  const size = toldSize(submission.request_id, fault);
  return {
    diffusers_lora_file: file(base, submission, WEIGHTS, 'application/octet-stream', size),
    config_file: config,
  };
};

export const finetuneResult: ResultMaker = (submission) =>
  weightsFaultOf(submission) === 'no-weights' ? {} : { finetune_id: finetuneIdOf(submission) };

/** The finetune id of a pro trainer's training. */
export function finetuneIdOf({ request_id }: SubmittedRequest): string {
  const hex = createHash('sha256').update(`finetune ${request_id}`).digest('hex');
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12}).*$/, '$1-$2-$3-$4-$5');
}

/** What is wrong with the weights of a run that ends well. */
export function weightsFaultOf({ settings: { outcome } }: SubmittedRequest): WeightsFault | undefined {
  return v.is(WeightsFault, outcome) ? outcome : undefined;
}

export const picturesResult: ResultMaker = (submission, base) => {
  const { input, settings } = submission;
  const { width, height, count, format, seed } = picturesOf(submission);
  const indexes = Array.from({ length: count }, (_, index) => index);
  return {
    images: indexes.map((index) => ({
      url: address(base, submission, `${index}.${format}`),
      width,
      height,
      content_type: `image/${format}`,
    })),
    timings: { inference: settings.inferenceMs / 1000 },
    seed,
    has_nsfw_concepts: indexes.map((index) => isUnsafe(settings.nsfw, index, input['prompt'])),
    prompt: input['prompt'],
  };
};

function isUnsafe(nsfw: SubmittedRequest['settings']['nsfw'], index: number, prompt: unknown): boolean {
  if (typeof nsfw === 'string') return typeof prompt === 'string' && prompt.includes(nsfw);
  return Array.isArray(nsfw) ? nsfw[index] === true : nsfw;
}

/** The file of a finished run that `loraResult` or `picturesResult` named, made anew at each call; undefined when there is none. */
export async function resultFile(submission: SubmittedRequest, name: string): Promise<ResultFile | undefined> {
  if (submission.kind === 'training') {
    if (name === WEIGHTS) return weightsOf(submission.request_id, weightsFaultOf(submission));
    if (name === CONFIG) return { contentType: 'application/json', bytes: configOf(submission) };
    return undefined;
  }
  const { width, height, count, format, seed } = picturesOf(submission);
  const index = Number(name.replace(`.${format}`, ''));
  if (!name.endsWith(`.${format}`) || !Number.isInteger(index) || index < 0 || index >= count) return undefined;
  return { contentType: `image/${format}`, bytes: await drawPicture(`${seed} ${index}`, width, height, format) };
}

function configOf({ input, request_id }: SubmittedRequest): Buffer {
  return Buffer.from(JSON.stringify({ request_id, ...input }, null, 2));
}

const Size = v.object({ width: v.number(), height: v.number() });
const SIZES: Record<string, [number, number]> = {
  square_hd: [1024, 1024],
  square: [512, 512],
  portrait_4_3: [768, 1024],
  portrait_16_9: [576, 1024],
  landscape_4_3: [1024, 768],
  landscape_16_9: [1024, 576],
};

function picturesOf({ input, request_id }: SubmittedRequest) {
  const [width, height] = sizeOf(input);
  const seed = input['seed'] ?? createHash('sha256').update(request_id).digest().readUInt32BE(0);
  const format = input['output_format'] === 'png' ? ('png' as const) : ('jpeg' as const);
  const count = typeof input['num_images'] === 'number' ? input['num_images'] : 1;
  return { width, height, count, format, seed: Number(seed) };
}

function sizeOf({ image_size: size, aspect_ratio: ratio }: Record<string, unknown>): [number, number] {
  if (typeof size === 'string') return SIZES[size] ?? [1024, 768];
  if (v.is(Size, size)) return [size.width, size.height];
  const [wide = NaN, high = NaN] = typeof ratio === 'string' ? ratio.split(':').map(Number) : [];
  if (!(wide > 0 && high > 0)) return [1024, 768];
  return [side(wide / high), side(high / wide)];
}

/** A side of a picture of about one megapixel, a multiple of 16. */
function side(part: number): number {
  return Math.round((1024 * Math.sqrt(part)) / 16) * 16;
}

function file(base: string, submission: SubmittedRequest, name: string, contentType: string, size: number) {
  return { url: address(base, submission, name), content_type: contentType, file_name: name, file_size: size };
}

function address(base: string, { request_id }: SubmittedRequest, name: string): string {
  return `${base}/files/results/${request_id}/${name}`;
}
