import { WorkflowNotFoundError, type Client } from '@temporalio/client';
import {
  avatarWorkflowId,
  photoInboxWorkflowId,
  photoRetentionWorkflowId,
  trainingProgress,
} from '../../workflows/messages.ts';
import { deletionWorkflowId } from '../../workflows/person-messages.ts';
import { telegramUserIdKey } from '../../workflows/search-attributes.ts';
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

    isOpen: (avatarId) => isRunOpen(client, avatarWorkflowId(avatarId)),

    async openRunsOf(telegramId, avatarIds) {
      const open = new Set<string>();
      // The list is a little behind, but knows runs of every kind; the ids are asked for by themselves.
      const query = `${telegramUserIdKey.name} = '${telegramId}' AND ExecutionStatus = 'Running'`;
      const ids = [...avatarIds.map(avatarWorkflowId), photoInboxWorkflowId(telegramId)];
      for await (const { workflowId } of client.workflow.list({ query })) ids.push(workflowId);
      for (const id of new Set(ids)) {
        if (id !== deletionWorkflowId(telegramId) && (await isRunOpen(client, id))) open.add(id);
      }
      return [...open];
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
    return !endings.has(status.name);
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
