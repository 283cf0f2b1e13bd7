import { CancellationScope, condition } from '@temporalio/workflow';

/** Writes the latest state in the background: one write at a time, and at most one more, however often it becomes due. */
export interface LatestWriter {
  /** @param when `now`: without waiting for `everyMs` */
  due(when?: 'now'): void;
  /** Resolves when nothing is due; a due write happens at once. Never rejects, because `write` must not. */
  settled(): Promise<void>;
}

/** @param write reads the state when called, also while the run is being cancelled @param everyMs least time between writes, unless due `now` */
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
