import { ApplicationFailure } from '@temporalio/common';
import type { AvatarStatus } from '../../domain/avatar/avatar.ts';
import type { RefusalReason } from '../../domain/avatar/state.ts';

/** Failure type of a refused update; its first detail is a Refusal. */
export const ACTION_REFUSED = 'ActionRefused';

export interface Refusal {
  readonly reason: RefusalReason;
  readonly status: AvatarStatus;
  /** When it may be allowed, ms since the epoch, where that is known. */
  readonly until?: number;
}

export function refused(details: Refusal): ApplicationFailure {
  const { reason, status } = details;
  return ApplicationFailure.create({
    type: ACTION_REFUSED,
    message: `refused: ${reason} (the avatar is ${status})`,
    nonRetryable: true,
    details: [details],
  });
}

/** The failure of an operator's update that is refused. */
export function undecided(why: string): ApplicationFailure {
  const message = `refused: ${why}`;
  return ApplicationFailure.create({ type: ACTION_REFUSED, message, nonRetryable: true });
}
