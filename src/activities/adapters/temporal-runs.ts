import { WorkflowNotFoundError, type Client } from '@temporalio/client';
import { trainingProgress } from '../../workflows/messages.ts';
import type { Runs } from '../ports/runs.ts';

/** Runs as Temporal's client reaches them. */
export function createRuns(client: Client): Runs {
  return {
    reportProgress: (workflowId, progress) =>
      unlessEnded(client.workflow.getHandle(workflowId).signal(trainingProgress, progress)),

    cancel: (workflowId, runId) => unlessEnded(client.workflow.getHandle(workflowId, runId).cancel()),
  };
}

/** Temporal answers «not found» for runs that have ended, too. */
async function unlessEnded(call: Promise<unknown>): Promise<void> {
  try {
    await call;
  } catch (error) {
    if (!(error instanceof WorkflowNotFoundError)) throw error;
  }
}
