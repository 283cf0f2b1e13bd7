import { defaultPayloadConverter } from '@temporalio/common';
import { countActions, isLocalActivity, POLLING, type Actions } from './actions.ts';
import type { Lab } from './lab.ts';

/** Kinds of events, by Temporal's names; the first that fits. */
const kinds = {
  workflowTasks: /^workflowTask/,
  activities: /^activityTask/,
  timers: /^timer/,
  updates: /^workflowExecutionUpdate/,
  signals: /^workflowExecutionSignaled/,
  signalsToOthers: /^(signalExternal|externalWorkflow)/,
  // What outlives the avatar's run: photo retention, the pictures.
  children: /^(startChildWorkflow|childWorkflow)/,
  searchAttributes: /^upsert/,
  // The mark of every activation without another command (src/workflows/interceptors/activation-mark.ts).
  activationMarks: /^workflowPropertiesModified/,
  // Local activities, for the most part.
  markers: /^marker/,
  startAndEnd: /^workflowExecution/,
  other: /^/,
} as const;
type Kind = keyof typeof kinds;

/** The history of one run, counted. */
export interface EventCount {
  readonly total: number;
  readonly byKind: Readonly<Record<Kind, number>>;
  /** Scheduled activities, by name. */
  readonly activities: Readonly<Record<string, number>>;
  readonly localActivities: Readonly<Record<string, number>>;
  readonly actions: Actions;
  /** From the first poll of the first training to the end; 0: there was none. */
  readonly sincePolls: number;
}

export async function countEvents(
  { client, queries }: Pick<Lab, 'client' | 'queries'>,
  workflowId: string,
): Promise<EventCount> {
  const { events } = await client.workflow.getHandle(workflowId).fetchHistory();
  const byKind = Object.fromEntries(Object.keys(kinds).map((kind) => [kind, 0])) as Record<Kind, number>;
  const activities: Record<string, number> = {};
  const localActivities: Record<string, number> = {};
  for (const event of events ?? []) {
    // Only an event's attributes have such a name.
    const type = Object.keys(event).find((field) => field.endsWith('EventAttributes')) ?? '';
    const kind = (Object.keys(kinds) as Kind[]).find((one) => kinds[one].test(type)) ?? 'other';
    byKind[kind] += 1;
    const activity = event.activityTaskScheduledEventAttributes?.activityType?.name;
    if (activity) add(activities, activity);
    const marker = event.markerRecordedEventAttributes;
    const [about] = (marker && isLocalActivity(marker) && marker.details?.data?.payloads) || [];
    if (about)
      add(localActivities, defaultPayloadConverter.fromPayload<{ activity_type: string }>(about).activity_type);
  }
  const total = events?.length ?? 0;
  const actions = countActions(events ?? [], queries.get(workflowId) ?? 0);
  const polls = events?.findIndex(
    (event) => event.activityTaskScheduledEventAttributes?.activityType?.name === POLLING,
  );
  const sincePolls = polls === undefined || polls === -1 ? 0 : total - polls;
  return { total, byKind, activities, localActivities, actions, sincePolls };
}

function add(counts: Record<string, number>, name: string): void {
  counts[name] = (counts[name] ?? 0) + 1;
}
