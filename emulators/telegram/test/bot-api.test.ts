import { expect } from 'chai';
import { EMULATOR_BOT_TOKEN } from '../index.ts';
import { apiOf, botApiRefusal, request, startScene } from './support.ts';
import type { TelegramScene } from './support.ts';

describe('Telegram emulator: Bot API over HTTP', () => {
  let scene: TelegramScene;
  const second = '2000000002:SecondBotOfTheEmulatorsTests_-00000';
  before(async () => {
    // People talk to the first one unless they name another.
    const bots = [
      { token: EMULATOR_BOT_TOKEN, username: 'first_bot', first_name: 'First' },
      { token: second, username: 'second_bot', first_name: 'Second' },
    ];
    scene = await startScene({ bots });
  });
  after(async () => await scene.emulator.close());

  it('knows its own token and the given ones', async () => {
    expect(await scene.api.getMe()).to.include({ id: 1000000001, is_bot: true, username: 'first_bot' });
    expect(await apiOf(scene.url, second).getMe()).to.include({ id: 2000000002, username: 'second_bot' });
  });

  it('answers 401 to an unknown token and 404 to one of the wrong shape', async () => {
    const stranger = apiOf(scene.url, '1234567890:AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA');
    expect(await botApiRefusal(stranger.getMe())).to.equal('401: Unauthorized');
    expect(await botApiRefusal(apiOf(scene.url, 'nonsense').getMe())).to.equal('404: Not Found');
  });

  it('answers 404 to a method that does not exist', async () => {
    const { status, body } = await request(`${scene.url}/bot${EMULATOR_BOT_TOKEN}/sendTelepathy`, {});
    expect(status).to.equal(404);
    expect(body).to.deep.equal({ ok: false, error_code: 404, description: 'Not Found' });
  });

  it('takes method names in any case, GET with a query, and urlencoded bodies', async () => {
    const root = `${scene.url}/bot${second}`;
    const user = await request(`${scene.url}/emulator/users`, { id: 77, first_name: 'Get' });
    await request(`${scene.url}/emulator/users/${user.body.id}/text?bot=second_bot`, { text: 'hi' });
    const got = await request(`${root}/SENDMESSAGE?chat_id=77&text=by+query`);
    expect(got.body.result.text).to.equal('by query');
    const markup = { inline_keyboard: [[{ text: 'A', callback_data: 'a' }]] };
    const form = new URLSearchParams({ chat_id: '77', text: 'by form', reply_markup: JSON.stringify(markup) });
    const posted = await fetch(`${root}/sendMessage`, { method: 'POST', body: form });
    const { result } = JSON.parse(await posted.text());
    expect(result.text).to.equal('by form');
    expect(result.reply_markup).to.deep.equal(markup);
  });

  it('refuses a body that is not JSON', async () => {
    const response = await fetch(`${scene.url}/bot${second}/getMe`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: '{"chat_id":',
    });
    expect(response.status).to.equal(400);
    expect(JSON.parse(await response.text())).to.include({ ok: false, error_code: 400 });
  });

  it('keeps commands apart by scope and language', async () => {
    const { api } = scene;
    await api.setMyCommands([{ command: 'start', description: 'Start' }]);
    await api.setMyCommands([{ command: 'start', description: 'Начать' }], { language_code: 'ru' });
    const scope = { type: 'all_private_chats' } as const;
    await api.setMyCommands([{ command: 'help', description: 'Help' }], { scope });
    expect(await api.getMyCommands()).to.deep.equal([{ command: 'start', description: 'Start' }]);
    expect((await api.getMyCommands({ language_code: 'ru' }))[0]?.description).to.equal('Начать');
    expect((await api.getMyCommands({ scope }))[0]?.command).to.equal('help');
    await api.deleteMyCommands({ language_code: 'ru' });
    expect(await api.getMyCommands({ language_code: 'ru' })).to.deep.equal([]);
    expect(await api.getMyCommands()).to.have.length(1);
  });

  const set = async (command: string, description: string): Promise<string> =>
    await botApiRefusal(scene.api.setMyCommands([{ command, description }]));

  it('refuses commands that break the rules', async () => {
    expect(await set('Start!', 'x')).to.equal('400: Bad Request: BOT_COMMAND_INVALID');
    expect(await set('start', '')).to.equal('400: Bad Request: BOT_COMMAND_DESCRIPTION_INVALID');
  });

  it('keeps descriptions by language and falls back to the common one', async () => {
    const { api } = scene;
    await api.setMyDescription('Avatars');
    await api.setMyDescription('Аватары', { language_code: 'ru' });
    await api.setMyShortDescription('Short');
    expect(await api.getMyDescription({ language_code: 'ru' })).to.deep.equal({ description: 'Аватары' });
    expect(await api.getMyDescription({ language_code: 'de' })).to.deep.equal({ description: 'Avatars' });
    expect(await api.getMyShortDescription()).to.deep.equal({ short_description: 'Short' });
    expect(await botApiRefusal(api.setMyShortDescription('x'.repeat(121)))).to.match(/^400: Bad Request: .*too long$/);
  });

  it('records every call with parameters and result, without secrets', async () => {
    const { body: before } = await request(`${scene.url}/emulator/calls`);
    const since = before.at(-1).index + 1;
    await scene.api.sendMessage(scene.chatId, 'recorded');
    await botApiRefusal(scene.api.sendMessage(1, 'nobody'));
    await scene.api.setWebhook('http://127.0.0.1:9/', { secret_token: 'hush' });
    await scene.api.deleteWebhook();
    const { body } = await request(`${scene.url}/emulator/calls?since=${since}`);
    expect(body.map((call: { method: string }) => call.method)).to.deep.equal([
      'sendMessage',
      'sendMessage',
      'setWebhook',
      'deleteWebhook',
    ]);
    expect(body[0]).to.deep.include({ ok: true, params: { chat_id: scene.chatId, text: 'recorded' } });
    expect(body[1]).to.include({ ok: false, error_code: 400, error: 'Bad Request: chat not found' });
    expect(JSON.stringify(body)).not.to.match(/hush|AAEmulatorToken/);
    const filtered = await request(`${scene.url}/emulator/calls?since=${since}&method=sendmessage`);
    expect(filtered.body).to.have.length(2);
  });

  it('has a health route', async () => {
    for (const path of ['/emulator/', '/emulator']) {
      const { status, body } = await request(scene.url + path);
      expect(status).to.equal(200);
      expect(body).to.include({ ok: true });
    }
  });
});
