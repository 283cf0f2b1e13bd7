/**
 * Calls whose answers nobody reads. Close the connection only after their end: the client would reopen it by a timer,
 * and its error on a closed connection is uncaught.
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

  /** Resolves when none is open. */
  async ended(): Promise<void> {
    await Promise.all(this.#open);
  }
}
