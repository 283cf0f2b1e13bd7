import { records } from '../shared/activity-options.ts';
import { areRowsLost } from './lost-rows.ts';
import type { Run } from './context.ts';

/** The person's next photos are this avatar's; nothing where it is being deleted. */
export async function focusPhotos({ input, rows }: Run): Promise<void> {
  const { avatarId, person } = input;
  const focus = () =>
    records.focusPhotos.executeWithOptions({ summary: 'into focus' }, [{ avatarId, telegramId: person.telegramId }]);
  await rows.needed(focus).catch((error: unknown) => {
    if (!areRowsLost(error)) throw error;
  });
}
