import { expect } from 'chai';
import { withPhotos } from './fake-avatars.ts';
import { Scene, type Somebody } from './scene.ts';

const [FIRST, SECOND] = ['4c8f2f64-0d0c-5b6f-9a55-0a8f5a7e1c11', '4c8f2f64-0d0c-5b6f-9a55-0a8f5a7e1c22'];

describe('the first words of the bot', () => {
  let scene: Scene;
  let anna: Somebody;

  beforeEach(async () => {
    scene = await Scene.start();
    anna = await scene.person();
  });
  afterEach(() => scene.stop());

  it('greet a newcomer in their language and offer to start', async () => {
    await anna.user.say('/start');
    await anna.sees('Здравствуйте');
    const john = await scene.person({ first_name: 'John', language_code: 'en' });
    await john.user.say('/start');
    const greeting = await john.sees(john.t('start-welcome', { min: 10, max: 20 }));
    expect(await john.labels(greeting.id)).to.deep.equal([john.t('button-new'), john.t('button-help')]);
  });

  it('lead back to the avatar that is open, not to the newest', async () => {
    scene.avatars.put(SECOND, anna.person, 'Вторая', (life) => (life.status = 'completed'));
    scene.avatars.put(FIRST, anna.person, 'Первая', (life) => (life.status = 'uploading'));
    scene.avatars.put('4c8f2f64-0d0c-5b6f-9a55-0a8f5a7e1c33', anna.person, 'Третья', (life) => (life.status = 'error'));
    await anna.user.say('/start');
    const greeting = await anna.sees('Первая');
    await anna.taps('button-continue');
    // The message that was tapped is the avatar's card from now on.
    await anna.sees('0 · нужно 10–20');
    expect(scene.avatars.kept.get(FIRST)?.life.cardMessageId).to.equal(greeting.id);
    expect((await anna.botMessages()).map(({ id }) => id)).to.deep.equal([greeting.id]);
  });

  it('lead back to an avatar in training', async () => {
    scene.avatars.put(FIRST, anna.person, 'Анна', (life) => {
      withPhotos(life, 12);
      life.status = 'training';
      life.progress = 50;
    });
    await anna.user.say('/start');
    await anna.taps('button-show');
    await anna.sees('50 %');
  });

  it('say how far an avatar has come, and lead back to it by one button', async () => {
    scene.avatars.put(FIRST, anna.person, 'Анна', (life) => {
      withPhotos(life, 7);
      life.status = 'uploading';
    });
    await anna.user.say('/start');
    const { id } = await anna.sees('Продолжим «Анна»? Шаг 4 из 5, фото: 7 из 10.');
    expect((await anna.labels(id))[0]).to.equal(anna.t('button-continue'));
  });

  it('lead back to an avatar whose training has failed', async () => {
    scene.avatars.put(FIRST, anna.person, 'Анна', (life) => {
      life.status = 'error';
      life.failure = 'trainer_failed';
    });
    await anna.user.say('/start');
    await anna.sees('Обучение не получилось, но всё можно поправить');
    await anna.taps('button-show');
    await anna.taps('button-retry');
    await anna.hears(anna.t('toast-retried'));
  });

  it('offer the gallery to a user without an open avatar', async () => {
    scene.avatars.put(FIRST, anna.person, 'Анна', (life) => (life.status = 'completed'));
    await anna.user.say('/start');
    await anna.sees(anna.t('start-gallery'));
  });

  it('explain everything on /help', async () => {
    await anna.user.say('/help');
    await anna.sees('от 10 до 20 фотографий');
    await anna.sees('Обычно оно занимает 3–15 минут для портрета и 5–30 минут для всего образа.');
    scene.avatars.usual = [240_000, 420_000];
    await anna.user.say('/help');
    await anna.sees('Обычно оно занимает 4–7 минут для портрета и 4–7 минут для всего образа.');
  });

  it('hint at the commands when a text or a command means nothing', async () => {
    await anna.user.say('привет');
    await anna.sees(anna.t('text-hint'));
    await anna.user.say('/nonsense');
    await anna.user.waitFor(({ messages }) => messages.filter(({ from }) => from === 'bot').length === 2);
  });

  it('are sent even when the database is down', async () => {
    scene.avatars.failure = new Error('the database is away');
    await anna.user.say('/help');
    await anna.sees('Как это работает');
    await anna.user.say('/start');
    await anna.sees(anna.t('trouble'));
  });
});
