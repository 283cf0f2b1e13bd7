import { condition, getExternalWorkflowHandle, setHandler, sleep, workflowInfo } from '@temporalio/workflow';
import type { ReceivedPhoto } from '../domain/photo.ts';
import { news, records } from './activity-options.ts';
import { avatarWorkflowId, claimPhotos, photoReceived, type PhotoInboxInput } from './messages.ts';

/** Photos remembered at the most: more than an avatar may have are of no use. */
const REMEMBERED = 100;

/**
 * Photos that came while no avatar of the person's was open. Asks once a burst what they are for, and hands them to the
 * avatar that is opened next. Ends when they are handed over, or nobody opened one in time.
 * @returns how many photos were handed over
 */
export async function photoInboxWorkflow({
  telegramId,
  language,
  burstQuietMs,
  ttlMs,
}: PhotoInboxInput): Promise<number> {
  const photos = new Map<number, ReceivedPhoto>();
  let heard = 0;
  let avatarId: string | null = null;
  setHandler(
    photoReceived,
    (photo) => {
      heard += 1;
      if (photos.size < REMEMBERED) photos.set(photo.messageId, photo);
    },
    { description: 'A photo that no avatar was open for.' },
  );
  setHandler(claimPhotos, (claim) => void (avatarId = claim.avatarId), {
    description: 'An avatar has been opened: the photos are its own.',
  });

  const expiresAt = workflowInfo().startTime.getTime() + ttlMs;
  let handedOver = 0;
  for (;;) {
    await quiet();
    // An avatar may have been opened between the photo and this run.
    avatarId ??= await records.openAvatarOf.executeWithOptions({ summary: 'is an avatar open?' }, [{ telegramId }]);
    if (avatarId !== null) {
      handedOver += await handOver(avatarId);
      if (photos.size === 0) return handedOver;
      avatarId = null;
    }
    await news.announce.executeWithOptions({ summary: 'ask what the photos are for' }, [
      { kind: 'photos_without_avatar', telegramId, language, count: photos.size },
    ]);
    const before = heard;
    const woken = await condition(() => avatarId !== null || heard !== before, Math.max(1, expiresAt - Date.now()), {
      summary: 'until the photos are forgotten',
    });
    if (!woken) return handedOver;
  }

  async function quiet(): Promise<void> {
    if (avatarId !== null) return;
    for (let before = -1; before !== heard;) {
      before = heard;
      await sleep(burstQuietMs, { summary: 'end of a burst of photos' });
    }
  }

  /** @returns how many; those that find the avatar's run ended stay */
  async function handOver(to: string): Promise<number> {
    const avatar = getExternalWorkflowHandle(avatarWorkflowId(to));
    let count = 0;
    for (const [messageId, photo] of photos) {
      try {
        await avatar.signal(photoReceived, photo);
      } catch {
        return count;
      }
      photos.delete(messageId);
      count += 1;
    }
    return count;
  }
}
