import { WorkflowExecutionAlreadyStartedError, type Client } from '@temporalio/client';
import { defined } from '../../../domain/defined.ts';
import { unlessGone } from '../../shared/client.ts';
import { avatarWorkflowId, avatarWorkflowType, state, type AvatarInput } from '../contract.ts';
import { formerInput } from './former-input.ts';

/** How long a run that has ended is waited for to tell how it stood, ms. */
const ANSWER_MS = 3_000;

/**
 * Begins another run for an avatar, by the input of its last: with the same policy and trainer, and what the records kept.
 * @returns false: Temporal keeps no history of it
 */
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
    // Its owner was quicker.
    if (!(error instanceof WorkflowExecutionAlreadyStartedError)) throw error;
  }
  return true;
}

/** The message that was the avatar's card, as far as the run that is lost still answers; undefined: it does not. */
async function lastCard(client: Client, workflowId: string): Promise<number | undefined> {
  const asked = () => client.workflow.getHandle(workflowId).query(state);
  const known = await client.withDeadline(Date.now() + ANSWER_MS, asked).catch(() => undefined);
  return known?.cardMessageId;
}
