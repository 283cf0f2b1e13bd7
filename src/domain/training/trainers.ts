import type { AvatarChoices, AvatarType, TrainingType } from '../avatar/avatar.ts';

export const trainingPresets = ['fast', 'balanced', 'quality'] as const;
export type TrainingPreset = (typeof trainingPresets)[number];

export type Parameters = Readonly<Record<string, string | number | boolean>>;

/** A model at FAL that trains, as data: to replace one is a change of configuration. */
export interface Trainer {
  readonly endpoint: string;
  /** Input field for the address of the zip. */
  readonly archiveField: string;
  /** Input field for the trigger word. */
  readonly triggerField: string;
  /** Input field for a remark that tells one training from another at FAL. */
  readonly commentField?: string;
  readonly byAvatarType?: Readonly<Record<AvatarType, Parameters>>;
  readonly parameters: Parameters;
  readonly presets: Readonly<Record<TrainingPreset, Parameters>>;
  /** What a finished training leaves: a weights file to copy, or an id kept at FAL. */
  readonly leaves: 'weights' | 'finetune_id';
  /** Usual time from start to end, ms, shortest and longest: shown until our own trainings give better figures. */
  readonly usualMs: readonly [number, number];
  /** Price of a training, US dollars. Source: FAL's page of the model. */
  readonly priceUsd: Readonly<Record<TrainingPreset, number>>;
  /** The endpoint that generates pictures with the result. */
  readonly inference: string;
}

/** An avatar's trainer with the choice that led to it: fixed when the avatar starts. */
export interface ChosenTrainer extends Trainer {
  readonly name: string;
  readonly preset: TrainingPreset;
}

const MINUTE = 60_000;

/** Source of endpoints and parameters: fal.ai/models/<endpoint>/api. */
export const builtInTrainers: Readonly<Record<string, Trainer>> = {
  'flux-lora-portrait': {
    endpoint: 'fal-ai/flux-lora-portrait-trainer',
    archiveField: 'images_data_url',
    triggerField: 'trigger_phrase',
    parameters: { learning_rate: 0.00009, multiresolution_training: true, subject_crop: true },
    presets: { fast: { steps: 1000 }, balanced: { steps: 2500 }, quality: { steps: 4000 } },
    leaves: 'weights',
    usualMs: [3 * MINUTE, 15 * MINUTE],
    // 0.0024 a step.
    priceUsd: { fast: 2.4, balanced: 6, quality: 9.6 },
    inference: 'fal-ai/flux-lora',
  },
  'flux-pro': {
    endpoint: 'fal-ai/flux-pro-trainer',
    archiveField: 'data_url',
    triggerField: 'trigger_word',
    commentField: 'finetune_comment',
    byAvatarType: {
      character: { mode: 'character' },
      style: { mode: 'style' },
      custom: { mode: 'general' },
    },
    parameters: { captioning: true, lora_rank: 32, finetune_type: 'full' },
    presets: {
      fast: { iterations: 150, priority: 'speed' },
      balanced: { iterations: 300, priority: 'quality' },
      quality: { iterations: 600, priority: 'high_res_only' },
    },
    leaves: 'finetune_id',
    usualMs: [5 * MINUTE, 30 * MINUTE],
    priceUsd: { fast: 2, balanced: 4, quality: 6 },
    inference: 'fal-ai/flux-pro/v1.1-ultra-finetuned',
  },
  'flux-lora-fast': {
    endpoint: 'fal-ai/flux-lora-fast-training',
    archiveField: 'images_data_url',
    triggerField: 'trigger_word',
    byAvatarType: {
      character: { is_style: false, create_masks: true },
      // Captions and masks are useless for a style, and the trainer refuses them with it.
      style: { is_style: true, create_masks: false },
      custom: { is_style: false, create_masks: true },
    },
    parameters: {},
    presets: { fast: { steps: 600 }, balanced: { steps: 1000 }, quality: { steps: 2000 } },
    leaves: 'weights',
    usualMs: [2 * MINUTE, 10 * MINUTE],
    priceUsd: { fast: 1.2, balanced: 2, quality: 4 },
    inference: 'fal-ai/flux-lora',
  },
};

export interface TrainingKind {
  readonly trainer: string;
  readonly preset: TrainingPreset;
  readonly falMode: 'live' | 'test';
}

export interface TrainerSelection {
  readonly byTrainingType: Readonly<Record<TrainingType, string>>;
  readonly preset: TrainingPreset;
  /** Absent: the built-in trainers. */
  readonly registry?: Readonly<Record<string, Trainer>>;
}

export const defaultSelection: TrainerSelection = {
  byTrainingType: { portrait: 'flux-lora-portrait', style: 'flux-pro' },
  preset: 'balanced',
};

/** Thrown when a trainer is named that is not in the registry. */
export class UnknownTrainer extends Error {
  override readonly name = 'UnknownTrainer';
  constructor(trainer: string, known: readonly string[]) {
    super(`no trainer is called "${trainer}": there is ${known.join(', ')}`);
  }
}

/** @throws {UnknownTrainer} */
export function chooseTrainer(
  trainingType: TrainingType,
  selection: TrainerSelection = defaultSelection,
  registry: Readonly<Record<string, Trainer>> = selection.registry ?? builtInTrainers,
): ChosenTrainer {
  const name = selection.byTrainingType[trainingType];
  const trainer = registry[name];
  if (!trainer) throw new UnknownTrainer(name, Object.keys(registry));
  return { ...trainer, name, preset: selection.preset };
}

/** The word by which prompts name the trained subject. One word serves all: a model is only ever used alone. */
export const TRIGGER_WORD = 'AISHA';

/** The input for the trainer, without the archive's address. @param comment tells one training from another at FAL; no personal data */
export function trainingInput(
  trainer: ChosenTrainer,
  { avatarType }: Pick<AvatarChoices, 'avatarType'>,
  comment: string,
): Record<string, string | number | boolean> {
  const { parameters, presets, preset, byAvatarType, triggerField, commentField } = trainer;
  return {
    ...parameters,
    ...presets[preset],
    ...byAvatarType?.[avatarType],
    [triggerField]: TRIGGER_WORD,
    ...(commentField === undefined ? {} : { [commentField]: comment }),
  };
}
