import { ApplicationFailure } from '@temporalio/common';
import type { AvatarStatus } from '../../domain/avatar/avatar.ts';
import type { RefusalReason } from '../../domain/avatar/state.ts';

/** The type of failure that a refused update carries; its first detail is a Refusal. */
export const ACTION_REFUSED = 'ActionRefused';

export interface Refusal {
  readonly reason: RefusalReason;
  readonly status: AvatarStatus;
  /** When it may be granted, ms since the epoch, where that is known. */
  readonly until?: number;
}

/** What an update that is not granted fails with. */
export function refused(details: Refusal): ApplicationFailure {
  const { reason, status } = details;
  return ApplicationFailure.create({
    type: ACTION_REFUSED,
    message: `refused: ${reason} (the avatar is ${status})`,
    nonRetryable: true,
    details: [details],
  });
}

/** What an update of an operator’s is refused with. */
export function undecided(why: string): ApplicationFailure {
  const message = `refused: ${why}`;
  return ApplicationFailure.create({ type: ACTION_REFUSED, message, nonRetryable: true });
}
