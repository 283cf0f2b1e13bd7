import { getExternalWorkflowHandle } from '@temporalio/workflow';
import { records } from '../shared/activity-options.ts';
import { claimPhotos, photoInboxWorkflowId } from '../photo-inbox/contract.ts';
import { areRowsLost } from './lost-rows.ts';
import type { AvatarContext } from './context.ts';

/** The person's next photos are this avatar's; nothing where it is being deleted. */
export async function focusPhotos({ input, rows }: AvatarContext): Promise<void> {
  const { avatarId, person } = input;
  const focus = () =>
    records.focusPhotos.executeWithOptions({ summary: 'into focus' }, [{ avatarId, telegramId: person.telegramId }]);
  await rows.needed(focus).catch((error: unknown) => {
    if (!areRowsLost(error)) throw error;
  });
}

/** Photos that came before any avatar was open are this one's. */
export async function claimInbox({ input }: AvatarContext): Promise<void> {
  const inbox = getExternalWorkflowHandle(photoInboxWorkflowId(input.person.telegramId));
  // No inbox is the usual case, and no fault.
  await inbox.signal(claimPhotos, { avatarId: input.avatarId }).catch(() => undefined);
}
