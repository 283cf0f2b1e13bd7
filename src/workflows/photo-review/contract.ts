import { defineSignal } from '@temporalio/workflow';
import type { AvatarType } from '../../domain/avatar/avatar.ts';

/** Shows the photos of an avatar in one message. */
export const photoReviewWorkflowId = (avatarId: string): string => `review-${avatarId}`;

export const photoReviewWorkflowType = 'photoReviewWorkflow';

export interface PhotoReviewInput {
  readonly avatarId: string;
  readonly telegramId: number;
  readonly avatarType: AvatarType;
  readonly minPhotos: number;
}

export interface PhotoLook {
  /** The message to edit; absent: send a new one. */
  readonly messageId?: number;
  /** The photo to show, or the next where it is gone; absent: all of them, on one sheet. */
  readonly number?: number;
  /** Numbers of removed photos that may come back, latest first. */
  readonly removed: readonly number[];
  readonly mayRemove: boolean;
}

export const lookAtPhotos = defineSignal<[PhotoLook]>('lookAtPhotos');
