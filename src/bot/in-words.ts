import {
  isGrpcDeadlineError,
  isGrpcServiceError,
  ServiceError,
  WorkflowExecutionAlreadyStartedError,
  WorkflowNotFoundError,
  WorkflowUpdateFailedError,
  WorkflowUpdateRPCTimeoutOrCancelledError,
} from '@temporalio/client';
import { ApplicationFailure } from '@temporalio/common';
import { defined } from '../domain/defined.ts';
import type { AvatarView } from '../domain/avatar/state.ts';
import { ACTION_REFUSED, type Refusal } from '../workflows/avatar/contract.ts';
import type { CommandResult } from './ports.ts';

/** Of gRPC's status codes. */
const GRPC_FAILED_PRECONDITION = 9;

/** A run whose workflow task fails answers neither updates nor queries. */
function isStuck(error: unknown): boolean {
  const cause: unknown = error instanceof ServiceError ? error.cause : error;
  const code: number | undefined = isGrpcServiceError(cause) ? cause.code : undefined;
  return code === GRPC_FAILED_PRECONDITION;
}

/** Translates Temporal's errors into a result. Any other error is ours, and is rethrown. */
export async function inWords(call: () => Promise<AvatarView | void>): Promise<CommandResult> {
  try {
    const state = await call();
    return state ? { ok: true, state } : { ok: true };
  } catch (error) {
    if (error instanceof WorkflowNotFoundError) return { ok: false, why: 'gone' };
    if (error instanceof WorkflowExecutionAlreadyStartedError) return { ok: false, why: 'busy' };
    if (error instanceof WorkflowUpdateRPCTimeoutOrCancelledError || isGrpcDeadlineError(error)) {
      return { ok: false, why: 'late' };
    }
    if (isStuck(error)) return { ok: false, why: 'stuck' };
    const refused = error instanceof WorkflowUpdateFailedError ? error.cause : undefined;
    if (refused instanceof ApplicationFailure && refused.type === ACTION_REFUSED) {
      const [refusal] = (refused.details ?? []) as [Refusal?];
      const { reason = 'not_now', until } = refusal ?? {};
      return { ok: false, why: reason, ...defined({ until }) };
    }
    // The run ended while the command was on its way.
    if (refused) return { ok: false, why: 'not_now' };
    throw error;
  }
}
