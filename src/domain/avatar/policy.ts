import { defaultLimits, type FairLimits } from '../limits/limits.ts';

/** The upper bound of the setting: one sheet shows all photos, each with a button. */
export const MOST_PHOTOS = 50;

/** Limits on photos. They are fixed when an avatar starts, so that a change of configuration never moves the goal for a user. */
export interface PhotoLimits {
  /** Valid photos needed for a training. Source: fal.ai/models/fal-ai/flux-lora-portrait-trainer advises at least 10. */
  readonly minPhotos: number;
  readonly maxPhotos: number;
  /** Bytes of the file as received. Source: core.telegram.org/bots/api#getfile, 20 MB. */
  readonly maxBytes: number;
  /** Pixels of the shorter side. */
  readonly minSide: number;
  /** Larger pictures are refused before they are decoded. */
  readonly maxPixels: number;
}

/** Durations in ms, fixed when an avatar starts. */
export interface Timing {
  /** How long a check may run before the user may remove the photo. A check takes a second or two, plus its wait for others. */
  readonly slowCheckMs: number;
  /** Quiet time after the last photo of a burst before a user without an open avatar is asked what the photos are for. */
  readonly burstQuietMs: number;
  /** How long a check waits for more photos when all have verdicts. */
  readonly checkQuietMs: number;
  readonly draftTtlMs: number;
  /** Until an avatar expires that nobody touched since its last photo. */
  readonly uploadTtlMs: number;
  /** How long before an expiry the user is reminded. */
  readonly reminderBeforeMs: number;
  /** How long an avatar in `error` waits for a retry before its run fails. */
  readonly retryWindowMs: number;
  readonly pollIntervalMs: number;
  readonly trainingTimeoutMs: number;
  /** Between two tries while the trainer refuses submissions for now. */
  readonly submitRetryMs: number;
  /** How long a submission may be in doubt before the user is told. */
  readonly submissionDoubtMs: number;
  /** Least time between two progress reports, and between two edits of the card that nobody waits for. */
  readonly progressEveryMs: number;
  /** Longest time in the queue before the user is asked whether to wait on. */
  readonly queueLimitMs: number;
  /** Longest time in training, from its start, before the user is asked. */
  readonly runLimitMs: number;
  /** How long the trainer may give no answer before the user is told. */
  readonly trainerSilenceMs: number;
  /** How long to repeat a cancel request while the trainer does not answer. */
  readonly cancelTimeoutMs: number;
  /** How long to wait until a training stops that was told to stop. */
  readonly cancelGraceMs: number;
  /** How long to try to fetch a finished result that the trainer does not give. What we must fix ourselves is waited for without end. */
  readonly resultPatienceMs: number;
  /** How long the trainer must report a request or its result as not found before that is believed. */
  readonly goneAfterMs: number;
  /** How long photos are remembered that came while no avatar was open. */
  readonly inboxTtlMs: number;
  /** How long the photos of a completed avatar are kept; null: as long as the avatar. */
  readonly photoRetentionMs: number | null;
}

export interface PreviewPolicy {
  readonly pictures: number;
}

export interface AvatarPolicy {
  readonly photos: PhotoLimits;
  readonly preview: PreviewPolicy;
  readonly timing: Timing;
  readonly limits: FairLimits;
  /** Events of history after which a run continues as new. Temporal itself suggests it at 4,096. */
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
    // Photos that are sent one by one come a few seconds apart.
    checkQuietMs: 4_000,
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
    // FAL keeps files «at least 7 days». Source: fal.ai/docs/faq.
    resultPatienceMs: 7 * DAY,
    goneAfterMs: 10 * MINUTE,
  },
  limits: defaultLimits,
  historyEvents: 2_000,
};
