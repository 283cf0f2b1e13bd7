import { createServer } from 'node:http';
import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import { expect } from 'chai';
import { Bot, webhookCallback } from 'grammy';
import { EMULATOR_BOT_TOKEN } from '../index.ts';
import { botApiRefusal, startScene, until } from './support.ts';
import type { TelegramScene } from './support.ts';

type Handler = (request: IncomingMessage, response: ServerResponse, body: string) => void;

const textOf = (body: string): string => JSON.parse(body).message.text;

describe('Telegram emulator: webhooks', () => {
  let scene: TelegramScene;
  let server: Server;
  let address: string;
  let handler: Handler;
  beforeEach(async () => {
    scene = await startScene({ webhookRetryMs: 20, webhookTimeoutMs: 300 });
    server = createServer((request, response) => {
      const chunks: Buffer[] = [];
      request.on('data', (chunk: Buffer) => chunks.push(chunk));
      request.on('end', () => handler(request, response, Buffer.concat(chunks).toString()));
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const listening = server.address();
    if (listening === null || typeof listening === 'string') throw new Error('not listening on a port');
    address = `http://127.0.0.1:${listening.port}/hook`;
  });
  afterEach(async () => {
    await scene.emulator.close();
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  });

  it('delivers to grammY’s webhookCallback with the secret token', async () => {
    const bot = new Bot(EMULATOR_BOT_TOKEN, { client: { apiRoot: scene.url } });
    bot.on('message:text', async (context) => {
      await context.reply(`heard ${context.message.text}`);
    });
    await bot.init();
    const callback = webhookCallback(bot, 'http', { secretToken: 'secret_1' });
    server.removeAllListeners('request');
    server.on('request', (request, response) => void callback(request, response));
    await bot.api.setWebhook(address, { secret_token: 'secret_1', max_connections: 5 });
    await scene.user.say('hello');
    await scene.user.waitFor((chat) => chat.messages.some(({ text }) => text === 'heard hello'));
    await until(async () => (await bot.api.getWebhookInfo()).pending_update_count === 0, 'an empty queue');
    expect(await bot.api.getWebhookInfo()).to.include({ url: address, max_connections: 5, pending_update_count: 0 });
  });

  it('redelivers in order until the answer is 2xx', async () => {
    const seen: string[] = [];
    let failures = 3;
    handler = (_request, response, body) => {
      seen.push(textOf(body));
      response.statusCode = failures-- > 0 ? 500 : 200;
      response.end();
    };
    await scene.api.setWebhook(address);
    await scene.user.say('first');
    await scene.user.say('second');
    await until(() => seen.includes('second'), 'the second update');
    expect(seen).to.deep.equal(['first', 'first', 'first', 'first', 'second']);
    const info = await scene.api.getWebhookInfo();
    expect(info.last_error_message).to.equal('Wrong response from the webhook: 500 Internal Server Error');
    expect(info.last_error_date).to.be.a('number');
  });

  it('redelivers after a timeout', async () => {
    let times = 0;
    handler = (_request, response) => {
      if (++times > 1) response.end();
    };
    await scene.api.setWebhook(address);
    await scene.user.say('slow');
    await until(async () => (await scene.api.getWebhookInfo()).pending_update_count === 0, 'the redelivery');
    expect(times).to.equal(2);
    expect((await scene.api.getWebhookInfo()).last_error_message).to.equal('Read timeout expired');
  });

  it('delivers pending updates, and drops them on request', async () => {
    const seen: string[] = [];
    handler = (_request, response, body) => {
      seen.push(textOf(body));
      response.end();
    };
    await scene.user.say('dropped');
    await scene.api.setWebhook(address, { drop_pending_updates: true });
    await scene.api.deleteWebhook();
    await scene.user.say('kept');
    await scene.api.setWebhook(address);
    await until(() => seen.length > 0, 'a delivery');
    expect(seen).to.deep.equal(['kept']);
  });

  it('runs the method that the answer asks for', async () => {
    handler = (_request, response) => {
      response.setHeader('content-type', 'application/json');
      response.end(JSON.stringify({ method: 'sendMessage', chat_id: scene.chatId, text: 'in the answer' }));
    };
    await scene.api.setWebhook(address);
    await scene.user.say('hello');
    const message = await scene.user.waitFor((chat) => chat.messages.find(({ from }) => from === 'bot'));
    expect(message.text).to.equal('in the answer');
  });

  it('keeps the allowed kinds if setWebhook omits them', async () => {
    handler = (_request, response) => void response.end();
    await scene.api.setWebhook(address, { allowed_updates: ['callback_query'] });
    await scene.api.setWebhook(address, { secret_token: 'x' });
    expect((await scene.api.getWebhookInfo()).allowed_updates).to.deep.equal(['callback_query']);
  });

  const set = async (url: string, secret?: string): Promise<string> =>
    await botApiRefusal(scene.api.setWebhook(url, secret === undefined ? {} : { secret_token: secret }));

  it('refuses bad addresses and secrets', async () => {
    expect(await set('http://example.org/')).to.equal(
      '400: Bad Request: bad webhook: An HTTPS URL must be provided for webhook',
    );
    expect(await set('https://example.org:5000/')).to.contain('only on ports 80, 88, 443 or 8443');
    expect(await set(address, 'no spaces')).to.equal('400: Bad Request: secret token contains unallowed characters');
    expect(await set(address, 'x'.repeat(257))).to.equal('400: Bad Request: secret token is too long');
  });
});
