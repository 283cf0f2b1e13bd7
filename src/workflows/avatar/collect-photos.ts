import { condition } from '@temporalio/workflow';
import { takesPhotos } from '../../domain/avatar/lifecycle.ts';
import { pending, type AvatarWorkflowState } from '../../domain/avatar/life.ts';
import { records } from '../shared/activity-options.ts';
import { checkPhotos } from './check-photos.ts';
import type { AvatarContext } from './context.ts';

/** Longest burst, in quiet times: a user who never stops sending still sees verdicts. */
const LONGEST_BURST = 10;

/** Takes photos until the start is confirmed or the avatar expires. Returns when the status has changed, or the history is long. */
export async function collect(context: AvatarContext, isHistoryLong: () => boolean): Promise<void> {
  const { life, input } = context;
  const { timing } = input.policy;
  while (takesPhotos(life.status)) {
    // The next run handles whatever waits.
    if (isHistoryLong()) return;
    if (pending(life).length > 0) {
      if (pending(life).some(({ broughtBack }) => !broughtBack)) await burst(context);
      context.message.due();
      await checkPhotos(context);
      continue;
    }
    readTheClock(life);
    const expiresAt = life.touchedAt + (life.status === 'draft' ? timing.draftTtlMs : timing.uploadTtlMs);
    const wakeAt = life.reminded ? expiresAt : expiresAt - timing.reminderBeforeMs;
    const moved = () => pending(life).length > 0 || !takesPhotos(life.status) || life.touched;
    const woken = await condition(moved, Math.max(1, wakeAt - Date.now()), {
      summary: life.reminded ? 'until it expires' : 'until the reminder',
    });
    if (woken || life.touched || life.ending) continue;
    if (life.reminded) {
      life.ending = 'expired';
      await records.cancelThisRun.executeWithOptions({ summary: 'expired' }, []);
      // The requested cancellation ends this wait.
      await condition(() => false);
    } else {
      life.reminded = true;
      context.notify('expiry_near');
    }
  }
}

/** Reads the time of the user's last action here, where the timer that counts from it starts, not in the handler. */
function readTheClock(life: AvatarWorkflowState): void {
  if (!life.touched) return;
  life.touched = false;
  life.touchedAt = Date.now();
  life.reminded = false;
}

/** Waits for the end of a burst of photos, so that an album is one batch and one edit of the card. */
async function burst({ life, input }: AvatarContext): Promise<void> {
  const { burstQuietMs } = input.policy.timing;
  const summary = 'end of a burst of photos';
  const longest = Date.now() + LONGEST_BURST * burstQuietMs;
  for (;;) {
    const heard = life.lastNumber;
    const wait = Math.min(burstQuietMs, longest - Date.now());
    if (wait <= 0 || !(await condition(() => life.lastNumber !== heard, wait, { summary }))) return;
  }
}
