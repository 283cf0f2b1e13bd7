/** What FAL calls us with, read and checked: who signed it, and what it says. */
import { createHash } from 'node:crypto';
import type { IncomingHttpHeaders } from 'node:http';
import * as v from 'valibot';

/** Thrown when a call is refused. The caller gets only `status`; `message` is for the log and contains nothing that the caller sent. */
export class Refused extends Error {
  override readonly name = 'Refused';
  readonly status: 400 | 401 | 503;
  constructor(status: 400 | 401 | 503, message: string, cause?: unknown) {
    super(message, { cause });
    this.status = status;
  }
}

/** Longest difference between FAL's clock and ours, s, either way. Source: fal.ai docs, Webhooks, "Verifying your webhook". */
const WINDOW_S = 300;

/** A call's content, before it is known whether FAL sent it. */
export interface Claim {
  /** From the headers; `request_id` of the body is the same. */
  readonly requestId: string;
  /** The bytes that are signed. */
  readonly signed: Buffer;
  readonly signature: Buffer;
}

/** Reads FAL's headers. @param body as received, byte for byte @param now ms since the epoch @throws {Refused} 401: unsigned, late or early */
export function readClaim(headers: IncomingHttpHeaders, body: Buffer, now: number): Claim {
  const [requestId, userId, timestamp, signature] = ['request-id', 'user-id', 'timestamp', 'signature'].map((name) =>
    String(headers[`x-fal-webhook-${name}`] ?? ''),
  ) as [string, string, string, string];
  if (!requestId || !userId || !/^\d{1,12}$/.test(timestamp) || !/^[\da-f]{128}$/i.test(signature)) {
    throw new Refused(401, 'unsigned');
  }
  const ageS = Math.floor(now / 1_000) - Number(timestamp);
  if (ageS > WINDOW_S) throw new Refused(401, 'late');
  if (ageS < -WINDOW_S) throw new Refused(401, 'early');
  const digest = createHash('sha256').update(body).digest('hex');
  return {
    requestId,
    signed: Buffer.from([requestId, userId, timestamp, digest].join('\n')),
    signature: Buffer.from(signature, 'hex'),
  };
}

export interface TrainingEnd {
  readonly avatarId: string;
  /** The avatar's, counted from 1. */
  readonly attempt: number;
  readonly requestId: string;
  readonly outcome: 'ok' | 'error';
}

const Place = v.object({
  avatarId: v.pipe(v.string(), v.regex(/^[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}$/)),
  attempt: v.pipe(v.string(), v.regex(/^[1-9]\d{0,5}$/), v.transform(Number)),
});

const Message = v.object({
  request_id: v.pipe(v.string(), v.nonEmpty(), v.maxLength(200)),
  /** A different one when FAL has retried a failed run. Source: fal.ai docs, Webhooks. */
  gateway_request_id: v.optional(v.nullable(v.string())),
  status: v.string(),
});

/** @param requestId from the signed headers @throws {Refused} 400: not a webhook of FAL's */
export function readEnd(params: unknown, body: Buffer, requestId: string): TrainingEnd {
  const place = v.safeParse(Place, params);
  const message = v.safeParse(v.pipe(v.string(), v.parseJson(), Message), body.toString('utf8'));
  if (!place.success || !message.success) throw new Refused(400, 'malformed');
  const { request_id, gateway_request_id, status } = message.output;
  if (requestId !== request_id && requestId !== gateway_request_id) throw new Refused(400, 'of another request');
  // Any status but OK: the training has ended, and its result tells how.
  return { ...place.output, requestId: request_id, outcome: status === 'OK' ? 'ok' : 'error' };
}
