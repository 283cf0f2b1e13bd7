import type { WorkflowHandle } from '@temporalio/client';

type Event = NonNullable<Awaited<ReturnType<WorkflowHandle['fetchHistory']>>['events']>[number];

/**
 * A run's actions, as Temporal Cloud bills them. Queries and heartbeats leave nothing in history: a life makes no query,
 * and the heartbeats of polls are in `pollingADay`. Source: docs.temporal.io/cloud/actions.
 */
export interface Actions {
  /** Without `polling`. */
  readonly total: number;
  readonly starts: number;
  /** Attempts. */
  readonly activities: number;
  /** Workflow tasks with local activities. */
  readonly localActivities: number;
  readonly timers: number;
  readonly signals: number;
  readonly updates: number;
  readonly searchAttributes: number;
  /** Attempts of the activity whose retries are polls. */
  readonly polling: number;
}

/** The activity whose retries are polls. */
export const POLLING = 'awaitTraining';
/** A child's start is two actions. */
const CHILD = 2;

export function countActions(events: readonly Event[]): Actions {
  const polls = new Set<string>();
  const tasksWithLocal = new Set<string>();
  const count = { starts: 0, activities: 0, timers: 0, signals: 0, updates: 0, searchAttributes: 0, polling: 0 };
  for (const event of events) {
    if (event.workflowExecutionStartedEventAttributes) count.starts += 1;
    if (event.startChildWorkflowExecutionInitiatedEventAttributes) count.starts += CHILD;
    if (event.timerStartedEventAttributes) count.timers += 1;
    if (event.workflowExecutionSignaledEventAttributes) count.signals += 1;
    if (event.signalExternalWorkflowExecutionInitiatedEventAttributes) count.signals += 1;
    if (event.workflowExecutionUpdateAcceptedEventAttributes) count.updates += 1;
    if (event.upsertWorkflowSearchAttributesEventAttributes) count.searchAttributes += 1;
    const { markerRecordedEventAttributes: marker, activityTaskScheduledEventAttributes: scheduled } = event;
    if (marker && isLocalActivity(marker)) tasksWithLocal.add(String(marker.workflowTaskCompletedEventId));
    if (scheduled?.activityType?.name === POLLING) polls.add(String(event.eventId));
    // The only start that history keeps is the last attempt's.
    const { activityTaskStartedEventAttributes: started } = event;
    if (started) count[polls.has(String(started.scheduledEventId)) ? 'polling' : 'activities'] += started.attempt ?? 1;
  }
  const { polling, ...others } = count;
  const localActivities = tasksWithLocal.size;
  const total = Object.values(others).reduce((sum, one) => sum + one, localActivities);
  return { total, ...others, localActivities, polling };
}

type Marker = NonNullable<Event['markerRecordedEventAttributes']>;

/** The SDK's name of the marker. */
export const isLocalActivity = ({ markerName }: Marker): boolean => markerName === 'core_local_activity';
