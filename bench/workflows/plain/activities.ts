import { Context } from '@temporalio/activity';

/** Users of plain workflows: each waits until theirs takes the start. */
export class Ready {
  readonly #waiting = new Map<string, () => void>();

  /** @returns resolves when the run is ready */
  expect(workflowId: string): Promise<void> {
    return new Promise((resolve) => this.#waiting.set(workflowId, resolve));
  }

  tell(workflowId: string): void {
    this.#waiting.get(workflowId)?.();
    this.#waiting.delete(workflowId);
  }
}

export function createPlainActivities(ready: Ready) {
  return {
    async doNothing(): Promise<void> {},
    /** As a card does: the user sees that they may start. */
    async tellReady(): Promise<void> {
      ready.tell(Context.current().info.workflowExecution?.workflowId ?? '');
    },
  };
}

export type PlainActivities = ReturnType<typeof createPlainActivities>;
