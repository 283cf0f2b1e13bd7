/**
 * Calls whose answers nobody looks at. The connection is closed after their end: the client makes one that is open again by a timer, and
 * what that throws on a closed connection nobody catches.
 */
export class OpenCalls {
  readonly #open = new Set<Promise<unknown>>();

  /** @returns the call's end, however it ends */
  add(call: Promise<unknown>): Promise<void> {
    const ended = call.then(
      () => undefined,
      () => undefined,
    );
    this.#open.add(ended);
    return ended.finally(() => this.#open.delete(ended));
  }

  /** Until none is open. */
  async ended(): Promise<void> {
    await Promise.all(this.#open);
  }
}
