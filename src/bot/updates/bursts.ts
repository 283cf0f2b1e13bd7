const REMEMBERED = 10_000;

/** Makes an answer come once a burst. In memory only: losing it does no harm. */
export class Bursts {
  readonly #quietMs: number;
  readonly #latest = new Map<string, number>();

  /** @param quietMs quiet time that ends a burst */
  constructor(quietMs = 3_000) {
    this.#quietMs = quietMs;
  }

  /** Whether this is the first of a burst; the others prolong it. */
  begins(key: string): boolean {
    const isOn = this.#isOn(key);
    this.#latest.delete(key);
    this.#latest.set(key, Date.now());
    const [oldest] = this.#latest.keys();
    if (this.#latest.size > REMEMBERED && oldest !== undefined) this.#latest.delete(oldest);
    return !isOn;
  }

  /** Whether a burst goes on; this prolongs it. */
  goesOn(key: string): boolean {
    return this.#isOn(key) && !this.begins(key);
  }

  #isOn(key: string): boolean {
    const before = this.#latest.get(key);
    return before !== undefined && Date.now() - before <= this.#quietMs;
  }
}
