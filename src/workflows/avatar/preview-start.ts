import { log, ParentClosePolicy, startChild, WorkflowIdReusePolicy } from '@temporalio/workflow';
import { TypedSearchAttributes } from '@temporalio/common';
import { previewWorkflowId, type PreviewInput, previewWorkflowType } from '../pictures/contract.ts';
import type { AvatarContext } from './context.ts';
import { telegramUserIdKey } from '../shared/search-attributes.ts';

/** The first pictures have their own run: their failure does not affect the avatar. */
export async function beginPreviews({ input }: AvatarContext): Promise<void> {
  const { avatarId, user, policy } = input;
  const { pictures } = policy.preview;
  if (pictures === 0) return;
  const args: [PreviewInput] = [{ avatarId, pictures }];
  try {
    await startChild(previewWorkflowType, {
      workflowId: previewWorkflowId(avatarId),
      workflowIdReusePolicy: WorkflowIdReusePolicy.ALLOW_DUPLICATE,
      parentClosePolicy: ParentClosePolicy.ABANDON,
      args,
      typedSearchAttributes: new TypedSearchAttributes([{ key: telegramUserIdKey, value: String(user.telegramId) }]),
      staticSummary: 'first pictures',
    });
  } catch (error) {
    // The user was faster.
    log.warn('the first pictures were not begun', { error });
  }
}
