import { getExternalWorkflowHandle, log, proxyActivities, setHandler } from '@temporalio/workflow';
import type { Activities } from '../../activities/index.ts';
import type { Language } from '../../domain/avatar/avatar.ts';
import type { TelegramProfile } from '../../domain/user/profile.ts';
import { avatarWorkflowId } from '../avatar/contract.ts';
import { userActivities } from '../shared/activity-options.ts';
import { changeLanguage } from './contract.ts';
import { redrawCard } from '../avatar/contract.ts';
import * as policies from '../shared/activity-policies.ts';

/** The menu of commands in the user's language: worth an hour, no more. */
const menus = proxyActivities<Pick<Activities, 'showCommands'>>({
  ...policies.message,
  scheduleToCloseTimeout: '1h',
});

interface Word {
  readonly user: TelegramProfile;
  readonly chosen: Language | null;
  readonly updateId: number;
}

/** Saves the user's language, and redraws the cards that still change in it. */
export async function userLanguageWorkflow({ telegramId }: { telegramId: number }): Promise<void> {
  const heard = new Set<string>();
  let latest: Word | undefined;
  let kept: typeof latest;
  setHandler(
    changeLanguage,
    (word) => {
      // One update may contain both Telegram's language and the user's choice.
      const told = `${word.updateId} ${word.chosen ?? ''}`;
      if (heard.has(told)) return;
      heard.add(told);
      if (latest && latest.chosen !== null && word.chosen === null) return;
      latest = word;
    },
    { description: 'The user has chosen a language, or Telegram reports another one.' },
  );

  for (;;) {
    const word = latest;
    if (!word || word === kept) return;
    kept = word;
    const { user, chosen } = word;
    await userActivities.saveLanguage.executeWithOptions({ summary: chosen ?? `${user.language}, by Telegram` }, [
      { user, chosen },
    ]);
    if (latest !== kept) continue;
    await Promise.all([
      redrawCards(telegramId, chosen ?? user.language),
      chosen === null ? undefined : showMenu(telegramId, chosen),
    ]);
  }
}

async function redrawCards(telegramId: number, language: Language): Promise<void> {
  for (const avatarId of await userActivities.livingAvatars.executeWithOptions({ summary: 'find the cards' }, [
    { telegramId },
  ])) {
    // An ended run has no card that changes.
    await getExternalWorkflowHandle(avatarWorkflowId(avatarId))
      .signal(redrawCard, { inPlace: true, language })
      .catch(() => undefined);
  }
}

/** Sets the menu of commands; a failure is not worth a fault. */
async function showMenu(telegramId: number, language: Language): Promise<void> {
  await menus.showCommands
    .executeWithOptions({ summary: `the menu: ${language}` }, [{ telegramId, language }])
    .catch((error: unknown) => log.warn('the menu could not be shown', { error }));
}
