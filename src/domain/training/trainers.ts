import type { AvatarChoices, AvatarType, TrainingType } from '../avatar/avatar.ts';

/** How much a training may cost and take for what it gives. */
export const trainingPresets = ['fast', 'balanced', 'quality'] as const;
export type TrainingPreset = (typeof trainingPresets)[number];

export type Parameters = Readonly<Record<string, string | number | boolean>>;

/** A model at FAL that trains, as data: that one is retired, or another comes, is a change of configuration. */
export interface Trainer {
  readonly endpoint: string;
  /** The field of its input that takes the address of the zip. */
  readonly archiveField: string;
  /** The field that takes the word by which prompts call what was trained. */
  readonly triggerField: string;
  /** The field that takes a remark, by which one training is told from another at FAL. */
  readonly commentField?: string;
  /** Parameters that follow from the type of the avatar. */
  readonly byAvatarType?: Readonly<Record<AvatarType, Parameters>>;
  /** Parameters that are the same for every avatar, and those of each preset. */
  readonly parameters: Parameters;
  readonly presets: Readonly<Record<TrainingPreset, Parameters>>;
  /** What a finished training leaves: a weights file to copy, or an id kept at FAL. */
  readonly leaves: 'weights' | 'finetune_id';
  /** Usual time from start to end, ms, shortest and longest: what is told until trainings of one's own are known. */
  readonly usualMs: readonly [number, number];
  /** What a training costs with each preset, US dollars, as FAL's page of the model tells. */
  readonly priceUsd: Readonly<Record<TrainingPreset, number>>;
  /** The model that makes pictures with what was trained. */
  readonly inference: string;
}

/** The trainer an avatar is trained by, with what it was chosen for: fixed when the avatar starts. */
export interface ChosenTrainer extends Trainer {
  /** Its name in the registry. */
  readonly name: string;
  readonly preset: TrainingPreset;
}

const MINUTE = 60_000;

/** Trainers known by name. Source of endpoints and parameters: fal.ai/models/<endpoint>/api. */
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
      // Captions and masks are of no use to a style, and refused with it.
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

/** Trainings that may be expected to take as long as each other. */
export interface TrainingKind {
  /** Name in the registry of trainers. */
  readonly trainer: string;
  readonly preset: TrainingPreset;
  readonly falMode: 'live' | 'test';
}

/** Which trainer serves which training type, and how well. */
export interface TrainerSelection {
  readonly byTrainingType: Readonly<Record<TrainingType, string>>;
  readonly preset: TrainingPreset;
  /** Trainers by their names; those that are built in where there is none. */
  readonly registry?: Readonly<Record<string, Trainer>>;
}

export const defaultSelection: TrainerSelection = {
  byTrainingType: { portrait: 'flux-lora-portrait', style: 'flux-pro' },
  preset: 'balanced',
};

/** Thrown when a trainer is named that the registry does not hold. */
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

/** The word by which prompts call the trained subject. The same for all: a model is only ever used alone. */
export const TRIGGER_WORD = 'AISHA';

/**
 * What is sent to the trainer, except the archive's address.
 * @param comment tells one training from another at FAL; holds no personal data
 */
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
