import { WorkflowNotFoundError, type Client } from '@temporalio/client';
import { avatarWorkflowId, photoRetentionWorkflowId, trainingProgress } from '../../workflows/messages.ts';
import type { Runs } from '../ports/runs.ts';

/** What Temporal may add to them is taken for open: whoever asks will leave alone what is in use. */
const endings: ReadonlySet<string> = new Set(['COMPLETED', 'FAILED', 'CANCELLED', 'TERMINATED', 'TIMED_OUT']);

/** Runs as Temporal's client reaches them. */
export function createRuns(client: Client): Runs {
  return {
    reportProgress: (workflowId, progress) =>
      unlessEnded(client.workflow.getHandle(workflowId).signal(trainingProgress, progress)),

    cancel: (workflowId, runId) => unlessEnded(client.workflow.getHandle(workflowId, runId).cancel()),

    callOffRemoval: (avatarId) => unlessEnded(client.workflow.getHandle(photoRetentionWorkflowId(avatarId)).cancel()),

    async isOpen(avatarId) {
      try {
        const { status } = await client.workflow.getHandle(avatarWorkflowId(avatarId)).describe();
        return !endings.has(status.name);
      } catch (error) {
        if (error instanceof WorkflowNotFoundError) return false;
        throw error;
      }
    },
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
