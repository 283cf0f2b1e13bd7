import { defaultLimits, type FairLimits } from '../limits/limits.ts';

/** Photos that a set may be made to hold at the most: all of them are shown at once, on one sheet, each with its button. */
export const MOST_PHOTOS = 50;

/** Limits on photos. Fixed for an avatar when it starts, so that a change of configuration never moves the goal under a person. */
export interface PhotoLimits {
  /** Valid photos needed before training may start. Source: fal.ai/models/fal-ai/flux-lora-portrait-trainer advises at least 10. */
  readonly minPhotos: number;
  /** Valid photos kept at the most. */
  readonly maxPhotos: number;
  /** Bytes of the file as received. Source: core.telegram.org/bots/api#getfile, 20 MB. */
  readonly maxBytes: number;
  /** Pixels of the shorter side. */
  readonly minSide: number;
  /** Pixels in all; larger pictures are refused before they are decoded. */
  readonly maxPixels: number;
}

/** Durations, in ms, fixed for an avatar when it starts. */
export interface Timing {
  /** How long photos may be checked before the person may remove those that still are: a check is a second or two, and a wait for others. */
  readonly slowCheckMs: number;
  /** Quiet time after the last photo of a burst before the burst is worked on. */
  readonly burstQuietMs: number;
  /** Life of an avatar to which nobody has sent a photo. */
  readonly draftTtlMs: number;
  /** Life of an avatar that nobody has touched since its last photo. */
  readonly uploadTtlMs: number;
  /** How long before an expiry the person is reminded. */
  readonly reminderBeforeMs: number;
  /** How long an avatar in `error` waits for a retry before its run fails. */
  readonly retryWindowMs: number;
  /** Between two questions to the trainer. */
  readonly pollIntervalMs: number;
  /** Longest training, queue included. */
  readonly trainingTimeoutMs: number;
  /** Between two waits for a trainer that refuses submissions for now. */
  readonly submitRetryMs: number;
  /** How long a submission whose answer was lost may be in doubt before its owner is told. */
  readonly submissionDoubtMs: number;
  /** Least time between two progress reports of one training, and between two changes of a card that are no stage and nobody waits for. */
  readonly progressEveryMs: number;
  /** Longest time in the trainer's queue before the person is asked whether to wait on. */
  readonly queueLimitMs: number;
  /** Longest time in training, from its start, before the person is asked. */
  readonly runLimitMs: number;
  /** How long the trainer may give no answer before that is told. */
  readonly trainerSilenceMs: number;
  /** How long the trainer is told to stop, while it does not answer. */
  readonly cancelTimeoutMs: number;
  /** How long a training that was told to stop is waited for, until it has. */
  readonly cancelGraceMs: number;
  /** How long the result of a training that has ended is fetched while the trainer does not give it. What is ours to mend is waited for without end. */
  readonly resultPatienceMs: number;
  /** How long the trainer must not find a request, or its result, before that is believed. */
  readonly goneAfterMs: number;
  /** How long photos that came while no avatar was open are remembered. */
  readonly inboxTtlMs: number;
  /** How long the photos of a finished avatar are kept; null: as long as the avatar. */
  readonly photoRetentionMs: number | null;
}

/** The first pictures of an avatar. */
export interface PreviewPolicy {
  /** How many are made; 0: none, and none are offered. */
  readonly pictures: number;
}

export interface AvatarPolicy {
  readonly photos: PhotoLimits;
  readonly preview: PreviewPolicy;
  readonly timing: Timing;
  readonly limits: FairLimits;
  /** Events of history after which a run goes on in a new one (continue-as-new). Temporal itself suggests it at 4,096. */
  readonly historyEvents: number;
}

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

export const defaultPolicy: AvatarPolicy = {
  photos: { minPhotos: 10, maxPhotos: 20, maxBytes: 20 * 1024 * 1024, minSide: 512, maxPixels: 50_000_000 },
  preview: { pictures: 4 },
  timing: {
    slowCheckMs: 30_000,
    burstQuietMs: 1_500,
    draftTtlMs: 3 * DAY,
    uploadTtlMs: 7 * DAY,
    reminderBeforeMs: DAY,
    retryWindowMs: 14 * DAY,
    pollIntervalMs: 10_000,
    trainingTimeoutMs: DAY,
    submitRetryMs: 30_000,
    submissionDoubtMs: 15 * MINUTE,
    progressEveryMs: 5_000,
    inboxTtlMs: DAY,
    photoRetentionMs: 30 * DAY,
    queueLimitMs: HOUR,
    runLimitMs: HOUR,
    trainerSilenceMs: 2 * MINUTE,
    cancelTimeoutMs: DAY,
    cancelGraceMs: 10 * MINUTE,
    // As long as FAL surely keeps files. Source: fal.ai/docs/faq, «at least 7 days».
    resultPatienceMs: 7 * DAY,
    goneAfterMs: 10 * MINUTE,
  },
  limits: defaultLimits,
  historyEvents: 2_000,
};
