import { optionalTsToMs } from '@temporalio/common/lib/time.js';
import { photoTaskQueue } from '../../../src/workflows/shared/task-queues.ts';
import { ok, warning, type Check } from '../check.ts';
import { found, type Reach } from '../reach.ts';
import { counted } from '../words.ts';

/** A worker polls again within a minute, when its long poll ends. Source: docs.temporal.io, long polling. */
const LATELY_MS = 3 * 60_000;
/** Of temporal.api.enums.v1.TaskQueueType. */
const kinds = { workflows: 1, activities: 2 } as const;

/** Whether a worker polls each queue: without one the bot takes taps and nothing follows. */
export const temporalWorkers = (reach: Reach, taskQueue: string): Check => ({
  name: 'temporal-workers',
  async run() {
    const { connection, namespace } = await found(reach.temporal(), 'Temporal does not answer');
    await found(reach.namespace(), 'the namespace is not there');
    const polled = [
      { queue: taskQueue, kind: 'workflows' },
      { queue: taskQueue, kind: 'activities' },
      { queue: photoTaskQueue(taskQueue), kind: 'activities' },
    ] as const;
    return Promise.all(
      polled.map(async ({ queue: name, kind }) => {
        const { pollers } = await connection.workflowService.describeTaskQueue({
          namespace,
          taskQueue: { name },
          taskQueueType: kinds[kind],
        });
        const seen = (pollers ?? []).filter(
          ({ lastAccessTime }) => Date.now() - (optionalTsToMs(lastAccessTime) ?? 0) < LATELY_MS,
        );
        if (seen.length > 0) return ok(`${name}, ${kind}: ${counted(seen.length, 'poller')}`);
        const fix = 'npm run start:worker, with this TEMPORAL_NAMESPACE and TEMPORAL_TASK_QUEUE';
        return warning(`${name}: no worker asks for ${kind}`, fix);
      }),
    );
  },
});
