import { defineSignal } from '@temporalio/workflow';
import type { Language } from '../../domain/avatar/avatar.ts';
import type { ReceivedPhoto } from '../../domain/photos/photo.ts';

/** Photos that came while no avatar of the user was open. */
export const photoInboxWorkflowId = (telegramId: number): string => `inbox-${telegramId}`;

export const photoInboxWorkflowType = 'photoInboxWorkflow';

export interface PhotoInboxInput {
  readonly telegramId: number;
  /** Of messages, unless the database has another one by then. */
  readonly language: Language;
  readonly burstQuietMs: number;
  readonly ttlMs: number;
  /** Events of history after which it continues as new, 2,000 by default. */
  readonly historyEvents?: number;
  /** Set only by continue-as-new. `expiresAt`: ms since the epoch. */
  readonly carried?: {
    readonly photos: readonly ReceivedPhoto[];
    readonly over?: number;
    readonly expiresAt: number;
    readonly handedOver: number;
  };
}

export { addPhotos } from '../avatar/contract.ts';

/** An avatar of the user was opened: the photos belong to it. */
export const claimPhotos = defineSignal<[{ readonly avatarId: string }]>('claimPhotos');
