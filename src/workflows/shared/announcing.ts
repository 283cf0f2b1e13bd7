import { CancellationScope, isCancellation, log } from '@temporalio/workflow';
import type { AvatarNews } from '../../domain/avatar/news.ts';

/** Sends news one after another, in the background, however long Telegram does not accept them. */
export interface Announcements {
  tell(what: AvatarNews): void;
  /** Resolves when all are sent, or given up. */
  told(): Promise<void>;
  /** Sends no more, and waits for the one being sent. @returns unsent news, first to last */
  stop(): Promise<AvatarNews[]>;
}

/** @param untold left by an earlier run @param ready must resolve before anything is sent; never rejects @param tell sends one */
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
        log.warn('the user could not be told', { kind, error });
      }
      waiting.shift();
      await ready();
    }
  }

  function begin(): void {
    if (telling || waiting.length === 0) return;
    // A cancelled run still has to send this.
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
