/** Keys remembered at the most. */
const REMEMBERED = 10_000;

/** What is said once, however often there is reason to. Kept in memory, and nothing is lost with it. */
export class Bursts {
  readonly #quietMs: number;
  readonly #latest = new Map<string, number>();

  /** @param quietMs how long nothing must come for a burst to be over, ms */
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

  /** Whether a burst is under way, which this prolongs. */
  goesOn(key: string): boolean {
    return this.#isOn(key) && !this.begins(key);
  }

  #isOn(key: string): boolean {
    const before = this.#latest.get(key);
    return before !== undefined && Date.now() - before <= this.#quietMs;
  }
}
