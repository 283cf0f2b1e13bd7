import * as v from 'valibot';
import { finetuneResult, loraResult, picturesResult, type ResultMaker } from './result.ts';

/** One endpoint of FAL: what it accepts and what it gives. */
export interface Model {
  kind: 'training' | 'inference';
  /** Fields that the model knows. Required ones are those not `nullish`. */
  schema: v.ObjectSchema<v.ObjectEntries, undefined>;
  /** The field that holds the address of the zip with photos. */
  archiveField?: string;
  /** «Try to use at least …» of the endpoint's page; fewer are accepted with a warning in the log. */
  advisedImages?: number;
  result: ResultMaker;
}

const flag = v.nullish(v.boolean());
const text = v.nullish(v.string());
const seed = v.nullish(v.pipe(v.number(), v.integer()));
const number = (min: number, max: number) => v.nullish(v.pipe(v.number(), v.minValue(min), v.maxValue(max)));
const integer = (min: number, max: number) =>
  v.nullish(v.pipe(v.number(), v.integer(), v.minValue(min), v.maxValue(max)));
const format = v.nullish(v.picklist(['jpeg', 'png']));

const SIZES = ['square_hd', 'square', 'portrait_4_3', 'portrait_16_9', 'landscape_4_3', 'landscape_16_9'] as const;
const side = v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(14142));

/** Fields and defaults: the client's types/endpoints.d.ts; ranges: README.md says where each is from. */
export const MODELS: Readonly<Record<string, Model>> = {
  'fal-ai/flux-lora-portrait-trainer': {
    kind: 'training',
    archiveField: 'images_data_url',
    advisedImages: 10,
    schema: v.object({
      images_data_url: v.string(),
      trigger_phrase: text,
      learning_rate: number(0.000001, 0.001),
      steps: integer(1, 10_000),
      multiresolution_training: flag,
      subject_crop: flag,
      create_masks: flag,
      data_archive_format: text,
      resume_from_checkpoint: text,
    }),
    result: loraResult,
  },
  'fal-ai/flux-pro-trainer': {
    kind: 'training',
    archiveField: 'data_url',
    schema: v.object({
      data_url: v.string(),
      finetune_comment: v.string(),
      mode: v.nullish(v.picklist(['character', 'product', 'style', 'general'])),
      iterations: integer(1, 2_000),
      learning_rate: number(0.000001, 0.01),
      priority: v.nullish(v.picklist(['speed', 'quality', 'high_res_only'])),
      captioning: flag,
      trigger_word: text,
      lora_rank: v.nullish(v.picklist([16, 32])),
      finetune_type: v.nullish(v.picklist(['full', 'lora'])),
    }),
    result: finetuneResult,
  },
  'fal-ai/flux-lora-fast-training': {
    kind: 'training',
    archiveField: 'images_data_url',
    advisedImages: 4,
    schema: v.object({
      images_data_url: v.string(),
      trigger_word: text,
      create_masks: flag,
      steps: integer(1, 10_000),
      is_style: flag,
      is_input_format_already_preprocessed: flag,
      data_archive_format: text,
    }),
    result: loraResult,
  },
  'fal-ai/flux-lora': {
    kind: 'inference',
    schema: v.object({
      prompt: v.string(),
      loras: v.nullish(v.array(v.object({ path: v.string(), scale: number(0, 4), force: flag }))),
      image_size: v.nullish(v.union([v.picklist(SIZES), v.object({ width: side, height: side })])),
      num_inference_steps: integer(1, 50),
      guidance_scale: number(0, 35),
      num_images: integer(1, 4),
      seed,
      acceleration: v.nullish(v.picklist(['none', 'regular'])),
      enable_safety_checker: flag,
      output_format: format,
      sync_mode: flag,
    }),
    result: picturesResult,
  },
  'fal-ai/flux-pro/v1.1-ultra-finetuned': {
    kind: 'inference',
    schema: v.object({
      prompt: v.string(),
      finetune_id: v.string(),
      finetune_strength: v.pipe(v.number(), v.minValue(0), v.maxValue(2)),
      aspect_ratio: text,
      enhance_prompt: flag,
      image_prompt_strength: number(0, 1),
      image_url: text,
      num_images: integer(1, 4),
      output_format: format,
      raw: flag,
      safety_tolerance: v.nullish(v.picklist(['1', '2', '3', '4', '5', '6'])),
      seed,
      sync_mode: flag,
    }),
    result: picturesResult,
  },
};
