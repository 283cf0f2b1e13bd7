import * as v from 'valibot';
import { Refused } from './refused.ts';

/** A training's end, as FAL tells it. */
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
  /** Another one when FAL has tried a failed run again. Source: fal.ai docs, Webhooks. */
  gateway_request_id: v.optional(v.nullable(v.string())),
  status: v.string(),
});

/**
 * @param requestId as the signed headers say
 * @throws {Refused} 400: not what FAL sends
 */
export function readEnd(params: unknown, body: Buffer, requestId: string): TrainingEnd {
  const place = v.safeParse(Place, params);
  const message = v.safeParse(v.pipe(v.string(), v.parseJson(), Message), body.toString('utf8'));
  if (!place.success || !message.success) throw new Refused(400, 'malformed');
  const { request_id, gateway_request_id, status } = message.output;
  if (requestId !== request_id && requestId !== gateway_request_id) throw new Refused(400, 'of another request');
  // Any word but OK: the training has ended, and its result will tell how.
  return { ...place.output, requestId: request_id, outcome: status === 'OK' ? 'ok' : 'error' };
}
