import type { Client } from '@temporalio/client';
import { defaultPayloadConverter } from '@temporalio/common';
import { avatarWorkflowId, type AvatarInput } from '../contract.ts';

/** The input of the avatar's last run; null: Temporal keeps no history of it. @throws {WorkflowNotFoundError} the same */
export async function formerInput({ workflowService, options }: Client, avatarId: string): Promise<AvatarInput | null> {
  const { history } = await workflowService.getWorkflowExecutionHistory({
    namespace: options.namespace,
    execution: { workflowId: avatarWorkflowId(avatarId) },
    maximumPageSize: 1,
  });
  const [payload] = history?.events?.[0]?.workflowExecutionStartedEventAttributes?.input?.payloads ?? [];
  return payload ? defaultPayloadConverter.fromPayload<AvatarInput>(payload) : null;
}
