import { condition } from '@temporalio/workflow';
import { takesPhotos } from '../../domain/avatar/lifecycle.ts';
import { judge, pending, valid, type AvatarWorkflowState } from '../../domain/avatar/life.ts';
import type { AvatarPhoto } from '../../domain/photos/photo.ts';
import { records } from '../shared/activity-options.ts';
import { checkPhoto } from './check-photo.ts';
import { arePaced, rateLimited } from './limits.ts';
import type { AvatarContext } from './context.ts';

/** Longest burst, in quiet times: a person who never stops sending still sees verdicts. */
const LONGEST_BURST = 10;
/** Time between two changes of the card while photos are being checked, ms: Telegram takes one message a second to a chat. */
const VERDICTS_EVERY_MS = 2_000;

/**
 * Takes photos until the person confirms the start, or the avatar expires.
 * Returns when there is nothing to do but wait no longer: the status has moved on, or the history is long.
 */
export async function collect(context: AvatarContext, isHistoryLong: () => boolean): Promise<void> {
  const { life, input } = context;
  const { timing } = input.policy;
  while (takesPhotos(life.status)) {
    // Whatever waits: it goes on in the next run.
    if (isHistoryLong()) return;
    if (pending(life).length > 0) {
      // Restored photos arrive singly: skip the burst wait.
      if (pending(life).some(({ broughtBack }) => !broughtBack)) await burst(context);
      context.message.due();
      await check(context);
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
      // The cancellation that was asked for ends this wait.
      await condition(() => false);
    } else {
      life.reminded = true;
      context.notify('expiry_near');
    }
  }
}

/** Notes when the person last did something: here, where the timer that counts from it is started, and not where it was heard. */
function readTheClock(life: AvatarWorkflowState): void {
  if (!life.touched) return;
  life.touched = false;
  life.touchedAt = Date.now();
  life.reminded = false;
}

/** Waits for the end of a burst of photos, so that an album is one piece of work and one change of the card. */
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

/** Checks what is pending, never more than there is room for; what finds no room is refused. */
async function check(context: AvatarContext): Promise<void> {
  const { life, input } = context;
  const { photos: limits } = input.policy;
  const room = limits.maxPhotos - valid(life);
  const wanted = pending(life).slice(0, room);
  const batch = arePaced(context) ? await rateLimited(context, wanted) : wanted;
  if (batch.length < wanted.length && batch.length === 0) return;
  if (batch.length === 0) {
    for (const { number } of pending(life)) judge(life, number, { verdict: 'invalid', refusal: 'over_limit' });
  }
  const showing = showVerdicts(context, batch);
  await Promise.all([showing, ...batch.map((photo) => checkPhoto(context, photo))]);
  // What was sent is checked: a stage of its own.
  if (!context.recount('reposted')) context.publish('now');
  const judged = new Set(batch.map(({ number }) => number));
  if (life.photos.some(({ number, verdict }) => verdict === 'valid' && judged.has(number))) context.photosChanged();
}

/** Shows verdicts while others are still being made, until all of the batch are. */
async function showVerdicts(context: AvatarContext, batch: readonly AvatarPhoto[]): Promise<void> {
  const { life, input } = context;
  const numbers = new Set(batch.map(({ number }) => number));
  const open = () =>
    pending(life)
      .filter(({ number }) => numbers.has(number))
      .map(({ number }) => number);
  const { slowCheckMs } = input.policy.timing;
  for (let waitedMs = VERDICTS_EVERY_MS; ; waitedMs += VERDICTS_EVERY_MS) {
    const before = open().length;
    if (await condition(() => open().length === 0, VERDICTS_EVERY_MS, { summary: 'until verdicts are shown' })) break;
    if (waitedMs >= slowCheckMs && !life.slowChecks) {
      life.slowChecks = open();
      context.message.due();
    }
    if (open().length !== before) context.message.due();
  }
  delete life.slowChecks;
}
