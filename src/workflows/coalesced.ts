import { CancellationScope } from '@temporalio/workflow';

/** A write of the latest state, made in the background: one at a time, and however often it is due, once more at the most. */
export interface Coalesced {
  due(): void;
  /** Until nothing is due. Rejects never: `write` must not. */
  settled(): Promise<void>;
}

/** @param write reads the state when it is called; goes on when the run is being cancelled */
export function coalesced(write: () => Promise<void>): Coalesced {
  let isDue = false;
  let running: Promise<void> | undefined;
  async function run(): Promise<void> {
    while (isDue) {
      isDue = false;
      await write();
    }
    running = undefined;
  }
  return {
    due() {
      isDue = true;
      running ??= CancellationScope.nonCancellable(run);
    },
    settled: () => running ?? Promise.resolve(),
  };
}
