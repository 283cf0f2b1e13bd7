import { ok, wrong, type Check, type Finding } from '../check.ts';
import { answers, outOfReach, type PublicAddress } from '../public-address.ts';
import type { Settings } from '../settings.ts';

/** Telegram's own servers; a Bot API server of our own calls any address. */
const TELEGRAM = 'api.telegram.org';
/** Source: core.telegram.org/bots/api#setwebhook, notes. */
const PORTS = ['', '443', '80', '88', '8443'];

/** Whether Telegram can reach the bot's webhook. */
export const telegramWebhook = (settings: Settings): Check => ({
  name: 'telegram-webhook',
  async run() {
    settings.need('TELEGRAM_WEBHOOK_URL', 'TELEGRAM_WEBHOOK_SECRET', 'TELEGRAM_API_ROOT');
    const { webhook, telegram } = settings.bot;
    if (webhook === undefined) return [ok('not used: updates are asked for, by one bot')];
    const { host, port, pathname } = new URL(webhook.url);
    const address: PublicAddress = {
      variable: 'TELEGRAM_WEBHOOK_URL',
      caller: 'Telegram',
      path: pathname,
      process: 'the bot',
      start: 'npm run start:bot',
    };
    const far: Finding[] = [];
    if (new URL(telegram.apiRoot).hostname === TELEGRAM) {
      far.push(...outOfReach(webhook.url, address));
      const ports = 'have the reverse proxy listen on 443, 80, 88 or 8443';
      if (!PORTS.includes(port)) far.push(wrong(`Telegram calls no port ${port}`, ports));
    }
    const findings = far.length > 0 ? far : await answers(webhook.url, address);
    return findings.length > 0 ? findings : [ok(`${host} answers, and asks for the secret`)];
  },
});
