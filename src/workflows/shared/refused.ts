import { ActivityFailure, ApplicationFailure } from '@temporalio/common';
import { defined } from '../../domain/defined.ts';
import type { AvatarStatus } from '../../domain/avatar/avatar.ts';
import { refusalReasons, type RefusalReason } from '../../domain/avatar/state.ts';

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

/** Why an activity has refused, as far as its person can be told. */
export function refusalOf(error: unknown): Omit<Refusal, 'status'> {
  const cause = error instanceof ActivityFailure ? error.cause : undefined;
  const reason = cause instanceof ApplicationFailure ? refusalReasons.find((known) => known === cause.type) : undefined;
  if (!(cause instanceof ApplicationFailure) || reason === undefined) return { reason: 'not_now' };
  const [{ until } = {}] = (cause.details ?? []) as [{ until?: number }?];
  return { reason, ...defined({ until }) };
}

/** The failure of an operator's update that is refused. */
export function undecided(why: string): ApplicationFailure {
  const message = `refused: ${why}`;
  return ApplicationFailure.create({ type: ACTION_REFUSED, message, nonRetryable: true });
}
