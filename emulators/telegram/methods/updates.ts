import type { Method } from '../core.ts';
import { badRequest, conflict } from '../errors.ts';
import { LIMITS } from '../limits.ts';
import type { WebhookRecord } from '../model.ts';

export const getUpdates: Method = async ({ core, bot, signal }, params) => {
  if (bot.webhook) {
    throw conflict(
      "can't use getUpdates method while webhook is active; use deleteWebhook to delete the webhook first",
    );
  }
  core.updates.allow(bot, params.json('allowed_updates', 'allowed updates'));
  const options = {
    offset: params.integer('offset', 0),
    limit: params.integer('limit', LIMITS.pollLimit, 1, LIMITS.pollLimit),
    timeout: params.integer('timeout', 0, 0, LIMITS.pollTimeout),
  };
  return await core.updates.poll(bot, options, signal);
};

export const setWebhook: Method = ({ core, bot }, params) => {
  const url = params.text('url');
  const secret = params.text('secret_token');
  if (url !== '') checkAddress(url);
  if (secret.length > 256) throw badRequest('secret token is too long');
  if (!/^[\w-]*$/.test(secret)) throw badRequest('secret token contains unallowed characters');
  core.updates.allow(bot, params.json('allowed_updates', 'allowed updates'));
  if (params.flag('drop_pending_updates')) core.updates.clear(bot);
  if (url === '') {
    delete bot.webhook;
  } else {
    const webhook: WebhookRecord = { url, max_connections: params.integer('max_connections', 40, 1, 100) };
    if (secret !== '') webhook.secret_token = secret;
    if (isSame(bot.webhook, webhook)) return true;
    core.updates.endPoll(bot, conflict('terminated by setWebhook request'));
    bot.webhook = webhook;
  }
  core.store.changed();
  core.webhooks.restart(bot);
  return true;
};

export const deleteWebhook: Method = ({ core, bot }, params) => {
  delete bot.webhook;
  if (params.flag('drop_pending_updates')) core.updates.clear(bot);
  core.store.changed();
  core.webhooks.restart(bot);
  return true;
};

export const getWebhookInfo: Method = ({ core, bot }) => {
  const { url = '', max_connections, last_error_date, last_error_message } = bot.webhook ?? {};
  return {
    url,
    has_custom_certificate: false,
    pending_update_count: core.updates.pending(bot).length,
    max_connections,
    last_error_date,
    last_error_message,
    allowed_updates: bot.allowed_updates,
  };
};

/** The same webhook again does not interrupt deliveries. */
function isSame(before: WebhookRecord | undefined, { url, secret_token, max_connections }: WebhookRecord): boolean {
  return before?.url === url && before.secret_token === secret_token && before.max_connections === max_connections;
}

/** Telegram requires HTTPS on four ports; here also plain HTTP on any port of this machine, without a certificate. */
function checkAddress(url: string): void {
  const full = /^https?:\/\//i.test(url) ? url : `https://${url}`;
  if (!URL.canParse(full)) throw badRequest('invalid webhook URL specified');
  const { protocol, hostname, port } = new URL(full);
  if (['127.0.0.1', 'localhost', '[::1]'].includes(hostname)) return;
  if (protocol !== 'https:') throw badRequest('bad webhook: An HTTPS URL must be provided for webhook');
  if (!['', '80', '88', '443', '8443'].includes(port)) {
    throw badRequest('bad webhook: Webhook can be set up only on ports 80, 88, 443 or 8443');
  }
}
