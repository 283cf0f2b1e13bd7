import type { WorkflowHandle } from '@temporalio/client';

type History = Awaited<ReturnType<WorkflowHandle['fetchHistory']>>;

/**
 * Those histories that have a workflow task. A worker that replays one without waits for its end for ever (@temporalio/worker 1.24):
 * so begins a run whose start is delayed, or that goes on from one which lasted less than a second (the server's
 * `history.continueAsNewMinInterval`).
 */
export async function* begun<H extends { readonly history: unknown }>(
  histories: AsyncIterable<H> | Iterable<H>,
): AsyncGenerator<H> {
  for await (const one of histories) {
    const { events } = one.history as History;
    if (events?.some((event) => event.workflowTaskScheduledEventAttributes)) yield one;
  }
}
