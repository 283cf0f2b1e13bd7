import type { Client, WorkflowHandle } from '@temporalio/client';

type History = Awaited<ReturnType<WorkflowHandle['fetchHistory']>>;

/** One run's history, and how its workflow tasks failed. */
export interface KeptHistory {
  readonly workflowId: string;
  readonly history: History;
  readonly failedTasks: readonly string[];
}

/** The histories of every run of a workflow, last to first, as far as they go. */
export async function historiesOf(client: Client, workflowId: string): Promise<KeptHistory[]> {
  const kept: KeptHistory[] = [];
  for (let runId: string | undefined = ''; runId !== undefined;) {
    const history: History = await client.workflow.getHandle(workflowId, runId).fetchHistory();
    const events = history.events ?? [];
    const failedTasks = events.flatMap(({ workflowTaskFailedEventAttributes: failed }) =>
      failed?.failure?.message && failed.failure.message !== 'UnhandledCommand'
        ? [failed.failure.message.split('\n')[0] ?? '']
        : [],
    );
    kept.push({ workflowId, history, failedTasks });
    runId = events[0]?.workflowExecutionStartedEventAttributes?.continuedExecutionRunId || undefined;
  }
  return kept;
}
