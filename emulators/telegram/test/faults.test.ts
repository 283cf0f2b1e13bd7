import { expect } from 'chai';
import { autoRetry } from '@grammyjs/auto-retry';
import { GrammyError } from 'grammy';
import { EMULATOR_BOT_TOKEN } from '../index.ts';
import { apiOf, failure, lostCall, picture, botApiRefusal, request, startScene } from './support.ts';
import type { Json, TelegramScene } from './support.ts';

describe('Telegram emulator: faults', () => {
  let scene: TelegramScene;
  before(async () => {
    scene = await startScene();
  });
  after(async () => await scene.emulator.close());
  afterEach(async () => {
    await request(`${scene.url}/emulator/faults`, undefined, 'DELETE');
  });

  const fault = async (method: string, kind: unknown, more: object = {}): Promise<void> => {
    const { status } = await request(`${scene.url}/emulator/faults`, { method, kind, ...more });
    expect(status).to.equal(200);
  };
  const send = async (text: string): Promise<unknown> => await scene.api.sendMessage(scene.chatId, text);
  const arrived = async (text: string): Promise<number> =>
    (await scene.user.chat()).messages.filter((message) => message.text === text).length;

  it('answers 429 with retry_after the given number of times', async () => {
    await fault('sendMessage', 429, { count: 2, retry_after: 7 });
    const error = await failure(send('limited'));
    expect(error).to.be.instanceOf(GrammyError);
    expect(error).to.deep.include({
      error_code: 429,
      description: 'Too Many Requests: retry after 7',
      parameters: { retry_after: 7 },
    });
    await botApiRefusal(send('limited'));
    await send('limited');
    expect(await arrived('limited')).to.equal(1);
  });

  it('lets grammY’s auto-retry succeed', async () => {
    const api = apiOf(scene.url);
    api.config.use(autoRetry({ maxRetryAttempts: 2, maxDelaySeconds: 5 }));
    await fault('sendMessage', 429, { retry_after: 1 });
    await api.sendMessage(scene.chatId, 'retried');
    expect(await arrived('retried')).to.equal(1);
  });

  it('answers status codes for one method and leaves others alone', async () => {
    await fault('sendMessage', 502);
    await scene.api.getMe();
    expect(await botApiRefusal(send('x'))).to.equal('502: Bad Gateway');
    await fault('*', 500, { description: 'Internal Server Error: made up' });
    expect(await botApiRefusal(scene.api.getMe())).to.equal('500: Internal Server Error: made up');
    await scene.api.getMe();
  });

  it('cuts the connection before running the method', async () => {
    await fault('sendMessage', 'reset-before');
    await lostCall(send('never'));
    expect(await arrived('never')).to.equal(0);
  });

  it('loses the answer after running the method', async () => {
    await fault('sendMessage', 'reset-after');
    await lostCall(send('ran'));
    expect(await arrived('ran')).to.equal(1);
  });

  it('hangs without running the method until the caller gives up', async () => {
    await fault('sendMessage', 'hang');
    const api = apiOf(scene.url);
    const giveUp = new AbortController();
    const signal: Json = giveUp.signal;
    setTimeout(() => giveUp.abort(), 100);
    await failure(api.sendMessage(scene.chatId, 'hung', {}, signal));
    expect(await arrived('hung')).to.equal(0);
    const { body } = await request(`${scene.url}/emulator/calls?method=sendMessage`);
    expect(body.at(-1)).to.include({ ok: null, fault: 'hang' });
  });

  it('hits downloads under the name downloadFile', async () => {
    await scene.user.sendPhotos([{ name: 'a.jpg', bytes: await picture(1, 100, 100) }]);
    const [update] = await scene.api.getUpdates({ offset: -1 });
    const { file_path: path } = await scene.api.getFile(update?.message?.photo?.[0]?.file_id ?? '');
    await fault('downloadFile', 500);
    const download = async (): Promise<number> =>
      (await fetch(`${scene.url}/file/bot${EMULATOR_BOT_TOKEN}/${path}`)).status;
    expect(await download()).to.equal(500);
    expect(await download()).to.equal(200);
  });

  it('refuses a fault that it does not know', async () => {
    for (const kind of ['explode', 200, undefined]) {
      const { status, body } = await request(`${scene.url}/emulator/faults`, { method: 'getMe', kind });
      expect(status).to.equal(400);
      expect(body.error).to.contain('"kind" must be');
    }
  });
});
