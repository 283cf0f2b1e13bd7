import type { AvatarType, Gender } from '../../domain/avatar/avatar.ts';
import type { TrainingRequest } from '../../domain/avatar/life.ts';
import type { PreviewOutcome } from '../../domain/pictures/preview.ts';

/** A trained avatar, with what its pictures need. */
export interface PreviewSubject {
  readonly telegramId: number;
  readonly name: string;
  readonly avatarType: AvatarType;
  readonly gender: Gender;
  readonly endpoint: string;
  /** The model: FAL's id of it, or weights in storage. */
  readonly model: { readonly finetuneId: string } | { readonly weightsKey: string };
  readonly training?: TrainingRequest;
  /** FAL's address of the uploaded weights, and until when it holds. It gives anybody access to them: kept only while pictures are made. */
  readonly weightsUrl?: { readonly url: string; readonly until: number };
}

export interface PreviewKey {
  readonly avatarId: string;
  /** 1, 2, 3 … */
  readonly number: number;
}

/** One try at a picture, counted from 1 over all runs. */
export interface PreviewTry extends PreviewKey {
  readonly tryNumber: number;
}

export interface PreviewRecord {
  readonly number: number;
  readonly endpoint: string;
  readonly prompt: string;
  /** The latest try that may have been submitted, 0 before the first. */
  readonly claimedTry: number;
  /** Submissions that were, or may have been, paid. */
  readonly paidTries: number;
  /** Of the latest try. */
  readonly requestId?: string;
  readonly outcome?: PreviewOutcome;
  readonly minioKey?: string;
  /** Telegram's file_id since the picture was sent; valid for that bot only. */
  readonly fileId?: string;
}

export interface StoredPreview {
  readonly minioKey: string;
  readonly bytes: number;
  /** px */
  readonly width?: number;
  readonly height?: number;
}

/** The rows of pictures. Every method may be repeated with the same arguments without further effect, and throws what the database throws. */
export interface PreviewRecords {
  /** null: no such avatar, not trained, or it or its user is being deleted. */
  previewSubject(avatarId: string): Promise<PreviewSubject | null>;
  saveWeightsUrl(avatarId: string, url: string, until: number): Promise<void>;
  forgetWeightsUrl(avatarId: string): Promise<void>;
  /** Adds the missing rows. No effect without such an avatar. */
  openPreviews(
    avatarId: string,
    previews: readonly Pick<PreviewRecord, 'number' | 'endpoint' | 'prompt'>[],
  ): Promise<void>;
  /** In the order of their numbers. */
  previews(avatarId: string): Promise<PreviewRecord[]>;
  /**
   * Claims the submission of a try, and clears the outcome of the one before.
   * @returns false when this or a later try was claimed, the picture exists, or the avatar or its user is being
   * deleted: do not submit then
   */
  claimPreview(claim: PreviewTry): Promise<boolean>;
  savePreviewRequest(submitted: PreviewTry, requestId: string): Promise<void>;
  /** Saves the outcome of a try. @returns false when the picture is gone or a later try was claimed: store nothing then */
  savePreview(made: PreviewTry, outcome: Exclude<PreviewOutcome, 'stored'> | StoredPreview): Promise<boolean>;
  savePreviewFile(sent: PreviewKey, fileId: string): Promise<void>;
}
