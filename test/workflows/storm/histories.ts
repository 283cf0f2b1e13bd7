import type { Client, WorkflowHandle } from '@temporalio/client';

type History = Awaited<ReturnType<WorkflowHandle['fetchHistory']>>;

/** One run's history, and its failed workflow tasks. */
export interface KeptHistory {
  readonly workflowId: string;
  readonly type: string;
  readonly history: History;
  readonly failedTasks: readonly string[];
}

/** The histories of every run of a workflow and its children, as far as they go: running ones are ended. */
export async function historiesOf(client: Client, workflowId: string): Promise<KeptHistory[]> {
  const kept: KeptHistory[] = [];
  for (let runId: string | undefined = ''; runId !== undefined;) {
    const handle = client.workflow.getHandle(workflowId, runId);
    const history: History = await handle.fetchHistory();
    const events = history.events ?? [];
    const { workflowExecutionStartedEventAttributes: started } = events[0] ?? {};
    kept.push({ workflowId, type: started?.workflowType?.name ?? '', history, failedTasks: failuresIn(history) });
    for (const { childWorkflowExecutionStartedEventAttributes: child } of events) {
      const childId = child?.workflowExecution?.workflowId;
      if (childId) kept.push(...(await historiesOf(client, childId)));
    }
    if (runId === '') await handle.terminate().catch(() => undefined);
    runId = started?.continuedExecutionRunId || undefined;
  }
  return kept;
}

function failuresIn({ events }: History): string[] {
  return (events ?? []).flatMap(({ workflowTaskFailedEventAttributes: failed }) =>
    failed?.failure?.message && failed.failure.message !== 'UnhandledCommand'
      ? [failed.failure.message.split('\n')[0] ?? '']
      : [],
  );
}
