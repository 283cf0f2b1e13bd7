import { Api } from 'grammy';
import type { WebhookInfo } from 'grammy/types';
import { ok, warning, wrong, type Check, type Finding } from '../check.ts';
import { ANSWER_LIMIT_MS, found, type Reach } from '../reach.ts';
import { counted, inOneLine, inTime } from '../words.ts';

export interface TelegramUpdatesOptions {
  readonly token: string;
  readonly apiRoot: string;
  /** Where Telegram should deliver updates; null: the bot polls for them. */
  readonly webhookUrl: string | null;
  readonly allowedUpdates: readonly string[];
  /** ms since the epoch. */
  readonly now?: () => number;
}

/** So many updates do not wait where a bot takes them. */
const MANY = 100;
/** An older failure has passed, ms: Telegram retries within some minutes, and reports the last failure for ever. */
const LATELY_MS = 15 * 60_000;
/** Delivered only when named. Source: core.telegram.org/bots/api#setwebhook, allowed_updates. */
const onlyByName = new Set(['chat_member', 'message_reaction', 'message_reaction_count']);

/** Whether updates arrive: by long polling, which a webhook would block, or by the configured webhook. */
export const telegramUpdates = (reach: Reach, options: TelegramUpdatesOptions): Check => ({
  name: 'telegram-updates',
  async run() {
    const { token, apiRoot, webhookUrl } = options;
    await found(reach.bot(), 'Telegram knows no bot by this token, or cannot be asked');
    const api = new Api(token, { apiRoot, timeoutSeconds: ANSWER_LIMIT_MS / 1_000 });
    const info = await api.getWebhookInfo();
    const findings = webhookUrl === null ? polling(info) : webhook(info, webhookUrl, options);
    if (findings.length > 0) return findings;
    return [ok(webhookUrl === null ? 'fetched by long polling, no webhook is set' : `brought to ${host(webhookUrl)}`)];
  },
});

function polling({ url = '', pending_update_count: pending }: WebhookInfo): Finding[] {
  if (url !== '') {
    const what = `a webhook is set, at ${host(url)}, and the bot is to fetch updates: Telegram refuses it (409)`;
    const fix =
      'set TELEGRAM_WEBHOOK_URL if it is yours; otherwise start the bot anew, which takes it away: npm run start:bot';
    return [wrong(what, `${fix}; if it comes back, another bot uses this token`)];
  }
  return pending < MANY ? [] : [warning(`${pending} updates wait to be fetched`, 'start the bot: npm run start:bot')];
}

function webhook(info: WebhookInfo, wished: string, { allowedUpdates, now = Date.now }: TelegramUpdatesOptions) {
  const { url = '', pending_update_count: pending, last_error_date: failedAt = 0, last_error_message: failure } = info;
  const restart = 'start the bot anew, which sets it: npm run start:bot';
  if (url === '') return [wrong(`no webhook is set, and ${host(wished)} is meant`, restart)];
  const findings: Finding[] = [];
  if (url !== wished) {
    const where = host(url) === host(wished) ? `at another path of ${host(url)}` : `at ${host(url)}`;
    const fix = `${restart}; if it comes back, another bot uses this token`;
    findings.push(wrong(`the webhook is set ${where}, and not where it is meant to be`, fix));
  }
  const missing = allowedUpdates.filter((kind) =>
    info.allowed_updates ? !info.allowed_updates.some((allowed) => allowed === kind) : onlyByName.has(kind),
  );
  if (missing.length > 0) findings.push(wrong(`Telegram keeps back ${missing.join(', ')}`, restart));
  const ago = now() - failedAt * 1_000;
  if (failure !== undefined && ago < LATELY_MS) {
    const what = `Telegram could not bring an update ${inTime(ago)} ago (${inOneLine(failure)})`;
    const fix = 'see whether the address is reached from outside, by HTTPS, and what the bot logs';
    findings.push(pending > 0 ? wrong(`${what}, and ${counted(pending, 'update')} wait`, fix) : warning(what, fix));
  } else if (pending >= MANY) {
    findings.push(warning(`${pending} updates wait to be brought`, 'start more replicas of the bot'));
  }
  return findings;
}

/** Without the path, which may be the only protection against other callers. */
function host(url: string): string {
  return URL.canParse(url) ? new URL(url).host : 'an address that is none';
}
