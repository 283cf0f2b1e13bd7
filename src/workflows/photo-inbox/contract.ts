import { defineSignal } from '@temporalio/workflow';
import type { Language } from '../../domain/avatar/avatar.ts';
import type { ReceivedPhoto } from '../../domain/photos/photo.ts';

/** Photos that came while no avatar of the person's was open. */
export const photoInboxWorkflowId = (telegramId: number): string => `inbox-${telegramId}`;

/** The name under which it is registered. */
export const photoInboxWorkflowType = 'photoInboxWorkflow';

export interface PhotoInboxInput {
  readonly telegramId: number;
  /** In which the person is written to, unless the records know better by then. */
  readonly language: Language;
  readonly burstQuietMs: number;
  readonly ttlMs: number;
  /** Events of history after which it goes on in a new run; 2,000 without. */
  readonly historyEvents?: number;
  /** Only from one run to the next (continue-as-new). `expiresAt`: ms since the epoch. */
  readonly carried?: {
    readonly photos: readonly ReceivedPhoto[];
    readonly over?: number;
    readonly expiresAt: number;
    readonly handedOver: number;
  };
}

export { photosReceived } from '../avatar/contract.ts';

/** An avatar of the person's has been opened: the photos are its own. */
export const claimPhotos = defineSignal<[{ readonly avatarId: string }]>('claimPhotos');
