import { defineSignal } from '@temporalio/workflow';
import type { AvatarType } from '../../domain/avatar/avatar.ts';

/** Showing the photos of an avatar: one message at a time. */
export const photoReviewWorkflowId = (avatarId: string): string => `review-${avatarId}`;

/** The name under which it is registered. */
export const photoReviewWorkflowType = 'photoReviewWorkflow';

export interface PhotoReviewInput {
  readonly avatarId: string;
  readonly telegramId: number;
  readonly avatarType: AvatarType;
  readonly minPhotos: number;
}

/** What of an avatar's photos is to be seen. */
export interface PhotoLook {
  /** The message that shows it; absent: a new one. */
  readonly messageId?: number;
  /** Of the photo, or, where it is gone, of the next; absent: all of them, on one sheet. */
  readonly number?: number;
  /** Numbers of removed photos that may come back, the latest first. */
  readonly removed: readonly number[];
  /** Photos may be removed. */
  readonly mayRemove: boolean;
}

export const lookAtPhotos = defineSignal<[PhotoLook]>('lookAtPhotos');
