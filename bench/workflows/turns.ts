import { setTimeout as sleep } from 'node:timers/promises';

/** Longer than an activity's or another run's answer takes to be in history on the same machine, ms. */
const ANSWERED_MS = 30;
/** Longer than a task takes from the server to the worker, ms. */
const DISPATCHED_MS = 40;

/**
 * Lets the activities of one run end one at a time, each only when the workflow has handled the one before. Then no two
 * share a workflow task by chance, and the number of events is the script's: the most there can be.
 */
export class Turns {
  readonly #last = new Map<string, Promise<void>>();
  readonly #beside = new Map<string, Promise<unknown>>();
  /** Resolves when the run has handled all that the server has for it. */
  readonly dealtWith: (workflowId: string) => Promise<unknown>;

  /** @param query any query: it is answered when all that came before has been handled */
  constructor(query: (workflowId: string) => Promise<unknown>) {
    this.dealtWith = query;
  }

  async take<T>(workflowId: string, work: () => Promise<T>): Promise<T> {
    const before = this.#last.get(workflowId);
    const { promise, resolve } = Promise.withResolvers<void>();
    this.#last.set(workflowId, promise);
    await before;
    try {
      return await work();
    } finally {
      void sleep(ANSWERED_MS)
        .then(() => this.dealtWith(workflowId))
        .catch(() => undefined)
        .finally(resolve);
    }
  }

  /** Does work that takes no turn while it runs, and ends in one. */
  async beside<T>(workflowId: string, work: () => Promise<T>): Promise<T> {
    const done = work().then((result) => this.take(workflowId, async () => result));
    this.#beside.set(
      workflowId,
      done.catch(() => undefined),
    );
    return done;
  }

  /** Resolves when no run waits for an answer any more. */
  async over(): Promise<void> {
    await Promise.all([...this.#beside.values(), ...this.#last.values()]);
  }

  /** Resolves when the run waits for an outside event, a timer, or what runs beside it. */
  async idle(workflowId: string): Promise<void> {
    for (;;) {
      await this.dealtWith(workflowId);
      await sleep(DISPATCHED_MS);
      const last = this.#last.get(workflowId);
      await last;
      if (last === this.#last.get(workflowId)) return;
    }
  }

  /** Resolves when nothing runs beside it either, except polls. */
  async settled(workflowId: string): Promise<void> {
    for (;;) {
      await this.idle(workflowId);
      const beside = this.#beside.get(workflowId);
      await beside;
      await this.idle(workflowId);
      if (beside === this.#beside.get(workflowId)) return;
    }
  }
}
