import { BadToken } from '../../../src/bot/index.ts';
import { NotChecked, ok, wrong, type Check } from '../check.ts';
import { Unanswered, type Reach } from '../reach.ts';
import { inOneLine } from '../words.ts';

/** Whose token it is, as Telegram says. */
export const telegramToken = (reach: Reach, apiRoot: string): Check => ({
  name: 'telegram-token',
  async run() {
    try {
      const { id, username } = await reach.bot();
      return [ok(`@${username}, ${id}, at ${new URL(apiRoot).host}`)];
    } catch (error) {
      if (error instanceof NotChecked) throw error;
      // Below the first line are the steps to a token, for whoever starts a bot.
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
