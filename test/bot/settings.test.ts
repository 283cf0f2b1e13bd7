import { expect } from 'chai';
import { say } from '../../src/chat/i18n.ts';
import { until } from '../support/until.ts';
import { Scene, type Somebody } from './scene.ts';

describe('/settings', () => {
  let scene: Scene;
  let anna: Somebody;
  beforeEach(async () => {
    scene = await Scene.start();
    anna = await scene.person();
  });
  afterEach(() => scene.stop());
  const english = say('en');

  it('offers a button for each language, in that language, and marks the present one', async () => {
    await anna.user.say('/settings');
    const { id } = await anna.sees(anna.t('settings'));
    expect((await anna.labels(id)).slice(0, 2)).to.deep.equal(['✅ Русский', 'English']);
  });

  it('is reached from /help, and by /language', async () => {
    await anna.user.say('/help');
    await anna.taps('button-settings');
    await anna.sees(anna.t('settings'));
    await anna.user.say('/language');
    await until(
      'two of them',
      () => anna.botMessages(),
      (messages) => messages.length === 2,
    );
  });

  it("saves the choice of an unknown user, with Telegram's profile, and uses it at once", async () => {
    await anna.user.say('/settings');
    await anna.tapsLabel('English');
    await anna.hears(english('toast-language'));
    const { id } = await anna.sees(english('settings'));
    expect((await anna.labels(id)).slice(0, 2)).to.deep.equal(['Русский', '✅ English']);
    expect(scene.users.languages.map(({ user, chosen }) => ({ user, chosen }))).to.deep.equal([
      { user: anna.person, chosen: 'en' },
    ]);
  });

  it('promise nothing when Temporal is away', async () => {
    await anna.user.say('/settings');
    scene.users.failure = new Error('Temporal is away');
    await anna.tapsLabel('English');
    await anna.sees(anna.t('trouble'));
    expect((await anna.user.chat()).toasts.map(({ text }) => text)).not.to.include(english('toast-language'));
  });

  it('uses the chosen language, whatever Telegram says', async () => {
    scene.avatars.standing = { language: 'en', languageChosen: true, blocked: false, deleting: false };
    await anna.user.say('/help');
    await anna.sees('How it works');
    expect(scene.users.languages).to.deep.equal([]);
  });

  it("uses Telegram's language until one is chosen, and saves its changes", async () => {
    scene.avatars.standing = { language: 'en', languageChosen: false, blocked: false, deleting: false };
    await anna.user.say('/help');
    await anna.sees('Как это работает');
    expect(scene.users.languages.map(({ user, chosen }) => ({ user, chosen }))).to.deep.equal([
      { user: anna.person, chosen: null },
    ]);
  });

  it('answers even if a change cannot be saved', async () => {
    scene.avatars.standing = { language: 'en', languageChosen: false, blocked: false, deleting: false };
    scene.users.failure = new Error('Temporal is away');
    await anna.user.say('/help');
    await anna.sees('Как это работает');
  });

  it('does not take a missing language for a change', async () => {
    scene.avatars.standing = { language: 'ru', languageChosen: false, blocked: false, deleting: false };
    const quiet = await scene.person({ language_code: '' });
    await quiet.user.say('/help');
    await quiet.sees('Как это работает');
    expect(scene.users.languages).to.deep.equal([]);
  });
});
