import { createHash, verify, type KeyObject } from 'node:crypto';
import type { IncomingHttpHeaders } from 'node:http';
import { Refused } from './refused.ts';

/** Longest difference between FAL's clock and ours, s, either way. Source: fal.ai docs, Webhooks, "Verifying your webhook". */
const WINDOW_S = 300;

/** What a call says of itself, before it is known whether FAL said it. */
export interface Claim {
  /** By the headers; `request_id` of the body says the same. */
  readonly requestId: string;
  /** The bytes that are signed. */
  readonly signed: Buffer;
  readonly signature: Buffer;
}

/**
 * Reads FAL's headers.
 * @param body as received, byte for byte
 * @param now ms since the epoch
 * @throws {Refused} 401: unsigned, late or early
 */
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

/** Whether it was this ED25519 key that signed the claim. */
export function signedWith(key: KeyObject, { signed, signature }: Claim): boolean {
  return verify(null, signed, key, signature);
}
