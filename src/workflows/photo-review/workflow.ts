import { condition, log, proxyActivities, setHandler, workflowInfo } from '@temporalio/workflow';
import type { Activities } from '../../activities/index.ts';
import { lookAtPhotos, type PhotoLook, type PhotoReviewInput } from './contract.ts';
import * as policies from '../shared/activity-policies.ts';

/** A user waits for it, and taps again. */
const photoReview = proxyActivities<Pick<Activities, 'showPhotos'>>({
  ...policies.message,
  scheduleToCloseTimeout: '3m',
  retry: { ...policies.message.retry, maximumInterval: '10s' },
});

/** How long it waits for another tap, ms: one run serves a user who pages. */
const IDLE_MS = 60_000;
/** Events of history after which it ends: the next tap starts another run. */
const ENOUGH_EVENTS = 500;

/**
 * Shows the photos of an avatar as taps ask: one write at a time, and only the latest of taps that come meanwhile. Each
 * tap contains all it needs, so the run may end at any time.
 * @returns how often it has shown something
 */
export async function photoReviewWorkflow(input: PhotoReviewInput): Promise<number> {
  let wanted: PhotoLook | undefined;
  let sending = false;
  let messageId: number | undefined;
  let shown = 0;
  setHandler(
    lookAtPhotos,
    (look) => {
      // A repeated request sends one message.
      if (look.messageId !== undefined || !sending) wanted = look;
    },
    { description: 'Which photos to show, and in which message.' },
  );

  async function show(look: PhotoLook): Promise<void> {
    sending = look.messageId === undefined;
    const replaces = sending && messageId !== undefined ? { replaces: messageId } : {};
    const summary = look.number === undefined ? 'all photos' : `photo ${look.number}`;
    try {
      const argument = { ...input, ...look, ...replaces };
      const message = await photoReview.showPhotos.executeWithOptions({ summary }, [argument]);
      messageId = message?.messageId;
      shown += 1;
    } catch (error) {
      log.warn('photos could not be shown', { avatarId: input.avatarId, error });
    }
    sending = false;
  }

  for (;;) {
    await condition(() => wanted !== undefined, IDLE_MS, { summary: 'until another tap' });
    const look: PhotoLook | undefined = wanted;
    wanted = undefined;
    if (!look) return shown;
    await show(look);
    // Serve a tap that came meanwhile before ending.
    if (workflowInfo().historyLength > ENOUGH_EVENTS && wanted === undefined) return shown;
  }
}
