import { avatarChangeWorkflowId } from '../avatar-change/contract.ts';
import { avatarWorkflowId } from '../avatar/contract.ts';
import { newsLeftWorkflowId } from '../news-left/contract.ts';
import { photoRetentionWorkflowId } from '../photo-retention/contract.ts';
import { photoReviewWorkflowId } from '../photo-review/contract.ts';
import { previewWorkflowId } from '../pictures/contract.ts';

/** Ids of all runs that are about one avatar. */
export const avatarRunIds = (avatarId: string): string[] =>
  [
    avatarWorkflowId,
    avatarChangeWorkflowId,
    newsLeftWorkflowId,
    photoRetentionWorkflowId,
    photoReviewWorkflowId,
    previewWorkflowId,
  ].map((idOf) => idOf(avatarId));

/** The avatar of a workflow id; null: it is about none. */
export function avatarOfRun(workflowId: string): string | null {
  const [avatarId] = /[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}/.exec(workflowId) ?? [];
  return avatarId !== undefined && avatarRunIds(avatarId).includes(workflowId) ? avatarId : null;
}
