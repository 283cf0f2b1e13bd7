import type { Client, WorkflowHandle } from '@temporalio/client';
import { addPhotos, startTraining } from '../../../src/workflows/contracts.ts';
import { isLocalActivity } from '../actions.ts';
import type { Plan, Step } from './contract.ts';

type History = Awaited<ReturnType<WorkflowHandle['fetchHistory']>>;

/** The activities that a life has run, so that a plain workflow can run as many: those of one workflow task together. */
export async function planOf(client: Client, workflowId: string): Promise<Plan> {
  const { events } = await client.workflow.getHandle(workflowId).fetchHistory();
  const stages = {
    opening: new Map<string, Step>(),
    photos: new Map<string, Step>(),
    training: new Map<string, Step>(),
  };
  let stage: keyof Plan = 'opening';
  for (const event of events ?? []) {
    if (event.workflowExecutionSignaledEventAttributes?.signalName === addPhotos.name) stage = 'photos';
    const update = event.workflowExecutionUpdateAcceptedEventAttributes?.acceptedRequest?.input?.name;
    if (update === startTraining.name) stage = 'training';
    const step = stepOf(event);
    if (!step) continue;
    const { remote, local } = stages[stage].get(step.task) ?? { remote: 0, local: 0 };
    stages[stage].set(step.task, { remote: remote + step.remote, local: local + step.local });
  }
  return {
    opening: [...stages.opening.values()],
    photos: [...stages.photos.values()],
    training: [...stages.training.values()],
  };
}

function stepOf(event: NonNullable<History['events']>[number]): (Step & { readonly task: string }) | null {
  const { activityTaskScheduledEventAttributes: scheduled, markerRecordedEventAttributes: marker } = event;
  if (scheduled) return { remote: 1, local: 0, task: String(scheduled.workflowTaskCompletedEventId) };
  if (!marker || !isLocalActivity(marker)) return null;
  return { remote: 0, local: 1, task: String(marker.workflowTaskCompletedEventId) };
}
