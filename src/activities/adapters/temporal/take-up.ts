import { WorkflowExecutionAlreadyStartedError, WorkflowNotFoundError, type Client } from '@temporalio/client';
import { defaultPayloadConverter } from '@temporalio/common';
import { avatarWorkflowId, state, type AvatarInput, avatarWorkflowType } from '../../../workflows/avatar/contract.ts';

/** How long a run that has ended is waited for to tell how it stood, ms. */
const ANSWER_MS = 3_000;

/**
 * Begins another run for an avatar, by the input of its last: with the same policy and trainer, and what the records kept.
 * @returns false: Temporal keeps no history of it
 */
export async function takeUpAvatar(client: Client, avatarId: string): Promise<boolean> {
  const { workflow, workflowService, options } = client;
  const workflowId = avatarWorkflowId(avatarId);
  try {
    const { taskQueue, typedSearchAttributes, staticSummary } = await described(client, workflowId);
    const { history } = await workflowService.getWorkflowExecutionHistory({
      namespace: options.namespace,
      execution: { workflowId },
      maximumPageSize: 1,
    });
    const [payload] = history?.events?.[0]?.workflowExecutionStartedEventAttributes?.input?.payloads ?? [];
    if (!payload) return false;
    const {
      carried,
      untold: _,
      formerCardMessageId: __,
      ...input
    } = defaultPayloadConverter.fromPayload<AvatarInput>(payload);
    const cardMessageId = (await lastCard(client, workflowId)) ?? carried?.cardMessageId ?? input.cardMessageId;
    await workflow.start(avatarWorkflowType, {
      workflowId,
      taskQueue,
      typedSearchAttributes,
      ...(staticSummary !== undefined && { staticSummary }),
      args: [{ ...input, ...(cardMessageId !== undefined && { cardMessageId }), reopen: true } satisfies AvatarInput],
      workflowIdReusePolicy: 'ALLOW_DUPLICATE',
      workflowIdConflictPolicy: 'FAIL',
    });
    return true;
  } catch (error) {
    // Its owner was quicker.
    if (error instanceof WorkflowExecutionAlreadyStartedError) return true;
    if (error instanceof WorkflowNotFoundError) return false;
    throw error;
  }
}

/** The message that was the avatar's card, as far as the run that is lost still answers; undefined: it does not. */
async function lastCard(client: Client, workflowId: string): Promise<number | undefined> {
  const asked = () => client.workflow.getHandle(workflowId).query(state);
  const known = await client.withDeadline(Date.now() + ANSWER_MS, asked).catch(() => undefined);
  return known?.cardMessageId;
}

async function described(client: Client, workflowId: string) {
  const { taskQueue, typedSearchAttributes, staticSummary } = await client.workflow.getHandle(workflowId).describe();
  return { taskQueue, typedSearchAttributes, staticSummary: await staticSummary() };
}
