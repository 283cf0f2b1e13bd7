import type { Api } from 'grammy';
import type { Logger } from 'pino';
import { commandMenu } from '../chat/commands.ts';
import { languagesReadingRussian, say } from '../chat/i18n.ts';
import { languages, type Language } from '../domain/avatar/avatar.ts';
import { forLog } from './errors.ts';

/**
 * Tells Telegram what people see of the bot before they write to it, and its commands. It takes few changes a day: a refusal
 * is logged, and tried again at the next start. Rejects never.
 */
export async function introduce(api: Api, logger: Logger): Promise<void> {
  for (const register of [registerCommands, registerProfile]) {
    await register(api).catch((error: unknown) => {
      logger.warn({ err: forLog(error) }, 'Telegram did not take what the bot says of itself');
    });
  }
}

/** The commands' menu, in every language; whoever reads Russian more readily sees it in Russian, everybody else in English. */
async function registerCommands(api: Api): Promise<void> {
  await api.setMyCommands(commandMenu(say('en')));
  for (const code of languagesReadingRussian) {
    await api.setMyCommands(commandMenu(say('ru')), { language_code: code });
  }
}

/**
 * What the bot says of itself before anybody has written to it, in every language. What is so already is left alone: Telegram
 * takes few changes a day. Its name is its owner's to choose, at BotFather.
 */
async function registerProfile(api: Api): Promise<void> {
  for (const language of languages) {
    const t = say(language);
    const of = codeOf(language);
    const [description, short] = [t('bot-description'), t('bot-short-description')];
    if ((await api.getMyDescription(of)).description !== description) await api.setMyDescription(description, of);
    const known = await api.getMyShortDescription(of);
    if (known.short_description !== short) await api.setMyShortDescription(short, of);
  }
}

/** English is for all of whom Telegram knows no better. */
function codeOf(language: Language): { language_code?: 'ru' } {
  return language === 'en' ? {} : { language_code: language };
}
