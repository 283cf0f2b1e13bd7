import type { WorkflowHandle } from '@temporalio/client';
import { optionalTsToMs } from '@temporalio/common/lib/time.js';

type Event = NonNullable<Awaited<ReturnType<WorkflowHandle['fetchHistory']>>['events']>[number];

/** A run's actions, as Temporal Cloud bills them. Source: docs.temporal.io/cloud/actions. */
export interface Actions {
  /** Without `polling`. */
  readonly total: number;
  readonly starts: number;
  /** Attempts. */
  readonly activities: number;
  /** That reach the server: the first of each attempt, since the SDK keeps others back for most of the heartbeat timeout. */
  readonly heartbeats: number;
  /** Workflow tasks with local activities. */
  readonly localActivities: number;
  readonly timers: number;
  readonly signals: number;
  readonly updates: number;
  /** They leave nothing in history. */
  readonly queries: number;
  readonly searchAttributes: number;
  /** Attempts and heartbeats of the activity whose retries are polls. */
  readonly polling: number;
}

/** The activity whose retries are polls. */
export const POLLING = 'awaitTraining';
/** An attempt and its first heartbeat: the server got so many requests. The last one comes with the attempt's failure. */
export const ACTIONS_PER_POLL = 2;
/** A child's start is two actions. */
const CHILD = 2;

export function countActions(events: readonly Event[], queries: number): Actions {
  const polls = new Set<string>();
  const beating = new Set<string>();
  const tasksWithLocal = new Set<string>();
  const count = {
    starts: 0,
    activities: 0,
    heartbeats: 0,
    timers: 0,
    signals: 0,
    updates: 0,
    queries,
    searchAttributes: 0,
    polling: 0,
  };
  for (const event of events) {
    const { eventId, markerRecordedEventAttributes: marker } = event;
    const { activityTaskScheduledEventAttributes: scheduled, activityTaskStartedEventAttributes: started } = event;
    if (event.workflowExecutionStartedEventAttributes) count.starts += 1;
    if (event.startChildWorkflowExecutionInitiatedEventAttributes) count.starts += CHILD;
    if (event.timerStartedEventAttributes) count.timers += 1;
    if (event.workflowExecutionSignaledEventAttributes) count.signals += 1;
    if (event.signalExternalWorkflowExecutionInitiatedEventAttributes) count.signals += 1;
    if (event.workflowExecutionUpdateAcceptedEventAttributes) count.updates += 1;
    if (event.upsertWorkflowSearchAttributesEventAttributes) count.searchAttributes += 1;
    if (marker && isLocalActivity(marker)) tasksWithLocal.add(String(marker.workflowTaskCompletedEventId));
    if (scheduled?.activityType?.name === POLLING) polls.add(String(eventId));
    else if ((optionalTsToMs(scheduled?.heartbeatTimeout) ?? 0) > 0) beating.add(String(eventId));
    if (!started) continue;
    const id = String(started.scheduledEventId);
    // The only start that history keeps is the last attempt's.
    const attempts = started.attempt ?? 1;
    if (polls.has(id)) count.polling += ACTIONS_PER_POLL * attempts;
    else count.activities += attempts;
    if (beating.has(id)) count.heartbeats += attempts;
  }
  const { polling, ...others } = count;
  const localActivities = tasksWithLocal.size;
  const total = Object.values(others).reduce((sum, one) => sum + one, localActivities);
  return { total, ...others, localActivities, polling };
}

type Marker = NonNullable<Event['markerRecordedEventAttributes']>;

/** The SDK's name of the marker. */
export const isLocalActivity = ({ markerName }: Marker): boolean => markerName === 'core_local_activity';
