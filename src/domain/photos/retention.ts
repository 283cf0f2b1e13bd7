import { trainingTypes, type TrainingType } from '../avatar/avatar.ts';
import { countedBy, DAY_MS, type Counted } from '../limits/limits.ts';
import type { AvatarPolicy } from '../avatar/policy.ts';
import { chooseTrainer, type TrainerSelection } from '../training/trainers.ts';

const HOUR = 3_600_000;
const DAY = 24 * HOUR;

/** The trainer's name as users can look it up, to find its own rules. */
export const TRAINER_NAME = 'fal.ai';

/** How long the trainer keeps the archive of photos; the upload tells it so. Twice the longest training, queue included. */
export const ARCHIVE_LIFE_MS = 2 * DAY;

/** How long the trainer keeps uploaded weights and generated pictures, ms: longer than any queue. Each request tells it so. */
export const FILES_LIFE_MS = DAY;

/** How long the trainer keeps requests and answers. Source: fal.ai docs, «Data Retention»; a request can be deleted sooner. */
export const REQUESTS_KEPT_MS = 30 * DAY;

/** How long the usage times outlast a deletion, ms. They count for a day, and the daily sweep removes them. */
export const USAGE_KEPT_MS = 2 * DAY_MS;

/** How long a user's data are kept, ms. Users are told from here, and from nowhere else. */
export interface Retention {
  readonly draftMs: number;
  /** Until an untouched avatar is closed. Its photos stay, so that it can be reopened. */
  readonly uploadMs: number;
  /** Photos that came while no avatar was open: only their ids at Telegram are remembered. */
  readonly inboxMs: number;
  /** Photos after the training, all but the cover; null: as long as the avatar. */
  readonly photosMs: number | null;
  /** Usage times that outlast a deletion of everything. */
  readonly counted: Counted;
  readonly trainer: {
    readonly name: string;
    readonly archiveMs: number;
    readonly requestsMs: number;
    /** First pictures at the trainer and, if `withWeights`, the weights uploaded for them; null: no first pictures are made. */
    readonly pictures: { readonly keptMs: number; readonly withWeights: boolean } | null;
    readonly keepsModelsOf: readonly TrainingType[];
  };
}

/** @param selection absent: the default trainers */
export function retentionOf(policy: AvatarPolicy, selection?: TrainerSelection): Retention {
  const { timing, preview } = policy;
  const leaves = (type: TrainingType) => chooseTrainer(type, selection).leaves;
  const withWeights = trainingTypes.some((type) => leaves(type) === 'weights');
  return {
    draftMs: timing.draftTtlMs,
    uploadMs: timing.uploadTtlMs,
    inboxMs: timing.inboxTtlMs,
    photosMs: timing.photoRetentionMs,
    counted: countedBy(policy.limits),
    trainer: {
      name: TRAINER_NAME,
      archiveMs: ARCHIVE_LIFE_MS,
      requestsMs: REQUESTS_KEPT_MS,
      pictures: preview.pictures > 0 ? { keptMs: FILES_LIFE_MS, withWeights } : null,
      keepsModelsOf: trainingTypes.filter((type) => leaves(type) === 'finetune_id'),
    },
  };
}
