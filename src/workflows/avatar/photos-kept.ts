import { startChild } from '@temporalio/workflow';
import {
  photoRetentionWorkflowId,
  photoRetentionWorkflowType,
  type PhotoRetentionInput,
} from '../photo-retention/contract.ts';
import type { AvatarContext } from './context.ts';
import { telegramUserIdKey } from '../shared/search-attributes.ts';

/** Sets until when a completed avatar's photos are kept: the user is told this time, and it holds. */
export function setPhotoExpiry({ life, input }: AvatarContext): void {
  const { photoRetentionMs: keptMs } = input.policy.timing;
  if (keptMs !== null) life.photosKeptUntil = Date.now() + keptMs;
}

/** Starts the run that removes them then, because this run ends. */
export async function startPhotoRetention(context: AvatarContext): Promise<void> {
  const { photosKeptUntil: until } = context.life;
  if (until === undefined) return;
  const { avatarId, user } = context.input;
  // Photos are removed only when the row says completed.
  await context.settled();
  await startChild(photoRetentionWorkflowType, {
    workflowId: photoRetentionWorkflowId(avatarId),
    args: [{ avatarId, until } satisfies PhotoRetentionInput],
    parentClosePolicy: 'ABANDON',
    // A running one can only be from before a reopening: the latest promise holds.
    workflowIdReusePolicy: 'TERMINATE_IF_RUNNING',
    typedSearchAttributes: [{ key: telegramUserIdKey, value: String(user.telegramId) }],
    staticSummary: `photos until ${new Date(until).toISOString().slice(0, 10)}`,
    staticDetails: 'Removes the photos of a finished avatar, all but its cover. Cancel it to keep them.',
  });
}
