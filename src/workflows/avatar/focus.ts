import { getExternalWorkflowHandle } from '@temporalio/workflow';
import { records } from '../shared/activity-options.ts';
import { claimPhotos, photoInboxWorkflowId } from '../photo-inbox/contract.ts';
import { areRowsLost } from './lost-rows.ts';
import type { AvatarContext } from './context.ts';

/** The user's next photos belong to this avatar; no effect while it is being deleted. */
export async function focusPhotos({ input, rows }: AvatarContext): Promise<void> {
  const { avatarId, user } = input;
  const focus = () =>
    records.focusPhotos.executeWithOptions({ summary: 'into focus' }, [{ avatarId, telegramId: user.telegramId }]);
  await rows.needed(focus).catch((error: unknown) => {
    if (!areRowsLost(error)) throw error;
  });
}

/** Photos that came before any avatar was open belong to this one. */
export async function claimInbox({ input }: AvatarContext): Promise<void> {
  const inbox = getExternalWorkflowHandle(photoInboxWorkflowId(input.user.telegramId));
  // Usually there is no inbox: no fault.
  await inbox.signal(claimPhotos, { avatarId: input.avatarId }).catch(() => undefined);
}
