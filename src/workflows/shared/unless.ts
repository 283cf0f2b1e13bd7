import { CancellationScope, condition, isCancellation } from '@temporalio/workflow';

/**
 * Runs the work until it is done, no longer wanted, or out of time. Returns only when the work has ended; what it
 * stored stays.
 * @param graceMs how long the work goes on after it is no longer wanted
 * @returns null: it was cut short
 */
export async function unless<T>(
  unwanted: () => boolean,
  work: () => Promise<T>,
  ms?: number,
  graceMs = 0,
): Promise<T | null> {
  const scope = new CancellationScope();
  const working = scope.run(work);
  let done = false;
  const over = () => (done = true);
  void working.then(over, over);
  const summary = { summary: 'until it is cut short' };
  const cut = () => done || unwanted();
  if (ms === undefined) await condition(cut);
  else await condition(cut, ms, summary);
  if (!done && unwanted() && graceMs > 0) await condition(() => done, graceMs, summary);
  const isCut = !done;
  if (isCut) scope.cancel();
  return working.catch((error: unknown) => {
    if (isCut && isCancellation(error)) return null;
    throw error;
  });
}
