import type { AvatarChoices, TrainingType } from './avatar.ts';

/** Why an avatar is in `error`, in words the person is told (src/chat/locales). */
export const failureReasons = [
  'trainer_rejected',
  'trainer_failed',
  'trainer_unreachable',
  'training_timeout',
  'submission_unconfirmed',
  'result_missing',
  'storage_failed',
] as const;
export type FailureReason = (typeof failureReasons)[number];

/** Whether trying once more is safe and can help. An unconfirmed submission may have been paid: never repeated by a tap. */
export const retryHelps: Record<FailureReason, boolean> = {
  trainer_rejected: true,
  trainer_failed: true,
  trainer_unreachable: true,
  training_timeout: true,
  submission_unconfirmed: false,
  result_missing: true,
  storage_failed: true,
};

/** A model at FAL that trains. Source of endpoints and parameters: fal.ai/models/<endpoint>/api. */
export interface Trainer {
  readonly endpoint: string;
  /** Usual time from start to end, ms: what the person is told, and what progress is estimated by. */
  readonly usualMs: readonly [number, number];
  /** Parameters that are the same for every avatar. */
  readonly parameters: Readonly<Record<string, string | number | boolean>>;
  /** The field that takes the address of the zip. */
  readonly archiveField: string;
  /** What a finished training leaves: a weights file to copy, or an id kept at FAL. */
  readonly leaves: 'weights' | 'finetune_id';
}

const MINUTE = 60_000;

/** Which trainer serves which training type. */
export const trainers: Readonly<Record<TrainingType, Trainer>> = {
  portrait: {
    endpoint: 'fal-ai/flux-lora-portrait-trainer',
    usualMs: [3 * MINUTE, 15 * MINUTE],
    parameters: { steps: 2500, learning_rate: 0.00009, multiresolution_training: true, subject_crop: true },
    archiveField: 'images_data_url',
    leaves: 'weights',
  },
  style: {
    endpoint: 'fal-ai/flux-pro-trainer',
    usualMs: [5 * MINUTE, 30 * MINUTE],
    parameters: { iterations: 300, priority: 'quality', captioning: true, lora_rank: 32, finetune_type: 'full' },
    archiveField: 'data_url',
    leaves: 'finetune_id',
  },
};

/** The word by which prompts call the trained subject. The same for all: a model is only ever used alone. */
const TRIGGER_WORD = 'AISHA';

const proModes = { character: 'character', style: 'style', custom: 'general' } as const;

/**
 * What is sent to the trainer, except the archive's address.
 * @param comment tells one training from another at FAL; holds no personal data
 */
export function trainingInput(
  choices: Pick<AvatarChoices, 'trainingType' | 'avatarType'>,
  comment: string,
): Record<string, string | number | boolean> {
  const { parameters } = trainers[choices.trainingType];
  switch (choices.trainingType) {
    case 'portrait':
      return { ...parameters, trigger_phrase: TRIGGER_WORD };
    case 'style':
      return {
        ...parameters,
        mode: proModes[choices.avatarType],
        trigger_word: TRIGGER_WORD,
        finetune_comment: comment,
      };
  }
}

/** Most that a training still running may show, %: the rest is earned by a verified result. */
export const PROGRESS_CEILING = 95;

/**
 * Progress by elapsed time, for trainers that say nothing: approaches the ceiling, and never goes past it.
 * @param elapsedMs since training began @param usualMs the trainer's usual time, shortest and longest
 */
export function estimateProgress(elapsedMs: number, usualMs: readonly [number, number]): number {
  const typical = (usualMs[0] + usualMs[1]) / 2;
  return Math.min(PROGRESS_CEILING, Math.floor((1 - Math.exp((-2 * elapsedMs) / typical)) * 100));
}
