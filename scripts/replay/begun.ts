import type { WorkflowHandle } from '@temporalio/client';

type History = Awaited<ReturnType<WorkflowHandle['fetchHistory']>>;

/**
 * Only histories with a workflow task. A worker that replays one without never ends (@temporalio/worker 1.24). A run
 * has none when its start is delayed, or when it continues a run of less than a second (the server's
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
