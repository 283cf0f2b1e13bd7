import { getExternalWorkflowHandle, log, proxyActivities, setHandler } from '@temporalio/workflow';
import type { Activities } from '../../activities/index.ts';
import { avatarWorkflowId } from '../avatar/contract.ts';
import { userActivities } from '../shared/activity-options.ts';
import { changeReachability } from './contract.ts';
import { redrawCard } from '../avatar/contract.ts';
import * as policies from '../shared/activity-policies.ts';

const missed = proxyActivities<Pick<Activities, 'tellMissed'>>(policies.message);

/** Records that a user has blocked the bot, or is back. A user who is back gets the card of every living avatar, and the news they missed. */
export async function userReachabilityWorkflow({ telegramId }: { telegramId: number }): Promise<void> {
  const heard = new Set<number>();
  let latest: { readonly blocked: boolean; readonly at?: number } | undefined;
  let noted: typeof latest;
  setHandler(
    changeReachability,
    (change) => {
      if (heard.has(change.updateId)) return;
      heard.add(change.updateId);
      // Of changes within one second, or without a time, the one that arrives later wins.
      if ((change.at ?? Infinity) >= (latest?.at ?? 0)) latest = change;
    },
    { description: 'The user has blocked the bot, or is back.' },
  );

  while (latest !== noted) {
    noted = latest;
    const { blocked } = noted ?? { blocked: false };
    await userActivities.saveBlocked.executeWithOptions({ summary: blocked ? 'has blocked the bot' : 'is back' }, [
      { telegramId, blocked },
    ]);
    if (blocked || latest !== noted) continue;
    for (const avatarId of await userActivities.livingAvatars.executeWithOptions({ summary: 'find the cards' }, [
      { telegramId },
    ])) {
      // An ended run has no card.
      await getExternalWorkflowHandle(avatarWorkflowId(avatarId))
        .signal(redrawCard)
        .catch(() => undefined);
    }
    await missed.tellMissed
      .executeWithOptions({ summary: 'send missed news' }, [{ telegramId }])
      .catch((error: unknown) => log.warn('missed news could not be sent', { error }));
  }
}
