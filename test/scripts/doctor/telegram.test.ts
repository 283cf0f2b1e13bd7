import { expect } from 'chai';
import { TelegramUser } from '../../../emulators/telegram/client.ts';
import { EMULATOR_BOT_TOKEN, startTelegramEmulator, type TelegramEmulator } from '../../../emulators/telegram/index.ts';
import { telegramToken } from '../../../scripts/doctor/checks/telegram-token.ts';
import { telegramUpdates, type TelegramUpdatesOptions } from '../../../scripts/doctor/checks/telegram-updates.ts';
import { telegramWebhook } from '../../../scripts/doctor/checks/telegram-webhook.ts';
import { allowedUpdates } from '../../../src/bot/updates/allowed-updates.ts';
import { Deliveries } from '../../../src/bot/updates/deliveries.ts';
import { createTelegramWebhook } from '../../../src/bot/index.ts';
import { listen } from '../../../src/runtime/listen.ts';
import { closedUrl, serve } from '../../support/http-stub.ts';
import { until } from '../../support/until.ts';
import { levels, look, nowhere } from './lab.ts';

describe('the checks of Telegram', () => {
  let telegram: TelegramEmulator;
  let env: Record<string, string>;

  beforeEach(async () => {
    telegram = await startTelegramEmulator();
    env = { ...nowhere, TELEGRAM_BOT_TOKEN: EMULATOR_BOT_TOKEN, TELEGRAM_API_ROOT: telegram.url };
  });
  afterEach(() => telegram.close());

  const token = (given: Record<string, string>) =>
    look((reach, { worker }) => telegramToken(reach, worker.telegram.apiRoot), given);
  const updates = (options: Partial<TelegramUpdatesOptions> = {}, given = env) =>
    look(
      (reach, { worker }) =>
        telegramUpdates(reach, { ...worker.telegram, webhookUrl: null, allowedUpdates, ...options }),
      given,
    );
  async function call(method: string, body: object = {}): Promise<unknown> {
    const response = await fetch(`${telegram.url}/bot${EMULATOR_BOT_TOKEN}/${method}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
    });
    return ((await response.json()) as { result: unknown }).result;
  }

  it('report whose token it is', async () => {
    expect(await token(env)).to.deep.equal([`ok: @emulator_bot, 1000000001, at ${new URL(telegram.url).host}`]);
  });

  it('warn of topics in private chats, and of groups', async () => {
    const result = { id: 1, is_bot: true, username: 'a_bot', can_join_groups: true, has_topics_enabled: true };
    const server = await serve((_request, response) => {
      response.setHeader('content-type', 'application/json').end(JSON.stringify({ ok: true, result }));
    });
    try {
      const [, topics, groups] = await token({ ...env, TELEGRAM_API_ROOT: server.url });
      expect(topics).to.match(/^warning: private chats have topics.*: .*@BotFather/);
      expect(groups).to.match(/^warning: the bot may be added to groups.*: .*\/setjoingroups/);
    } finally {
      await server.close();
    }
  });

  it('distinguish a malformed token, an unknown one, and a Telegram that does not answer', async () => {
    const [shape, unknown, unreachable] = await Promise.all([
      token({ ...env, TELEGRAM_BOT_TOKEN: `"${EMULATOR_BOT_TOKEN}"` }),
      token({ ...env, TELEGRAM_BOT_TOKEN: nowhere.TELEGRAM_BOT_TOKEN }),
      token({ ...env, TELEGRAM_API_ROOT: await closedUrl() }),
    ]);
    expect(shape).to.have.length(1);
    expect(shape?.[0]).to.match(/^error: TELEGRAM_BOT_TOKEN does not look like a token.*: .*@BotFather.*\/newbot/);
    expect(unknown?.[0]).to.match(/^error: TELEGRAM_BOT_TOKEN is not known to Telegram.*: .*@BotFather/);
    expect(unreachable?.[0]).to.match(/^error: Telegram does not answer at 127.0.0.1:\d+.*TELEGRAM_API_ROOT$/);
  });

  it('do not wait for a Telegram that never answers', async () => {
    const silent = await serve(() => undefined);
    try {
      const [line] = await token({ ...env, TELEGRAM_API_ROOT: silent.url });
      expect(line).to.match(/^error: Telegram does not answer at .*no answer in/);
    } finally {
      await silent.close();
    }
  });

  it('skip the updates without a bot, or a token', async () => {
    for (const TELEGRAM_BOT_TOKEN of [nowhere.TELEGRAM_BOT_TOKEN, '']) {
      expect(levels(await updates({}, { ...env, TELEGRAM_BOT_TOKEN }))).to.deep.equal(['not_checked']);
    }
    expect((await token({ ...env, TELEGRAM_BOT_TOKEN: '' }))[0]).to.match(
      /^not_checked: .*TELEGRAM_BOT_TOKEN must be set/,
    );
  });

  it('accept long polling without a webhook', async () => {
    expect(await updates()).to.deep.equal(['ok: fetched by long polling, no webhook is set']);
  });

  it('report a webhook that blocks long polling, without its path', async () => {
    await call('setWebhook', { url: 'https://other.example.com/secret-path' });
    const [line = '', ...more] = await updates();
    expect(line).to.match(
      /^error: a webhook is set, at other.example.com, .*\(409\): .*npm run start:bot; if it comes back/,
    );
    expect(line).to.not.include('secret-path');
    expect(more).to.deep.equal([]);
  });

  it('warn of many updates that nobody fetches', async () => {
    const ann = new TelegramUser(telegram.url, { first_name: 'Ann' });
    for (let count = 0; count < 99; count += 1) await ann.say('hello');
    expect(levels(await updates())).to.deep.equal(['ok']);
    await ann.say('hello');
    expect((await updates())[0]).to.match(/^warning: 100 updates wait to be fetched: .*npm run start:bot/);
  });

  describe('of a bot by webhook', () => {
    const url = 'https://bot.example.com/hook';
    const allowed_updates = allowedUpdates;

    it('accept the configured webhook', async () => {
      await call('setWebhook', { url, allowed_updates });
      expect(await updates({ webhookUrl: url })).to.deep.equal(['ok: brought to bot.example.com']);
    });

    it('report a missing one', async () => {
      expect((await updates({ webhookUrl: url }))[0]).to.match(
        /^error: no webhook is set, and bot.example.com is meant/,
      );
    });

    it('report one that is set elsewhere, or at another path', async () => {
      await call('setWebhook', { url: 'https://other.example.com/hook', allowed_updates });
      expect((await updates({ webhookUrl: url }))[0]).to.match(/^error: the webhook is set at other.example.com, /);
      await call('setWebhook', { url: `${url}2`, allowed_updates });
      const [line] = await updates({ webhookUrl: url });
      expect(line)
        .to.match(/^error: the webhook is set at another path of bot.example.com/)
        .and.not.include('hook2');
    });

    it('report updates that Telegram excludes', async () => {
      await call('setWebhook', { url, allowed_updates: ['message'] });
      expect((await updates({ webhookUrl: url }))[0]).to.match(
        /^error: Telegram keeps back edited_message, callback_query, my_chat_member: /,
      );
    });

    it('report updates that cannot be delivered; as a warning when they could be since; not for ever', async () => {
      let status = 500;
      const bot = await serve((_, response) => response.writeHead(status).end());
      try {
        await call('setWebhook', { url: bot.url, allowed_updates });
        await new TelegramUser(telegram.url, { first_name: 'Ann' }).say('hello');
        const info = () =>
          call('getWebhookInfo') as Promise<{ last_error_message?: string; pending_update_count: number }>;
        await until('a failure', info, ({ last_error_message: failure }) => failure !== undefined);
        const failing = await updates({ webhookUrl: bot.url });
        expect(failing[0]).to.match(
          /^error: Telegram could not bring an update .*Wrong response.*500.*, and 1 update wait/,
        );
        status = 200;
        await until('the update', info, ({ pending_update_count: pending }) => pending === 0);
        expect((await updates({ webhookUrl: bot.url }))[0]).to.match(/^warning: Telegram could not bring an update/);
        const later = () => Date.now() + 3_600_000;
        expect(levels(await updates({ webhookUrl: bot.url, now: later }))).to.deep.equal(['ok']);
      } finally {
        await bot.close();
      }
    });
  });

  describe("of the webhook's address", () => {
    const TELEGRAM_WEBHOOK_SECRET = 'a-secret-of-the-webhook';
    const webhook = (given: Record<string, string>) =>
      look((_, settings) => telegramWebhook(settings), { ...env, TELEGRAM_WEBHOOK_SECRET, ...given });

    it('say when there is none, and skip it when the secret is missing', async () => {
      expect(await webhook({})).to.deep.equal(['ok: not used: updates are asked for, by one bot']);
      const [line] = await webhook({ TELEGRAM_WEBHOOK_URL: 'https://bot.example.com/x', TELEGRAM_WEBHOOK_SECRET: '' });
      expect(line).to.match(/^not_checked: .*TELEGRAM_WEBHOOK_SECRET must be set right first$/);
    });

    it('accept the bot, which refuses calls without the secret, and report another server', async () => {
      const taken: unknown[] = [];
      const url = 'http://127.0.0.1/hook';
      const server = createTelegramWebhook(
        { url, secret: TELEGRAM_WEBHOOK_SECRET },
        new Deliveries(async (update) => void taken.push(update)),
      );
      const root = await listen(server, { host: '127.0.0.1', port: 0, variables: '' });
      try {
        const { host } = new URL(root);
        expect(await webhook({ TELEGRAM_WEBHOOK_URL: `${root}/hook` })).to.deep.equal([
          `ok: ${host} answers, and asks for the secret`,
        ]);
        expect(taken).to.deep.equal([]);
        const [line] = await webhook({ TELEGRAM_WEBHOOK_URL: `${root}/other` });
        expect(line).to.match(
          /^error: .*is not the bot: it answers 404 in place of 401: .*let POST \/other through to the bot/,
        );
      } finally {
        await server.close();
      }
      const [line] = await webhook({ TELEGRAM_WEBHOOK_URL: `${await closedUrl()}/hook` });
      expect(line).to.match(/^error: .*ECONNREFUSED.*npm run start:bot$/);
    });

    it('report an address that Telegram itself cannot reach', async () => {
      const TELEGRAM_API_ROOT = 'https://api.telegram.org';
      const [inside] = await webhook({ TELEGRAM_API_ROOT, TELEGRAM_WEBHOOK_URL: 'http://127.0.0.1:8084/hook' });
      expect(inside).to.match(/^error: Telegram cannot reach 127.0.0.1: set TELEGRAM_WEBHOOK_URL to a public https/);
      expect(await webhook({ TELEGRAM_API_ROOT, TELEGRAM_WEBHOOK_URL: 'https://192.0.2.1:8084/hook' })).to.deep.equal([
        'error: Telegram calls no port 8084: have the reverse proxy listen on 443, 80, 88 or 8443',
      ]);
    });
  });
});
