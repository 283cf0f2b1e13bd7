import { ScheduleAlreadyRunning, type Client, type ScheduleOptions } from '@temporalio/client';
import { STORAGE_SWEEP, storageSweepWorkflowType } from '../src/workflows/storage-sweep/contract.ts';

/**
 * Creates the schedules, or brings those that are there to what they are to be. One that an operator has paused stays so.
 * @param taskQueue where the worker listens
 * @returns the ids, and what was done
 */
export async function setUpSchedules(
  { schedule }: Client,
  taskQueue: string,
): Promise<{ id: string; done: 'registered' | 'there' }[]> {
  return Promise.all(
    schedules(taskQueue).map(async ({ scheduleId: id, ...options }) => {
      try {
        await schedule.create({ scheduleId: id, ...options });
        return { id, done: 'registered' as const };
      } catch (error) {
        if (!(error instanceof ScheduleAlreadyRunning)) throw error;
        await schedule.getHandle(id).update(({ state }) => ({ ...options, state }));
        return { id, done: 'there' as const };
      }
    }),
  );
}

/** The schedules as they are to be. @param taskQueue where the worker listens */
export function schedules(taskQueue: string): ScheduleOptions[] {
  return [
    {
      scheduleId: STORAGE_SWEEP,
      spec: { calendars: [{ hour: 3, minute: 30, comment: 'daily, by UTC' }] },
      policies: { overlap: 'SKIP', catchupWindow: '1 day' },
      action: {
        type: 'startWorkflow',
        workflowType: storageSweepWorkflowType,
        workflowId: STORAGE_SWEEP,
        taskQueue,
        staticSummary: 'Clears storage of what no row names',
      },
    },
  ];
}
