import { createHash, createPrivateKey, generateKeyPairSync, sign, type JsonWebKey } from 'node:crypto';
import { readJson, writeJson } from './json-file.ts';

const USER_ID = 'emulator';

interface StoredKeys {
  current: JsonWebKey;
  retired: JsonWebKey;
}

/** Signs webhooks as FAL does, and publishes the keys to check them with. */
export class WebhookKeys {
  readonly #keys: StoredKeys;

  private constructor(keys: StoredKeys) {
    this.#keys = keys;
  }

  /** Reads the keys, or makes and stores them, so that a restart signs with the same one. */
  static async open(path: string): Promise<WebhookKeys> {
    const stored = await readJson<StoredKeys>(path);
    if (stored) return new WebhookKeys(stored);
    const keys = { current: newKey(), retired: newKey() };
    await writeJson(path, keys);
    return new WebhookKeys(keys);
  }

  /** The JWKS. The key in use is not the first, since a verifier has to try every one. */
  publicKeys(): { keys: JsonWebKey[] } {
    const { retired, current } = this.#keys;
    return { keys: [retired, current].map(publicPart) };
  }

  /** The headers that go with a body: an ED25519 signature, in hex, over id, user, time in seconds and the body's SHA-256. */
  headersFor(requestId: string, body: string, now: number): Record<string, string> {
    const timestamp = String(Math.floor(now / 1000));
    const digest = createHash('sha256').update(body).digest('hex');
    const key = createPrivateKey({ key: this.#keys.current, format: 'jwk' });
    const signature = sign(null, Buffer.from([requestId, USER_ID, timestamp, digest].join('\n')), key);
    return {
      'x-fal-webhook-request-id': requestId,
      'x-fal-webhook-user-id': USER_ID,
      'x-fal-webhook-timestamp': timestamp,
      'x-fal-webhook-signature': signature.toString('hex'),
    };
  }
}

function publicPart({ kty = '', crv = '', x = '' }: JsonWebKey): JsonWebKey {
  return { kty, crv, x };
}

function newKey(): JsonWebKey {
  return generateKeyPairSync('ed25519').privateKey.export({ format: 'jwk' });
}
