import { WorkflowNotFoundError, type Client } from '@temporalio/client';
import { showAgain, avatarWorkflowType } from '../../../workflows/avatar/contract.ts';
import { avatarOfRun } from '../../../workflows/shared/avatar-runs.ts';
import { avatarWorkflowId, trainingProgress } from '../../../workflows/avatar/contract.ts';
import { photoRetentionWorkflowId } from '../../../workflows/photo-retention/contract.ts';
import { submissionDoubtWorkflowId } from '../../../workflows/submission-doubt/contract.ts';
import type { Runs } from '../../ports/runs.ts';
import { isEnding } from './run-status.ts';
import { takeUpAvatar } from './take-up.ts';
import { createPersonRuns } from './person-runs.ts';

/** Runs as Temporal's client reaches them. */
export function createRuns(client: Client): Runs {
  return {
    ...createPersonRuns(client),

    reportProgress: (workflowId, progress) =>
      unlessEnded(client.workflow.getHandle(workflowId).signal(trainingProgress, progress)),

    cancel: (workflowId, runId) => unlessEnded(client.workflow.getHandle(workflowId, runId).cancel()),

    async end(workflowId, reason) {
      await unlessEnded(client.workflow.getHandle(workflowId).terminate(reason));
    },

    callOffRemoval: (avatarId) => unlessEnded(client.workflow.getHandle(photoRetentionWorkflowId(avatarId)).cancel()),

    takeUp: (avatarId) => takeUpAvatar(client, avatarId),

    async *openAvatars() {
      const query = `WorkflowType = '${avatarWorkflowType}' AND ExecutionStatus = 'Running'`;
      for await (const { workflowId } of client.workflow.list({ query })) {
        const avatarId = avatarOfRun(workflowId);
        if (avatarId !== null) yield avatarId;
      }
    },

    showAgain: (avatarId) =>
      unlessEnded(client.workflow.getHandle(avatarWorkflowId(avatarId)).signal(showAgain, { inPlace: true })),

    isOpen: (avatarId) => isRunOpen(client, avatarWorkflowId(avatarId)),

    async isSettlingDoubt(avatarId) {
      const ids = submissionDoubtWorkflowId(avatarId, '');
      const query = `WorkflowId STARTS_WITH '${ids}' AND ExecutionStatus = 'Running'`;
      return (await client.workflow.count(query)).count > 0;
    },

    async historyKeptMs() {
      const { namespace } = client.options;
      const { config } = await client.workflowService.describeNamespace({ namespace });
      const { seconds } = config?.workflowExecutionRetentionTtl ?? {};
      return seconds === undefined || seconds === null ? null : Number(seconds) * 1000;
    },
  };
}

async function isRunOpen(client: Client, workflowId: string): Promise<boolean> {
  try {
    const { status } = await client.workflow.getHandle(workflowId).describe();
    return !isEnding(status.name);
  } catch (error) {
    if (error instanceof WorkflowNotFoundError) return false;
    throw error;
  }
}

/** Temporal answers «not found» for runs that have ended, too. */
async function unlessEnded(call: Promise<unknown>): Promise<void> {
  try {
    await call;
  } catch (error) {
    if (!(error instanceof WorkflowNotFoundError)) throw error;
  }
}
