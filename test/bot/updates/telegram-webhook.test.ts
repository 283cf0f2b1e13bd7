import { expect } from 'chai';
import type { FastifyInstance } from 'fastify';
import { Api } from 'grammy';
import type { Update } from 'grammy/types';
import { TelegramUser } from '../../../emulators/telegram/client.ts';
import { EMULATOR_BOT_TOKEN, startTelegramEmulator, type TelegramEmulator } from '../../../emulators/telegram/index.ts';
import { allowedUpdates } from '../../../src/bot/updates/allowed-updates.ts';
import { Deliveries } from '../../../src/bot/updates/deliveries.ts';
import { currentHanding } from '../../../src/bot/updates/handing.ts';
import { createTelegramWebhook, register } from '../../../src/bot/updates/telegram-webhook.ts';
import { listen } from '../../../src/runtime/listen.ts';
import { until } from '../../support/until.ts';

const count = (heard: readonly Update[], length: number) =>
  until(
    `${length} updates`,
    async () => heard.length,
    (now) => now === length,
  );

const secret = 'a-secret_of-the_tests';

describe('the webhook that Telegram calls', () => {
  const heard: Update[] = [];
  let hold: Promise<void> | undefined;
  let holdMs: number | undefined;
  let deliveries: Deliveries;
  let server: FastifyInstance;
  let address: string;

  beforeEach(async () => {
    heard.length = 0;
    hold = undefined;
    deliveries = new Deliveries(async (update) => {
      heard.push(update);
      await hold;
    });
    server = createTelegramWebhook({ url: 'https://bot.example/telegram', secret }, deliveries, holdMs);
    address = await listen(server, { host: '127.0.0.1', port: 0, variables: '' });
  });
  afterEach(() => server.close());

  function call(body: unknown, headers: Record<string, string> = { 'x-telegram-bot-api-secret-token': secret }) {
    return fetch(`${address}/telegram`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...headers },
      body: JSON.stringify(body),
    });
  }

  it('accepts an update from Telegram', async () => {
    expect((await call({ update_id: 1 })).status).to.equal(200);
    expect(heard).to.deep.equal([{ update_id: 1 }]);
  });

  it('handles an update once, however often it comes', async () => {
    await Promise.all([call({ update_id: 1 }), call({ update_id: 1 })]);
    expect((await call({ update_id: 1 })).status).to.equal(200);
    expect(heard).to.have.length(1);
  });

  for (const [what, headers] of [
    ['no secret', {}],
    ['another secret', { 'x-telegram-bot-api-secret-token': `${secret}x` }],
  ] as const) {
    it(`refuses a call with ${what}`, async () => {
      expect((await call({ update_id: 1 }, headers)).status).to.equal(401);
      expect(heard).to.deep.equal([]);
    });
  }

  for (const body of [{}, [], 'text', { update_id: '1' }, null]) {
    it(`refuses a body that is no update (${JSON.stringify(body)})`, async () => {
      expect((await call(body)).status).to.equal(400);
      expect(heard).to.deep.equal([]);
    });
  }

  describe('with a slow update', () => {
    before(() => void (holdMs = 50));
    after(() => void (holdMs = undefined));

    it('frees its connection, gets it delivered again, and handles it once', async () => {
      const held = Promise.withResolvers<void>();
      hold = held.promise;
      const answer = await call({ update_id: 1 });
      expect(answer.status).to.equal(503);
      expect(answer.headers.get('retry-after')).to.equal('5');
      held.resolve();
      expect((await call({ update_id: 1 })).status).to.equal(200);
      expect(heard).to.have.length(1);
    });

    it('gets a tap that a server’s absence stops delivered again, until it is done', async () => {
      const tap = { update_id: 1, callback_query: { id: '1', from: { id: 1 } } };
      let isAway = true;
      await server.close();
      deliveries = new Deliveries(async () => void (isAway && currentHanding()?.tryAgain(true)));
      server = createTelegramWebhook({ url: 'https://bot.example/telegram', secret }, deliveries, 50);
      address = await listen(server, { host: '127.0.0.1', port: 0, variables: '' });
      expect((await call(tap)).status).to.equal(503);
      isAway = false;
      await until(
        'an answer that it is taken',
        async () => (await call(tap)).status,
        (status) => status === 200,
      );
    });

    it('accepts none after it is closed', async () => {
      await deliveries.close();
      expect((await call({ update_id: 1 })).status).to.equal(503);
      expect(heard).to.deep.equal([]);
    });
  });

  it('answers when the update is done, even while it is being closed', async () => {
    const held = Promise.withResolvers<void>();
    hold = held.promise;
    let status = 0;
    const calling = call({ update_id: 1 }).then((response) => (status = response.status));
    await count(heard, 1);
    const closing = server.close();
    await new Promise((resolve) => setTimeout(resolve, 50));
    expect(status).to.equal(0);
    held.resolve();
    await calling;
    await closing;
    expect(status).to.equal(200);
  });

  describe('once it is set at Telegram', () => {
    let telegram: TelegramEmulator;
    beforeEach(async () => (telegram = await startTelegramEmulator()));
    afterEach(() => telegram.close());

    it('gets waiting and new updates from Telegram itself', async () => {
      const api = new Api(EMULATOR_BOT_TOKEN, { apiRoot: telegram.url });
      const anna = new TelegramUser(telegram.url, { first_name: 'Anna', language_code: 'en' });
      await anna.say('before');
      await register(api, { url: `${address}/telegram`, secret });
      await anna.say('after');
      await count(heard, 2);
      expect(heard.map(({ message }) => message?.text)).to.deep.equal(['before', 'after']);
      expect((await api.getWebhookInfo()).allowed_updates).to.deep.equal([...allowedUpdates]);
    });
  });
});
