import { isGrpcServiceError } from '@temporalio/client';
import { GrammyError, HttpError } from 'grammy';

/** Thrown when a run has not answered in time: perhaps no worker is running. Asking again is safe: it is done once. */
export class NoAnswer extends Error {
  override readonly name = 'NoAnswer';
}

/** Thrown when no worker polls: nobody can carry out anything. */
export class NobodyAtWork extends Error {
  override readonly name = 'NobodyAtWork';
}

/** gRPC: DEADLINE_EXCEEDED, RESOURCE_EXHAUSTED, UNAVAILABLE. */
const TEMPORAL_AWAY: readonly number[] = [4, 8, 14];
/** Node's codes, and PostgreSQL's of the classes 08 and 57P (postgresql.org/docs/current/errcodes-appendix.html). */
const AWAY = /^(ECONN|EPIPE|ETIMEDOUT|ENOTFOUND|EAI_AGAIN|EHOST|ENET|08|57P0|53300)/;
/** node-postgres's messages without a code. */
const SAID = /connection terminated|timeout exceeded when trying to connect|query read timeout/i;

/** Whether a server of ours is down, or a run does not answer: a retry may work. */
export function isAway(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  if (error instanceof GrammyError || error instanceof HttpError) return false;
  if (error instanceof NoAnswer || error instanceof NobodyAtWork) return true;
  if (isGrpcServiceError(error)) return TEMPORAL_AWAY.includes(error.code);
  if ('code' in error && typeof error.code === 'string' && AWAY.test(error.code)) return true;
  return SAID.test(error.message) || isAway(error.cause) || isAway('previous' in error && error.previous);
}

/** The user has blocked the bot, or is gone: no fault. */
export function isBlocked(error: unknown): boolean {
  return error instanceof GrammyError && error.error_code === 403;
}

/**
 * An error, fit for the log. grammY's errors contain what was sent (names, texts), those of its HTTP client the address
 * with the token. The result has no `message`, because the logger would take it for an error and replace its type.
 */
export function forLog(error: unknown): unknown {
  if (error instanceof GrammyError) {
    const { method, error_code: code, description } = error;
    return { type: error.name, method, code, description };
  }
  if (error instanceof HttpError) return { type: error.name, description: error.message };
  return error;
}
