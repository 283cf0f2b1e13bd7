import { isGrpcServiceError } from '@temporalio/client';
import { GrammyError, HttpError } from 'grammy';

/** Thrown where a run has not answered in time: no worker may be up. The same may be asked again, and is done once. */
export class NoAnswer extends Error {
  override readonly name = 'NoAnswer';
}

/** Thrown where no worker asks for work: nothing is carried out, by anybody. */
export class NobodyAtWork extends Error {
  override readonly name = 'NobodyAtWork';
}

/** gRPC: DEADLINE_EXCEEDED, RESOURCE_EXHAUSTED, UNAVAILABLE. */
const TEMPORAL_AWAY: readonly number[] = [4, 8, 14];
/** Node's, and PostgreSQL's of the classes 08 and 57P (postgresql.org/docs/current/errcodes-appendix.html). */
const AWAY = /^(ECONN|EPIPE|ETIMEDOUT|ENOTFOUND|EAI_AGAIN|EHOST|ENET|08|57P0|53300)/;
/** What node-postgres says without a code. */
const SAID = /connection terminated|timeout exceeded when trying to connect|query read timeout/i;

/** Whether a server of ours is away, or a run does not answer: the same may work in a while. */
export function isAway(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  if (error instanceof GrammyError || error instanceof HttpError) return false;
  if (error instanceof NoAnswer || error instanceof NobodyAtWork) return true;
  if (isGrpcServiceError(error)) return TEMPORAL_AWAY.includes(error.code);
  if ('code' in error && typeof error.code === 'string' && AWAY.test(error.code)) return true;
  return SAID.test(error.message) || isAway(error.cause) || isAway('previous' in error && error.previous);
}

/** Whoever has blocked the bot, or is gone, is not written to: nothing is wrong with it. */
export function isBlocked(error: unknown): boolean {
  return error instanceof GrammyError && error.error_code === 403;
}

/**
 * An error as it may be logged: grammY's carry what was sent (names, texts), and those of its HTTP client the address,
 * which holds the token. Nothing has a `message`: what has one the logger takes for an error, and words its type itself.
 */
export function forLog(error: unknown): unknown {
  if (error instanceof GrammyError) {
    const { method, error_code: code, description } = error;
    return { type: error.name, method, code, description };
  }
  if (error instanceof HttpError) return { type: error.name, description: error.message };
  return error;
}
