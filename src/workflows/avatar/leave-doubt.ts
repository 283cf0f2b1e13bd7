import { log, ParentClosePolicy, startChild, WorkflowIdReusePolicy } from '@temporalio/workflow';
import { TypedSearchAttributes } from '@temporalio/common';
import {
  submissionDoubtWorkflowId,
  type SubmissionDoubtInput,
  submissionDoubtWorkflowType,
} from '../submission-doubt/contract.ts';
import type { AvatarContext } from './context.ts';
import { avatarAttentionKey } from '../shared/search-attributes.ts';
import { submissionOf } from './training/submission-of.ts';
import { inquiryEveryMs } from '../shared/submission-lookup.ts';

/**
 * Hands a submission in doubt to a run of its own, which knows nothing of the user: a submission that may have been
 * paid is still found, stopped and deleted at FAL, or decided by an operator.
 */
export async function leaveDoubt(context: AvatarContext): Promise<void> {
  const { life, input } = context;
  if (!life.doubt) return;
  delete life.doubt;
  const submission = submissionOf(context);
  const { avatarId, attempt } = submission;
  const { submissionDoubtMs, retryWindowMs } = input.policy.timing;
  const args: [SubmissionDoubtInput] = [
    {
      ...submission,
      lookEveryMs: inquiryEveryMs(submissionDoubtMs),
      until: Date.now() + retryWindowMs,
    },
  ];
  log.warn('a submission in doubt outlives its run', { avatarId, attempt });
  await startChild(submissionDoubtWorkflowType, {
    workflowId: submissionDoubtWorkflowId(avatarId, attempt),
    workflowIdReusePolicy: WorkflowIdReusePolicy.ALLOW_DUPLICATE,
    parentClosePolicy: ParentClosePolicy.ABANDON,
    args,
    typedSearchAttributes: new TypedSearchAttributes([{ key: avatarAttentionKey, value: 'submission_unconfirmed' }]),
    staticSummary: 'a submission in doubt',
    staticDetails: 'Its avatar is cancelled or deleted. See *Current details* for what may be done.',
  });
}
