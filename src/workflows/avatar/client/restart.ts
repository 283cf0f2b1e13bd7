import { WorkflowExecutionAlreadyStartedError, type Client } from '@temporalio/client';
import { defined } from '../../../domain/defined.ts';
import { unlessGone } from '../../shared/client.ts';
import { avatarWorkflowId, avatarWorkflowType, state, type AvatarInput } from '../contract.ts';
import { formerInput } from './former-input.ts';

/** How long to wait for an ended run's last state, ms. */
const ANSWER_MS = 3_000;

/** With the input of its last run: the same policy and trainer, and what the database kept. @returns false: Temporal has no history of it */
export async function restart(client: Client, avatarId: string): Promise<boolean> {
  return (await unlessGone(() => restarted(client, avatarId))) ?? false;
}

async function restarted(client: Client, avatarId: string): Promise<boolean> {
  const { workflow } = client;
  const workflowId = avatarWorkflowId(avatarId);
  const { taskQueue, typedSearchAttributes, staticSummary } = await workflow.getHandle(workflowId).describe();
  const summary = await staticSummary();
  const former = await formerInput(client, avatarId);
  if (!former) return false;
  const { carried, untold: _, formerCardMessageId: __, ...input } = former;
  const cardMessageId = (await lastCard(client, workflowId)) ?? carried?.cardMessageId ?? input.cardMessageId;
  try {
    await workflow.start(avatarWorkflowType, {
      workflowId,
      taskQueue,
      typedSearchAttributes,
      ...defined({ staticSummary: summary }),
      args: [{ ...input, ...defined({ cardMessageId }), reopen: true } satisfies AvatarInput],
      workflowIdReusePolicy: 'ALLOW_DUPLICATE',
      workflowIdConflictPolicy: 'FAIL',
    });
  } catch (error) {
    // The user was faster.
    if (!(error instanceof WorkflowExecutionAlreadyStartedError)) throw error;
  }
  return true;
}

/** The message of the avatar's card, if the lost run still answers. */
async function lastCard(client: Client, workflowId: string): Promise<number | undefined> {
  const asked = () => client.workflow.getHandle(workflowId).query(state);
  const known = await client.withDeadline(Date.now() + ANSWER_MS, asked).catch(() => undefined);
  return known?.cardMessageId;
}
