import { trainingTypes, type TrainingType } from '../avatar/avatar.ts';
import { countedBy, DAY_MS, type Counted } from '../limits/limits.ts';
import type { AvatarPolicy } from '../avatar/policy.ts';
import { chooseTrainer, type TrainerSelection } from '../training/trainers.ts';

const HOUR = 3_600_000;
const DAY = 24 * HOUR;

/** Who trains, by the name under which people find its own rules. */
export const TRAINER_NAME = 'fal.ai';

/** How long the trainer keeps the archive of photos: it is told so with the upload. Twice the longest training, queue included. */
export const ARCHIVE_LIFE_MS = 2 * DAY;

/** How long the trainer keeps weights that are uploaded for it, and pictures that it made, ms: longer than any queue. It is told so. */
export const FILES_LIFE_MS = DAY;

/** How long the trainer keeps what it was asked and what it answered. Source: fal.ai docs, «Data Retention»; requests can be deleted sooner. */
export const REQUESTS_KEPT_MS = 30 * DAY;

/** How long the times that the day's limits count outlast a deletion, ms: they count for a day, and the daily sweep removes them. */
export const USAGE_KEPT_MS = 2 * DAY_MS;

/** How long what a person gives us is kept, ms: the one place that says so, for those who are told. */
export interface Retention {
  /** An avatar without photos is closed. */
  readonly draftMs: number;
  /** An avatar whose photos nobody touches is closed; its photos stay, for it to be taken up again. */
  readonly uploadMs: number;
  /** Photos sent when no avatar was open: only their numbers at Telegram are remembered. */
  readonly inboxMs: number;
  /** Photos after the training, all but the cover; null: for as long as the avatar is kept. */
  readonly photosMs: number | null;
  /** Of what the last day's uses outlast a deletion of everything. */
  readonly counted: Counted;
  readonly trainer: {
    readonly name: string;
    readonly archiveMs: number;
    readonly requestsMs: number;
    /** First pictures that it made, and, with `withWeights`, weights that it makes them with; null: no first pictures are made. */
    readonly pictures: { readonly keptMs: number; readonly withWeights: boolean } | null;
    /** Trainings whose model stays with it. */
    readonly keepsModelsOf: readonly TrainingType[];
  };
}

/** @param selection absent: as by default */
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
