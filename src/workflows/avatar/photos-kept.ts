import { startChild } from '@temporalio/workflow';
import {
  photoRetentionWorkflowId,
  photoRetentionWorkflowType,
  type PhotoRetentionInput,
} from '../photo-retention/contract.ts';
import type { AvatarContext } from './context.ts';
import { telegramUserIdKey } from '../shared/search-attributes.ts';

/** Fixes until when the photos of an avatar that is done are kept: what its owner is told, and what is kept to. */
export function setPhotoExpiry({ life, input }: AvatarContext): void {
  const { photoRetentionMs: keptMs } = input.policy.timing;
  if (keptMs !== null) life.photosKeptUntil = Date.now() + keptMs;
}

/** Leaves behind what removes them then: this run ends with the life. */
export async function startPhotoRetention(context: AvatarContext): Promise<void> {
  const { photosKeptUntil: until } = context.life;
  if (until === undefined) return;
  const { avatarId, person } = context.input;
  // Only of an avatar whose row says that it is completed photos are removed.
  await context.settled();
  await startChild(photoRetentionWorkflowType, {
    workflowId: photoRetentionWorkflowId(avatarId),
    args: [{ avatarId, until } satisfies PhotoRetentionInput],
    parentClosePolicy: 'ABANDON',
    // A second one could only be that of a life that was taken up again: the latest promise holds.
    workflowIdReusePolicy: 'TERMINATE_IF_RUNNING',
    typedSearchAttributes: [{ key: telegramUserIdKey, value: String(person.telegramId) }],
    staticSummary: `photos until ${new Date(until).toISOString().slice(0, 10)}`,
    staticDetails: 'Removes the photos of a finished avatar, all but its cover. Cancel it to keep them.',
  });
}
