import type { Client } from '@temporalio/client';
import { tsToMs } from '@temporalio/common/lib/time.js';

/** When an album's photos were checked, Unix ms, from the run's history. */
export interface CheckTimes {
  readonly checks: number;
  readonly firstAsked: number;
  /** The last verdict is in its row and known to the run. */
  readonly lastAnswered: number;
}

export async function checkTimes(client: Client, workflowId: string): Promise<CheckTimes> {
  const { events } = await client.workflow.getHandle(workflowId).fetchHistory();
  const asked = new Map<string, number>();
  const answered: number[] = [];
  for (const event of events ?? []) {
    const { activityTaskScheduledEventAttributes: scheduled, activityTaskCompletedEventAttributes: completed } = event;
    if (scheduled?.activityType?.name === 'checkPhotos') asked.set(String(event.eventId), tsToMs(event.eventTime));
    if (completed && asked.has(String(completed.scheduledEventId))) answered.push(tsToMs(event.eventTime));
  }
  return { checks: answered.length, firstAsked: Math.min(...asked.values()), lastAnswered: Math.max(...answered) };
}
