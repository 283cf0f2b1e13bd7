import { GrammyError, HttpError } from 'grammy';

/**
 * An error as it may be logged: grammY's carry what was sent (names, texts), and those of its HTTP client the address,
 * which holds the token.
 */
export function forLog(error: unknown): unknown {
  if (error instanceof GrammyError) {
    const { method, error_code: code, description } = error;
    return { type: error.name, method, code, description };
  }
  if (error instanceof HttpError) return { type: error.name, message: error.message };
  return error;
}
