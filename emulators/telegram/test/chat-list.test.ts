import { expect } from 'chai';
import { request, startScene } from './support.ts';
import type { Json, TelegramScene } from './support.ts';

describe('Telegram emulator: users and their chats', () => {
  let scene: TelegramScene;
  beforeEach(async () => {
    scene = await startScene();
  });
  afterEach(() => scene.emulator.close());

  const get = async (path: string): Promise<Json> => (await request(`${scene.url}/emulator/${path}`)).body;

  it('lists all users with their last message, the newest first', async () => {
    const { body: ben } = await request(`${scene.url}/emulator/users`, { first_name: 'Ben', language_code: 'en' });
    const [anna, quiet] = await get('chats');
    expect(anna.user).to.include({ id: scene.chatId, first_name: 'Анна' });
    expect(anna.last).to.include({ from: 'user', text: '/start' });
    expect(quiet.user).to.include({ id: ben.id, language_code: 'en' });
    expect(quiet).to.not.have.property('last');
    await scene.user.sendMedia('voice');
    expect((await get('chats'))[0].last).to.include({ media: 'voice', text: '' });
  });

  it('shows the bot’s commands by the narrowest scope, then by language', async () => {
    const command = (description: string) => [{ command: 'start', description }];
    const seen = async () => (await get(`users/${scene.chatId}/bot`)).commands[0]?.description;
    expect(await seen()).to.equal(undefined);
    await scene.api.setMyCommands(command('for all'));
    expect(await seen()).to.equal('for all');
    await scene.api.setMyCommands(command('по-русски'), { language_code: 'ru' });
    expect(await seen()).to.equal('по-русски');
    await scene.api.setMyCommands(command('in private'), { scope: { type: 'all_private_chats' } });
    expect(await seen()).to.equal('in private');
    await scene.api.setMyCommands(command('for one'), { scope: { type: 'chat', chat_id: scene.chatId } });
    expect(await seen()).to.equal('for one');
  });

  it('shows the bot’s name and description in the user’s language, or the default ones', async () => {
    await scene.api.setMyDescription('I make avatars');
    await scene.api.setMyDescription('Делаю аватары', { language_code: 'ru' });
    await scene.api.setMyShortDescription('Avatars');
    const profile = await get(`users/${scene.chatId}/bot`);
    expect(profile).to.include({ name: 'Emulator', description: 'Делаю аватары', short_description: 'Avatars' });
  });

  it('keeps links for ids in calls, and refuses invalid ones', async () => {
    const link = { title: 'Temporal', pattern: '\\d+', address: 'http://127.0.0.1:8233/workflows/avatar-$&' };
    expect((await request(`${scene.url}/emulator/links`, { links: [link] }, 'PUT')).status).to.equal(200);
    expect(await get('links')).to.deep.equal([link]);
    for (const wrong of [{ ...link, pattern: '(' }, { ...link, address: 'javascript:alert(1)' }, {}]) {
      expect((await request(`${scene.url}/emulator/links`, { links: [wrong] }, 'PUT')).status).to.equal(400);
    }
    expect(await get('links')).to.deep.equal([link]);
  });
});
