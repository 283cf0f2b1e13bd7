import { setTimeout as pause } from 'node:timers/promises';

/** Set while no thread may go in; the rest of the number is how many are inside. */
const SHUT = 1 << 30;

/**
 * A gate around onnxruntime. A thread that is ended inside it takes the whole process along, because the runtime does
 * not expect its calls into JavaScript to fail. Shut the gate before ending a thread. Source: node-addon-api,
 * doc/error_handling.md, NODE_API_SWALLOW_UNTHROWABLE_EXCEPTIONS, which onnxruntime is built without.
 */
export class Gate {
  /** The gate's state, to be handed to threads. */
  readonly shared: SharedArrayBuffer;
  readonly #state: Int32Array<SharedArrayBuffer>;

  constructor(shared = new SharedArrayBuffer(Int32Array.BYTES_PER_ELEMENT)) {
    this.shared = shared;
    this.#state = new Int32Array(shared);
  }

  /** Blocks its thread while the gate is shut. */
  enter(): void {
    for (;;) {
      const state = Atomics.load(this.#state, 0);
      if (state & SHUT) Atomics.wait(this.#state, 0, state);
      else if (Atomics.compareExchange(this.#state, 0, state, state + 1) === state) return;
    }
  }

  leave(): void {
    Atomics.sub(this.#state, 0, 1);
  }

  /** @param limitMs longest wait for threads inside: one that died there never comes out */
  async shut(limitMs: number): Promise<void> {
    Atomics.or(this.#state, 0, SHUT);
    const end = performance.now() + limitMs;
    // Polled: Atomics.waitAsync does not keep a process alive.
    while (Atomics.load(this.#state, 0) !== SHUT && performance.now() < end) await pause(2);
  }

  open(): void {
    Atomics.and(this.#state, 0, ~SHUT);
    Atomics.notify(this.#state, 0);
  }
}
