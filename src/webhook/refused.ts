/**
 * Thrown when a call is not taken. `status` is all that the caller is told; `message` is for the log and holds nothing
 * that the caller sent.
 */
export class Refused extends Error {
  override readonly name = 'Refused';
  readonly status: 400 | 401 | 503;
  constructor(status: 400 | 401 | 503, message: string, cause?: unknown) {
    super(message, { cause });
    this.status = status;
  }
}
