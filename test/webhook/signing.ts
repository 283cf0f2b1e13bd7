import { createHash, generateKeyPairSync, sign, type JsonWebKey } from 'node:crypto';

/** A key pair such as FAL's. */
export interface Signer {
  readonly publicKey: JsonWebKey;
  /** The headers that go with a body, at a time in ms. */
  headersFor(requestId: string, body: string, at?: number): Record<string, string>;
}

export function newSigner(): Signer {
  const { privateKey, publicKey } = generateKeyPairSync('ed25519');
  return {
    publicKey: publicKey.export({ format: 'jwk' }),
    headersFor(requestId, body, at = Date.now()) {
      const timestamp = String(Math.floor(at / 1_000));
      const digest = createHash('sha256').update(body).digest('hex');
      const signed = [requestId, 'user-1', timestamp, digest].join('\n');
      return {
        'x-fal-webhook-request-id': requestId,
        'x-fal-webhook-user-id': 'user-1',
        'x-fal-webhook-timestamp': timestamp,
        'x-fal-webhook-signature': sign(null, Buffer.from(signed), privateKey).toString('hex'),
      };
    },
  };
}

/** The outcome: the status and reason of the refusal, or `taken`. */
export async function outcome(work: () => unknown): Promise<string> {
  try {
    await work();
    return 'taken';
  } catch (error) {
    const { status, message } = error as { status?: number; message: string };
    return `${status ?? 'thrown'} ${message}`;
  }
}
