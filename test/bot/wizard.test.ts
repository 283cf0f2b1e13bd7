import { expect } from 'chai';
import { Scene, type Somebody } from './scene.ts';

/** The trainers' configured times, until there are trainings to learn from. */
const usual = { portrait: '3–15 минут', style: '5–30 минут' };

describe('the wizard', () => {
  let scene: Scene;
  let anna: Somebody;

  beforeEach(async () => {
    scene = await Scene.start();
    anna = await scene.person();
  });
  afterEach(() => scene.stop());

  it('makes an avatar with three taps, named after the user, and its message becomes the card', async () => {
    const card = await anna.makesAvatar();
    const [kept] = scene.avatars.kept.values();
    expect(kept?.avatar.choices).to.deep.equal({
      avatarType: 'character',
      gender: 'female',
      trainingType: 'portrait',
      name: 'Анна',
    });
    expect(kept?.avatar.user).to.include({ telegramId: anna.id, language: 'ru', firstName: 'Анна' });
    expect(kept?.life.cardMessageId).to.equal(card.id);
    expect((await anna.botMessages()).map(({ id }) => id)).to.deep.equal([card.id]);
  });

  it('takes four taps from the greeting to the photos', async () => {
    await anna.user.say('/start');
    await anna.taps('button-new');
    await anna.taps('avatar-type', { value: 'character' });
    await anna.taps('gender', { value: 'female' });
    await anna.taps('training-type', { value: 'portrait' });
    const card = await anna.sees(anna.t('card-ask-photos', { min: 10, max: 20 }));
    expect(await scene.calls('answerCallbackQuery')).to.have.length(4);
    expect((await anna.botMessages()).map(({ id }) => id)).to.deep.equal([card.id]);
  });

  it('suggests a name of its own for the second avatar, and for the third', async () => {
    for (const name of ['Анна', 'Анна 2', 'Анна 3']) {
      await anna.makesAvatar();
      await anna.user.waitFor(() => [...scene.avatars.kept.values()].at(-1)?.life.name === name);
    }
    const [, second] = scene.avatars.kept.keys();
    scene.avatars.kept.delete(second ?? '');
    await anna.makesAvatar();
    await anna.user.waitFor(() => [...scene.avatars.kept.values()].some(({ life }) => life.name === 'Анна 2'));
  });

  it('makes another avatar by another walk, even if Telegram has restarted its update ids', async () => {
    for (const count of [1, 2]) {
      await scene.updateIds(800_000_000);
      await anna.makesAvatar();
      await anna.user.waitFor(() => scene.avatars.kept.size === count);
    }
    expect(new Set(scene.avatars.commands).size, 'no command is taken for another').to.equal(2);
  });

  it("makes an avatar even if the other avatars' names are unknown", async () => {
    scene.avatars.namesOf = () => Promise.reject(new Error('the database is away'));
    await anna.makesAvatar();
    await anna.sees('📝 Анна');
  });

  it('gives the avatar a default name when the user has no usable one', async () => {
    const nameless = await scene.person({ first_name: '\u200B' });
    await nameless.makesAvatar();
    await nameless.sees(nameless.t('name-default'));
  });

  it('leads back from every step', async () => {
    await anna.user.say('/new');
    await anna.taps('avatar-type', { value: 'style' });
    await anna.taps('gender', { value: 'other' });
    await anna.sees(anna.t('wizard-training', usual));
    scene.avatars.usual = [60_000, 120_000];
    await anna.taps('button-back');
    await anna.taps('gender', { value: 'other' });
    await anna.sees(anna.t('wizard-training', { portrait: '1–2 минуты', style: '1–2 минуты' }));
    await anna.taps('button-back');
    await anna.sees(anna.t('wizard-gender'));
    await anna.taps('button-back');
    await anna.sees(anna.t('wizard-type'));
    await anna.taps('button-back');
    await anna.sees('Здравствуйте');
  });

  it('makes one avatar for two taps on its last button', async () => {
    await anna.user.say('/new');
    await anna.taps('avatar-type', { value: 'character' });
    await anna.taps('gender', { value: 'female' });
    const last = anna.t('training-type', { value: 'portrait' });
    await anna.sees(anna.t('wizard-training', usual));
    await Promise.all([anna.user.tap(last), anna.user.tap(last)]);
    await anna.sees(anna.t('card-name-hint'));
    await anna.user.waitFor(({ unanswered_callbacks: open }) => open.length === 0);
    expect(scene.avatars.commands).to.have.length(1);
    expect(scene.avatars.kept.size).to.equal(1);
  });

  it('makes one avatar for two taps, even if the second comes to another process', async () => {
    await anna.user.say('/new');
    await anna.taps('avatar-type', { value: 'character' });
    await anna.taps('gender', { value: 'female' });
    const { id: messageId, buttons } = await anna.sees(anna.t('wizard-training', usual));
    const data = buttons[0]?.[0]?.data ?? '';
    await anna.user.tap({ data }, { messageId });
    await anna.user.waitFor(() => scene.avatars.commands.length === 1);
    await scene.stopBot();
    scene.startBot();
    await anna.user.tap({ data }, { messageId, force: true });
    await anna.user.waitFor(() => scene.avatars.commands.length === 2);
    expect(scene.avatars.kept.size).to.equal(1);
    expect(new Set(scene.avatars.commands)).to.have.property('size', 2);
  });

  it('makes another avatar in the message of a deleted one', async () => {
    const card = await anna.makesAvatar();
    const [first] = scene.avatars.kept.keys();
    await anna.taps('button-cancel');
    await anna.taps('button-cancel-yes');
    await anna.taps('button-delete');
    await anna.taps('button-delete-yes');
    await anna.taps('button-new', undefined, card.id);
    await anna.taps('avatar-type', { value: 'custom' });
    await anna.taps('gender', { value: 'other' });
    await anna.taps('training-type', { value: 'style' });
    await anna.sees(anna.t('card-tip', { value: 'custom' }));
    const ids = [...scene.avatars.kept.keys()];
    expect(ids).to.have.length(1);
    expect(ids).not.to.include(first);
  });

  it('goes on where it was when the bot was restarted meanwhile', async () => {
    await anna.user.say('/new');
    await anna.taps('avatar-type', { value: 'character' });
    await anna.sees(anna.t('wizard-gender'));
    await scene.stopBot();
    await anna.taps('gender', { value: 'female' });
    scene.startBot();
    await anna.taps('training-type', { value: 'portrait' });
    await anna.sees(anna.t('card-name-hint'));
  });

  it('says so when the answer does not come in time, answers the tap, and still makes the avatar later', async () => {
    scene.avatars.holding = new Promise((resolve) => setTimeout(resolve, 600));
    scene.avatars.answerAll = { ok: false, why: 'late' };
    await anna.user.say('/new');
    await anna.taps('avatar-type', { value: 'character' });
    await anna.taps('gender', { value: 'female' });
    await anna.taps('training-type', { value: 'portrait' });
    await anna.sees(anna.t('server-away'));
    expect((await anna.user.chat()).unanswered_callbacks).to.deep.equal([]);
    scene.avatars.answerAll = undefined;
    await anna.sees(anna.t('card-name-hint'));
  });
});
