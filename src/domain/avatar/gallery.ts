import type { AvatarStatus, AvatarType, Gender, TrainingType } from './avatar.ts';
import type { FailureReason } from '../training/training.ts';

/** An avatar as its gallery shows it: what its row says. The workflow, where it lives, knows better. */
export interface AvatarRow {
  readonly avatarId: string;
  readonly name: string;
  readonly gender: Gender;
  readonly avatarType: AvatarType;
  readonly trainingType: TrainingType;
  readonly status: AvatarStatus;
  /** 0–100. */
  readonly progress: number;
  /** Valid photos. */
  readonly photosCount: number;
  readonly failure?: FailureReason;
  readonly createdAt: Date;
  readonly completedAt?: Date;
  /** How long its training took, its queue with it, ms. */
  readonly trainedMs?: number;
  /** The one that its person shows first. */
  readonly isMain?: true;
  /** Telegram's file_id of the picture that stands for a finished avatar: the first that was made of it, else its best photo. */
  readonly cover?: string;
  /** When all photos but the cover go, ms since the epoch; absent: they stay as long as the avatar. */
  readonly photosKeptUntil?: number;
  /** When they went, ms since the epoch. */
  readonly photosRemovedAt?: number;
}
