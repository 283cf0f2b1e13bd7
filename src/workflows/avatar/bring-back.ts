import { CancellationScope, condition } from '@temporalio/workflow';
import { takesPhotos } from '../../domain/avatar/lifecycle.ts';
import { pending } from '../../domain/avatar/life.ts';
import { bringBack, refusalToBringBack } from '../../domain/photos/removed.ts';
import { refused } from '../shared/refused.ts';
import * as messages from './contract.ts';
import type { Opening } from './opening.ts';
import type { Run } from './context.ts';

/** Longest wait for the verdict on a photo that comes back, ms: who tapped looks at it then, and it is usually there. */
const VERDICT_WAIT_MS = 3_000;

/**
 * Sets the handler that brings removed photos back. Each comes back only after its row and file are gone.
 */
export function letPhotosBack(run: Run, { setUpdate }: Opening, touched: () => void): void {
  const { life, input } = run;

  function granted(wish: Parameters<typeof refusalToBringBack>[2]): void {
    const reason = refusalToBringBack(life, input, wish);
    if (reason !== null) throw refused({ reason, status: life.status });
  }

  setUpdate(
    messages.bringBackPhoto,
    (wish) =>
      CancellationScope.nonCancellable(async () => {
        const { number } = wish;
        touched();
        await condition(() => !run.removals.has(number));
        // Meanwhile the training may have been started, or another tap been quicker.
        granted(wish);
        bringBack(life, number);
        run.show();
        const judged = () => !takesPhotos(life.status) || pending(life).every((photo) => photo.number !== number);
        await condition(judged, VERDICT_WAIT_MS, { summary: 'until it is checked' });
        // Whoever waits for the verdict sees what it makes of the set.
        run.recount();
        return run.state();
      }),
    { validator: granted, description: 'Brings back a photo that was removed, by its number.' },
  );
}
