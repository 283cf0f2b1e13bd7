import type { AvatarStatus, AvatarType, Gender, TrainingType } from './avatar.ts';
import type { FailureReason } from '../training/training.ts';

/** An avatar as the gallery shows it, read from its row. A living workflow knows better. */
export interface AvatarRow {
  readonly avatarId: string;
  readonly name: string;
  readonly gender: Gender;
  readonly avatarType: AvatarType;
  readonly trainingType: TrainingType;
  readonly status: AvatarStatus;
  readonly progress: number;
  readonly photosCount: number;
  readonly failure?: FailureReason;
  readonly createdAt: Date;
  readonly completedAt?: Date;
  /** Duration of the training with its time in the queue, ms. */
  readonly trainedMs?: number;
  readonly isMain?: true;
  /** Telegram's file_id of a completed avatar's cover: its first generated picture, or else its best photo. */
  readonly cover?: string;
  /** When all photos but the cover are removed, ms since the epoch; absent: they stay as long as the avatar. */
  readonly photosKeptUntil?: number;
  readonly photosRemovedAt?: number;
}
