import { createPublicKey, verify, type KeyObject } from 'node:crypto';
import * as v from 'valibot';
import { Refused, type Claim } from './fal-call.ts';

const MINUTE_MS = 60_000;
/** How long keys are trusted. Source: fal.ai docs, Webhooks: cached for 24 hours at the most. */
const LIFE_MS = 24 * 60 * MINUTE_MS;
/** A forged call fits no key: strangers must not be able to make us call FAL as often as they like. */
const PAUSE_MS = MINUTE_MS;
const PAUSE_AFTER_FAILURE_MS = 10_000;
/** FAL waits 15 s for our answer; telling the run takes its time too. */
const TIMEOUT_MS = 5_000;

const KeySet = v.object({ keys: v.array(v.object({ x: v.string(), crv: v.optional(v.string(), 'Ed25519') })) });

export interface FalKeysOptions {
  readonly url: string;
  readonly now?: () => number;
}

/** The keys that FAL publishes for its webhooks' signatures. */
export class FalKeys {
  readonly #url: string;
  readonly #now: () => number;
  #keys: readonly KeyObject[] = [];
  #expireAt = Number.NEGATIVE_INFINITY;
  #fetchableAt = Number.NEGATIVE_INFINITY;
  #failure: Refused | undefined;
  #fetching: Promise<void> | undefined;

  constructor({ url, now = Date.now }: FalKeysOptions) {
    this.#url = url;
    this.#now = now;
  }

  /**
   * Tries every key. If none fits, fetches them again, because FAL may have changed them: at most once a minute.
   * @throws {Refused} 401: forged; 503: the keys cannot be fetched, so the signature is unknown
   */
  async check(claim: Claim): Promise<void> {
    const fits = () => this.#now() < this.#expireAt && this.#keys.some((key) => signedWith(key, claim));
    if (fits()) return;
    await this.fetch();
    if (fits()) return;
    throw this.#failure ?? new Refused(401, 'forged');
  }

  /** Fetches the keys, unless that was done just now; parallel calls share one fetch. Never fails: `check` does. */
  fetch(): Promise<void> {
    if (this.#fetching === undefined && this.#now() >= this.#fetchableAt) {
      this.#fetching = this.#fetch().finally(() => (this.#fetching = undefined));
    }
    return this.#fetching ?? Promise.resolve();
  }

  async #fetch(): Promise<void> {
    try {
      const response = await fetch(this.#url, { signal: AbortSignal.timeout(TIMEOUT_MS) });
      if (!response.ok) throw new Error(`status ${response.status}`);
      const { keys } = v.parse(KeySet, await response.json());
      this.#keys = keys.flatMap(publicKey);
      this.#expireAt = this.#now() + LIFE_MS;
      this.#fetchableAt = this.#now() + PAUSE_MS;
      this.#failure = undefined;
    } catch (error) {
      this.#failure = new Refused(503, "FAL's keys cannot be had", error);
      this.#fetchableAt = this.#now() + PAUSE_AFTER_FAILURE_MS;
    }
  }
}

/** Empty for a key of another kind, or a broken one: others may fit. */
function publicKey({ x, crv }: { x: string; crv: string }): KeyObject[] {
  if (crv !== 'Ed25519') return [];
  try {
    return [createPublicKey({ key: { kty: 'OKP', crv, x }, format: 'jwk' })];
  } catch {
    return [];
  }
}

export function signedWith(key: KeyObject, { signed, signature }: Claim): boolean {
  return verify(null, signed, key, signature);
}
