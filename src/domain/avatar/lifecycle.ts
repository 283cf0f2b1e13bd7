import type { AvatarStatus } from './avatar.ts';

export const avatarEvents = [
  'photo_received',
  'minimum_reached',
  'fell_below_minimum',
  'start_confirmed',
  'training_completed',
  'failed',
  'cancelled',
  'retried_training',
  'retried_upload',
  'result_sought',
] as const;

/**
 * The transition table: the next status for each event that can happen in a status. `retried_upload` reopens a
 * cancelled or failed avatar with its photos; `retried_training` submits anew from `error`; `result_sought` fetches
 * what an earlier training may have left, and submits nothing.
 */
export const transitions = {
  draft: { photo_received: 'uploading', failed: 'error', cancelled: 'cancelled' },
  uploading: { photo_received: 'uploading', minimum_reached: 'ready', failed: 'error', cancelled: 'cancelled' },
  ready: {
    photo_received: 'ready',
    fell_below_minimum: 'uploading',
    start_confirmed: 'training',
    result_sought: 'training',
    failed: 'error',
    cancelled: 'cancelled',
  },
  training: { training_completed: 'completed', failed: 'error', cancelled: 'cancelled' },
  completed: {},
  error: {
    retried_training: 'training',
    retried_upload: 'uploading',
    result_sought: 'training',
    cancelled: 'cancelled',
  },
  cancelled: { retried_upload: 'uploading' },
} as const satisfies Record<AvatarStatus, Partial<Record<(typeof avatarEvents)[number], AvatarStatus>>>;

export type AvatarEvent = { [S in AvatarStatus]: keyof (typeof transitions)[S] }[AvatarStatus];

/** Thrown when an event cannot happen in a status: a defect of ours, never caused by a user. */
export class ImpossibleTransition extends Error {
  override readonly name = 'ImpossibleTransition';
  readonly status: AvatarStatus;
  readonly event: AvatarEvent;
  constructor(status: AvatarStatus, event: AvatarEvent) {
    super(`an avatar in status "${status}" cannot have "${event}"`);
    this.status = status;
    this.event = event;
  }
}

/** @throws {ImpossibleTransition} when the table has no such transition */
export function next(status: AvatarStatus, event: AvatarEvent): AvatarStatus {
  const possible: Partial<Record<AvatarEvent, AvatarStatus>> = transitions[status];
  const to = possible[event];
  if (to === undefined) throw new ImpossibleTransition(status, event);
  return to;
}

/** Moves the avatar along the transition table. @returns whether its status changed @throws {ImpossibleTransition} */
export function transition(life: { status: AvatarStatus; latePhotos: number }, event: AvatarEvent): boolean {
  const before = life.status;
  life.status = next(before, event);
  life.latePhotos = 0;
  return life.status !== before;
}

export const avatarActions = [
  'add_photos',
  'remove_photo',
  'start',
  'extend_wait',
  'cancel',
  'take_result',
  'retry',
  'replace_photos',
  'preview',
  'rename',
  'delete',
] as const;
export type AvatarAction = (typeof avatarActions)[number];

/** What a user may do in each status, in the order of the buttons. */
export const actionsByStatus: Record<AvatarStatus, readonly AvatarAction[]> = {
  draft: ['add_photos', 'rename', 'cancel'],
  uploading: ['add_photos', 'remove_photo', 'rename', 'cancel'],
  ready: ['take_result', 'start', 'add_photos', 'remove_photo', 'rename', 'cancel'],
  training: ['extend_wait', 'cancel', 'rename', 'delete'],
  completed: ['preview', 'rename', 'delete'],
  error: ['take_result', 'retry', 'replace_photos', 'rename', 'delete'],
  cancelled: ['retry', 'rename', 'delete'],
};

export function mayDo(status: AvatarStatus, action: AvatarAction): boolean {
  return actionsByStatus[status].includes(action);
}

/** An avatar of this status should have a run; without one, the run is lost. In `error` it has a run only for a while. */
export function isLiving(status: AvatarStatus): boolean {
  return mayDo(status, 'cancel');
}

export function takesPhotos(status: AvatarStatus): boolean {
  return mayDo(status, 'add_photos');
}
