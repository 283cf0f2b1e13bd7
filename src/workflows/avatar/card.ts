import { log, proxyActivities } from '@temporalio/workflow';
import type { Activities } from '../../activities/index.ts';
import { defined } from '../../domain/defined.ts';
import { takesPhotos } from '../../domain/avatar/lifecycle.ts';
import type { AvatarWorkflowState } from '../../domain/avatar/life.ts';
import type { AvatarView } from '../../domain/avatar/state.ts';
import { latestWriter, type LatestWriter } from '../shared/latest-writer.ts';
import type { AvatarInput } from './contract.ts';
import * as policies from '../shared/activity-policies.ts';

/** A failing card must not delay the workflow: the next one replaces it. */
const card = proxyActivities<Pick<Activities, 'showCard'>>({
  ...policies.message,
  scheduleToCloseTimeout: '5m',
  retry: { ...policies.message.retry, maximumInterval: '30s' },
});

/**
 * The avatar's one message in the chat. The state knows which it is and what it shows, so nothing is sent twice. A card
 * that was lost or buried by photos is sent as a new message.
 */
export function livingCard(
  life: AvatarWorkflowState,
  { policy, user }: AvatarInput,
  state: () => AvatarView,
): LatestWriter {
  async function write(): Promise<void> {
    const buried = takesPhotos(life.status) && life.lastMessageId > (life.cardMessageId ?? 0);
    const { cardMessageId, cardShown, cardLost, formerCardId } = life;
    delete life.cardLost;
    delete life.formerCardId;
    // A failed write may have come through: then it is unknown what the card shows.
    delete life.cardShown;
    delete life.cardOverdrawn;
    try {
      const shown = await card.showCard.executeWithOptions({ summary: `card: ${life.status}` }, [
        {
          avatar: state(),
          language: life.language ?? user.language,
          repost: buried || (cardLost ?? false),
          ...defined({ shown: cardShown, former: formerCardId }),
        },
      ]);
      if (!shown) return;
      // Another message may have become the card meanwhile: that one is drawn next, and this one is deleted.
      const isCard = life.cardMessageId === cardMessageId;
      if (!isCard && shown.messageId !== life.cardMessageId) life.formerCardId = shown.messageId;
      if (!isCard) return;
      life.cardMessageId = shown.messageId;
      // The next write deletes it.
      if (shown.left !== undefined) life.formerCardId ??= shown.left;
      if (!life.cardOverdrawn) life.cardShown = shown.shown;
    } catch (error) {
      if (cardLost) life.cardLost = true;
      if (formerCardId !== undefined) life.formerCardId ??= formerCardId;
      log.warn('the card could not be shown', { error });
    }
  }
  return latestWriter(write, policy.timing.progressEveryMs);
}
