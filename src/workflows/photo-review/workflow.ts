import { condition, log, setHandler, workflowInfo } from '@temporalio/workflow';
import { photoReview } from '../shared/activity-options.ts';
import { lookAtPhotos, type PhotoLook, type PhotoReviewInput } from './contract.ts';

/** How long it waits for another tap, ms: a person who pages is one run. */
const IDLE_MS = 60_000;
/** Events of history after which it ends: the next tap begins another. */
const ENOUGH_EVENTS = 500;

/**
 * Shows the photos of an avatar, as taps on the message ask: one write at a time, and of taps that come meanwhile the
 * latest alone. All that it needs is in the tap, so that it may end at any time.
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
      // Asked for twice, it comes once.
      if (look.messageId !== undefined || !sending) wanted = look;
    },
    { description: 'What of the photos is to be seen, and in which message.' },
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
    // Whoever tapped meanwhile is heard first.
    if (workflowInfo().historyLength > ENOUGH_EVENTS && wanted === undefined) return shown;
  }
}
