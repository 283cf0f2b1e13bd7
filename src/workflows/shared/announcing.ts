import { CancellationScope, isCancellation, log } from '@temporalio/workflow';
import type { AvatarNews } from '../../domain/avatar/news.ts';

/** News told one after another, in the background, however long Telegram does not take them. */
export interface Announcements {
  tell(what: AvatarNews): void;
  /** Until all are told, or given up. */
  told(): Promise<void>;
  /** Tells no more. What is just being told is waited for. @returns what has not been told, first to last */
  stop(): Promise<AvatarNews[]>;
}

/**
 * @param untold by an earlier run
 * @param ready what must be done before anything is told; rejects never
 * @param tell tells one thing
 */
export function announcing(
  untold: readonly AvatarNews[],
  ready: () => Promise<void>,
  tell: (what: AvatarNews) => Promise<void>,
): Announcements {
  const waiting = [...untold];
  let scope: CancellationScope | undefined;
  let telling: Promise<void> | undefined;

  const isStopped = (): boolean => scope?.consideredCancelled ?? false;

  async function tellAll(): Promise<void> {
    await ready();
    for (let next = waiting[0]; next && !isStopped(); next = waiting[0]) {
      const { kind } = next;
      try {
        await tell(next);
      } catch (error) {
        if (isCancellation(error)) return;
        log.warn('the person could not be told', { kind, error });
      }
      waiting.shift();
      await ready();
    }
  }

  function begin(): void {
    if (telling || waiting.length === 0) return;
    // A run that is cancelled has this to say yet.
    telling = CancellationScope.nonCancellable(() => {
      scope = new CancellationScope();
      return scope.run(tellAll);
    }).finally(() => (telling = undefined));
  }

  begin();
  return {
    tell(what) {
      waiting.push(what);
      begin();
    },
    async told() {
      for (let now = telling; now; now = telling) await now;
    },
    async stop() {
      scope?.cancel();
      await telling?.catch(() => undefined);
      return waiting;
    },
  };
}
