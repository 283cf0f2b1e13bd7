import {
  CancellationScope,
  condition,
  continueAsNew,
  getExternalWorkflowHandle,
  isCancellation,
  log,
  setHandler,
  workflowInfo,
} from '@temporalio/workflow';
import type { Language } from '../../domain/avatar/avatar.ts';
import { notifications, records } from '../shared/activity-options.ts';
import { avatarWorkflowId, addPhotos } from '../avatar/contract.ts';
import { claimPhotos, type PhotoInboxInput } from './contract.ts';

/** Most photos that are remembered, more than an avatar may have. The user is told when others were not kept. */
const REMEMBERED = 100;
/** Events of history after which it continues as new. */
const ENOUGH_EVENTS = 2_000;

/**
 * Collects photos that came while no avatar of the user was open. Asks once for each burst what they are for, and hands
 * them to the next opened avatar. Ends when they are handed over, or no avatar was opened in time.
 * @returns how many photos were handed over
 */
export async function photoInboxWorkflow(input: PhotoInboxInput): Promise<number> {
  const { telegramId, language, burstQuietMs, ttlMs, historyEvents = ENOUGH_EVENTS, carried } = input;
  const photos = new Map((carried?.photos ?? []).map((photo) => [photo.messageId, photo]));
  let over = carried?.over ?? 0;
  let heard = 0;
  let avatarId: string | null = null;
  const isClaimed = (): boolean => avatarId !== null;
  setHandler(
    addPhotos,
    (received) => {
      heard += 1;
      for (const photo of received) {
        if (photos.size < REMEMBERED || photos.has(photo.messageId)) photos.set(photo.messageId, photo);
        else over += 1;
      }
    },
    { description: 'Photos that came while no avatar was open.' },
  );
  setHandler(claimPhotos, (claim) => void (avatarId = claim.avatarId), {
    description: 'An avatar was opened: the photos belong to it.',
  });

  const expiresAt = carried?.expiresAt ?? workflowInfo().startTime.getTime() + ttlMs;
  const question = asking(telegramId, language);
  let handedOver = carried?.handedOver ?? 0;
  for (;;) {
    await quiet();
    // An avatar may have been opened between the photo and this run.
    if (avatarId === null) {
      const open = await records.openAvatarOf.executeWithOptions({ summary: 'is an avatar open?' }, [{ telegramId }]);
      // The photos may have been claimed meanwhile.
      avatarId ??= open;
    }
    if (avatarId !== null) {
      handedOver += await handOver(avatarId);
      if (photos.size === 0) return handedOver;
      avatarId = null;
    }
    if (isHistoryLong()) {
      await question.stop();
      // Claimed meanwhile: hand them over first.
      if (avatarId !== null) continue;
      if (photos.size === 0) return handedOver;
      const rest = { photos: [...photos.values()], over, expiresAt, handedOver };
      await continueAsNew<typeof photoInboxWorkflow>({ ...input, carried: rest });
    }
    const before = heard;
    // In the background, so that handing over does not wait for Telegram.
    question.ask({ count: photos.size, ...(over > 0 && { over }) });
    const woken = await condition(() => avatarId !== null || heard !== before, Math.max(1, expiresAt - Date.now()), {
      summary: 'until the photos expire',
    });
    if (!woken) return handedOver;
  }

  function isHistoryLong(): boolean {
    const { continueAsNewSuggested, historyLength } = workflowInfo();
    return continueAsNewSuggested || historyLength > historyEvents;
  }

  /** Waits until no photo has come for a while, an avatar claims them, or a flood has made the history long. */
  async function quiet(): Promise<void> {
    const summary = 'end of a burst of photos';
    for (let before = -1; before !== heard && !isClaimed() && !isHistoryLong();) {
      before = heard;
      await condition(() => heard !== before || avatarId !== null, burstQuietMs, { summary });
    }
  }

  /** @returns how many; 0 where the avatar's run has ended: the photos stay */
  async function handOver(to: string): Promise<number> {
    const received = [...photos.values()];
    try {
      await getExternalWorkflowHandle(avatarWorkflowId(to)).signal(addPhotos, received);
    } catch {
      return 0;
    }
    for (const { messageId } of received) photos.delete(messageId);
    return received.length;
  }
}

/** Asks what photos are for, in the background: one question at a time, with the latest number of photos. */
function asking(telegramId: number, language: Language) {
  let scope: CancellationScope | undefined;
  let asked: Promise<void> = Promise.resolve();

  async function ask(waiting: { count: number; over?: number }): Promise<void> {
    try {
      await notifications.announce.executeWithOptions({ summary: 'ask what the photos are for' }, [
        { kind: 'photos_without_avatar', telegramId, language, ...waiting },
      ]);
    } catch (error) {
      if (!isCancellation(error)) log.warn('the user could not be asked', { error });
    }
  }

  /** Waits for the question that is being sent. */
  function stop(): Promise<void> {
    scope?.cancel();
    return asked;
  }

  return {
    stop,
    ask(waiting: { count: number; over?: number }): void {
      const before = stop();
      const own = new CancellationScope();
      scope = own;
      asked = before.then(() => own.run(() => ask(waiting)));
    },
  };
}
