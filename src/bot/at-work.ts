import type { Client } from '@temporalio/client';

/** A worker that waits for work asks anew every minute. One that is at work has asked since, ms. */
const AT_WORK_MS = 90_000;

/** Whether a worker has lately asked for workflows to carry on. */
export async function isAnybodyAtWork({ workflowService, options }: Client, taskQueue: string): Promise<boolean> {
  const { pollers } = await workflowService.describeTaskQueue({
    namespace: options.namespace,
    taskQueue: { name: taskQueue },
  });
  const since = Date.now() - AT_WORK_MS;
  return (pollers ?? []).some(({ lastAccessTime }) => Number(lastAccessTime?.seconds ?? 0) * 1_000 > since);
}
