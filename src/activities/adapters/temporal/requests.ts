import { WorkflowNotFoundError, type Client } from '@temporalio/client';
import { defaultPayloadConverter } from '@temporalio/common';
import * as v from 'valibot';
import type { TrainingRequest } from '../../../domain/avatar/life.ts';
import type { RunIds } from '../../ports/user-runs.ts';

/** The input of activities about an accepted training. */
const OfTraining = v.object({ requestId: v.string(), trainer: v.object({ endpoint: v.string() }) });
/** The input of activities about an accepted picture. */
const OfPicture = v.object({ request: v.object({ requestId: v.string(), endpoint: v.string() }) });

/** Accepted requests in the history of a run. */
export async function requestsIn(client: Client, { workflowId, runId }: RunIds): Promise<TrainingRequest[]> {
  const found = new Map<string, TrainingRequest>();
  for await (const argument of scheduled(client, workflowId, runId)) {
    if (v.is(OfTraining, argument)) {
      const { requestId, trainer } = argument;
      found.set(requestId, { requestId, endpoint: trainer.endpoint });
    } else if (v.is(OfPicture, argument)) found.set(argument.request.requestId, argument.request);
  }
  return [...found.values()];
}

/** The argument of every activity in the history. */
async function* scheduled(client: Client, workflowId: string, runId: string): AsyncGenerator {
  try {
    const { events } = await client.workflow.getHandle(workflowId, runId).fetchHistory();
    for (const { activityTaskScheduledEventAttributes: called } of events ?? []) {
      const [payload] = called?.input?.payloads ?? [];
      if (payload) yield defaultPayloadConverter.fromPayload<unknown>(payload);
    }
  } catch (error) {
    if (!(error instanceof WorkflowNotFoundError)) throw error;
  }
}
