import type { AvatarType, Gender } from '../../domain/avatar/avatar.ts';
import type { TrainingRequest } from '../../domain/avatar/life.ts';
import type { PreviewOutcome } from '../../domain/pictures/preview.ts';

/** An avatar that is trained, as its pictures need it. */
export interface PreviewSubject {
  readonly telegramId: number;
  readonly name: string;
  readonly avatarType: AvatarType;
  readonly gender: Gender;
  /** The endpoint that makes pictures. */
  readonly endpoint: string;
  /** Where the model is: at FAL by its id, or as weights in storage. */
  readonly model: { readonly finetuneId: string } | { readonly weightsKey: string };
  /** The training that made it. */
  readonly training?: TrainingRequest;
  /** Where FAL can read the weights, ms since the epoch until when. It opens them to anybody: kept while pictures are made, no longer. */
  readonly weightsUrl?: { readonly url: string; readonly until: number };
}

/** One picture of an avatar. */
export interface PreviewKey {
  readonly avatarId: string;
  /** 1, 2, 3 … */
  readonly number: number;
}

/** One try at it, from 1, over all runs. */
export interface PreviewTry extends PreviewKey {
  readonly tryNumber: number;
}

export interface PreviewRecord {
  readonly number: number;
  readonly endpoint: string;
  readonly prompt: string;
  /** The latest try that may have sent a submission, 0 before the first. */
  readonly claimedTry: number;
  /** Submissions that were paid, or may have been. */
  readonly paidTries: number;
  /** Of the latest try. */
  readonly requestId?: string;
  /** Of the latest try; absent while it is not known. */
  readonly outcome?: PreviewOutcome;
  readonly minioKey?: string;
  /** What Telegram calls the picture since it was sent; another bot does not know it. */
  readonly fileId?: string;
}

/** What is kept of a picture. */
export interface StoredPreview {
  readonly minioKey: string;
  readonly bytes: number;
  /** px */
  readonly width?: number;
  readonly height?: number;
}

/** The rows of pictures. Every method may be repeated with the same arguments without further effect, and throws whatever the database throws. */
export interface PreviewRecords {
  /** null: there is no such avatar, it is not trained, or is being deleted, or its person is. */
  previewSubject(avatarId: string): Promise<PreviewSubject | null>;
  /** @param until ms since the epoch */
  saveWeightsUrl(avatarId: string, url: string, until: number): Promise<void>;
  forgetWeightsUrl(avatarId: string): Promise<void>;
  /** Writes rows for pictures that have none. Nothing where there is no such avatar. */
  openPreviews(
    avatarId: string,
    previews: readonly Pick<PreviewRecord, 'number' | 'endpoint' | 'prompt'>[],
  ): Promise<void>;
  /** In the order of their numbers. */
  previews(avatarId: string): Promise<PreviewRecord[]>;
  /**
   * Asks leave to submit a picture, and forgets what came of the try before.
   * @returns false when this try, or a later one, has had its leave, the picture is there, or the avatar or its person is being deleted: nothing may be sent then
   */
  claimPreview(claim: PreviewTry): Promise<boolean>;
  /** Writes down what FAL calls the try's request. */
  savePreviewRequest(submitted: PreviewTry, requestId: string): Promise<void>;
  /** Writes down what came of a try. @returns false when there is no such picture any more, or a later try: nothing may be kept then */
  savePreview(made: PreviewTry, outcome: Exclude<PreviewOutcome, 'stored'> | StoredPreview): Promise<boolean>;
  /** Writes down what Telegram calls a picture that was sent. */
  savePreviewFile(sent: PreviewKey, fileId: string): Promise<void>;
}
