import { expect } from 'chai';
import { Api } from 'grammy';
import { pino } from 'pino';
import { EMULATOR_BOT_TOKEN } from '../../emulators/telegram/index.ts';
import { introduce } from '../../src/bot/index.ts';
import { say } from '../../src/chat/i18n.ts';
import { languages } from '../../src/domain/avatar/avatar.ts';
import { Scene } from './scene.ts';

const NAMES = ['start', 'new', 'avatars', 'cancel', 'settings', 'help', 'privacy', 'deletedata'];

describe("the bot's profile in Telegram", () => {
  let scene: Scene;
  let api: Api;
  const logged: string[] = [];
  const logger = pino({}, { write: (line: string) => void logged.push(line) });
  beforeEach(async () => {
    scene = await Scene.start();
    api = new Api(EMULATOR_BOT_TOKEN, { apiRoot: scene.telegram.url });
    logged.length = 0;
  });
  afterEach(() => scene.stop());

  it('has its commands in both languages, in Russian for all who prefer it', async () => {
    await introduce(api, logger);
    const [english, russian, ukrainian] = [
      await api.getMyCommands(),
      await api.getMyCommands({ language_code: 'ru' }),
      await api.getMyCommands({ language_code: 'uk' }),
    ];
    for (const list of [english, russian]) expect(list.map(({ command }) => command)).to.deep.equal(NAMES);
    expect(english.map(({ description }) => description)).to.include('My avatars');
    expect(russian.map(({ description }) => description)).to.include('Мои аватары');
    expect(ukrainian).to.deep.equal(russian);
  });

  it('says what the bot does, in both languages; its name is left to its owner', async () => {
    const { name } = await api.getMyName();
    await introduce(api, logger);
    for (const language of languages) {
      const of = language === 'ru' ? { language_code: language } : {};
      const t = say(language);
      expect(await api.getMyName(of)).to.deep.equal({ name });
      expect(await api.getMyDescription(of)).to.deep.equal({ description: t('bot-description') });
      expect(await api.getMyShortDescription(of)).to.deep.equal({ short_description: t('bot-short-description') });
    }
  });

  it('is not set again without a change: Telegram accepts few changes a day', async () => {
    const changes = async () =>
      Promise.all(
        ['setMyName', 'setMyDescription', 'setMyShortDescription'].map(
          async (method) => (await scene.calls(method)).length,
        ),
      );
    await introduce(api, logger);
    expect(await changes()).to.deep.equal([0, 2, 2]);
    await introduce(api, logger);
    expect(await changes()).to.deep.equal([0, 2, 2]);
  });

  it('does not block the start when Telegram refuses: the rest is set', async () => {
    await scene.fault({ method: 'setMyCommands', count: 1, kind: 429, retry_after: 3600 });
    await introduce(api, logger);
    expect(logged.join('\n')).to.include('Telegram did not take what the bot says of itself');
    expect(await api.getMyDescription()).to.deep.equal({ description: say('en')('bot-description') });
  });
});
