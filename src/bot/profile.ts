import type { Api } from 'grammy';
import type { Logger } from 'pino';
import { commandMenu } from '../chat/commands.ts';
import { languagesReadingRussian, say } from '../chat/i18n.ts';
import { languages, type Language } from '../domain/avatar/avatar.ts';
import { forLog } from './errors.ts';

/** Sets description and commands at Telegram. A refusal is logged, and tried again at the next start. Never rejects. */
export async function introduce(api: Api, logger: Logger): Promise<void> {
  for (const register of [registerCommands, registerProfile]) {
    await register(api).catch((error: unknown) => {
      logger.warn({ err: forLog(error) }, 'Telegram did not take what the bot says of itself');
    });
  }
}

/** The menu of commands, in every language: Russian for languages whose speakers rather read Russian, English for all others. */
async function registerCommands(api: Api): Promise<void> {
  await api.setMyCommands(commandMenu(say('en')));
  for (const code of languagesReadingRussian) {
    await api.setMyCommands(commandMenu(say('ru')), { language_code: code });
  }
}

/** Sends only changes: Telegram accepts few a day. The owner sets the bot's name at BotFather. */
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

/** English is the default for all other languages. */
function codeOf(language: Language): { language_code?: 'ru' } {
  return language === 'en' ? {} : { language_code: language };
}
