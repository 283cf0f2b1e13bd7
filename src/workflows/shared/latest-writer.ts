import { CancellationScope, condition } from '@temporalio/workflow';

/** A write of the latest state, made in the background: one at a time, and however often it is due, once more at the most. */
export interface LatestWriter {
  /** @param when `now`: it does not wait for its turn */
  due(when?: 'now'): void;
  /** Until nothing is due; what is does not wait for its turn. Rejects never: `write` must not. */
  settled(): Promise<void>;
}

/**
 * @param write reads the state when it is called; goes on when the run is being cancelled
 * @param everyMs least time from the end of one write to the next one that is not due `now`
 */
export function latestWriter(write: () => Promise<void>, everyMs = 0): LatestWriter {
  let isDue = false;
  let isUrgent = false;
  let running: Promise<void> | undefined;
  let writtenAt = -Infinity;

  const waitMs = () => (isUrgent ? 0 : writtenAt + everyMs - Date.now());
  async function run(): Promise<void> {
    while (isDue) {
      const wait = waitMs();
      if (wait > 0) await condition(() => isUrgent, wait, { summary: 'until its turn' });
      isDue = false;
      isUrgent = false;
      await write();
      writtenAt = Date.now();
    }
    running = undefined;
  }
  return {
    due(when) {
      isDue = true;
      isUrgent ||= when === 'now';
      running ??= CancellationScope.nonCancellable(run);
    },
    settled() {
      isUrgent ||= isDue;
      return running ?? Promise.resolve();
    },
  };
}
