import { ActivityFailure, ApplicationFailure, TimeoutFailure } from '@temporalio/workflow';

export function causeType(error: unknown): string | undefined {
  const cause = error instanceof ActivityFailure ? error.cause : error;
  if (cause instanceof TimeoutFailure) return 'Timeout';
  return cause instanceof ApplicationFailure ? (cause.type ?? undefined) : undefined;
}
