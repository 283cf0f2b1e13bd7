import type { UserFromGetMe } from 'grammy/types';
import { BadToken } from '../../../src/bot/index.ts';
import { NotChecked, ok, warning, wrong, type Check, type Finding } from '../check.ts';
import { Unanswered, type Reach } from '../reach.ts';
import { inOneLine } from '../words.ts';

/** Settings of the bot at Telegram that the bot is not made for. */
function unfit({ can_join_groups: groups, has_topics_enabled: topics }: UserFromGetMe): Finding[] {
  const findings: Finding[] = [];
  if (topics) {
    const what = 'private chats have topics: cards and answers come outside of the one that a person writes in';
    findings.push(warning(what, 'in Telegram, @BotFather, /mybots, Bot Settings: turn topics off'));
  }
  if (groups) {
    const what = 'the bot may be added to groups, where all it does is to say that it talks in private';
    findings.push(warning(what, 'in Telegram, @BotFather, /setjoingroups, Disable'));
  }
  return findings;
}

/** Whose token it is, according to Telegram. */
export const telegramToken = (reach: Reach, apiRoot: string): Check => ({
  name: 'telegram-token',
  async run() {
    try {
      const bot = await reach.bot();
      return [ok(`@${bot.username}, ${bot.id}, at ${new URL(apiRoot).host}`), ...unfit(bot)];
    } catch (error) {
      if (error instanceof NotChecked) throw error;
      // Only the first line: the rest tells how to get a token, for a bot's start.
      const [first = ''] = (error instanceof Error ? error.message : '').split('\n');
      if (error instanceof BadToken) {
        return [wrong(inOneLine(first), 'in Telegram, @BotFather, /mybots, API Token (or /newbot); copy all of it')];
      }
      const what = `Telegram does not answer at ${new URL(apiRoot).host}`;
      const why = error instanceof Unanswered ? ` (${error.message})` : '';
      return [wrong(`${what}${why}, so that nobody knows of the token`, 'check the network, or TELEGRAM_API_ROOT')];
    }
  },
});
