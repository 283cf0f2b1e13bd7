import { expect } from 'chai';
import { textOf } from '../../emulators/telegram/client.ts';
import { defaultPolicy } from '../../src/domain/avatar/policy.ts';
import { until } from '../support/until.ts';
import { withPhotos } from './fake-avatars.ts';
import { Scene, type Somebody } from './scene.ts';

const AVATAR = '4c8f2f64-0d0c-5b6f-9a55-0a8f5a7e1c11';

describe('privacy and limits', () => {
  let scene: Scene;
  let anna: Somebody;
  beforeEach(async () => {
    scene = await Scene.start();
    anna = await scene.person();
  });
  afterEach(() => scene.stop());

  describe('/privacy', () => {
    it('says how long everything is kept, by the configuration, and leads to the deletion', async () => {
      scene.users.keptMs = 7 * 24 * 3_600_000;
      await anna.user.say('/privacy');
      const { id } = await anna.sees(anna.t('privacy-title'));
      const [message] = await anna.botMessages();
      expect(textOf(message)).to.include('через 3 дня').and.to.include('через 7 дней').and.to.include('fal.ai');
      expect(defaultPolicy.timing.draftTtlMs).to.equal(3 * 24 * 3_600_000);
      expect(await anna.labels(id)).to.include(anna.t('button-delete-data'));
    });

    it('is answered even if Temporal does not tell its retention', async () => {
      scene.users.keptMs = null;
      await anna.user.say('/privacy');
      await anna.sees('Записи исчезают сами');
    });

    it('is reached from /help', async () => {
      await anna.user.say('/help');
      await anna.taps('button-privacy');
      await anna.sees(anna.t('privacy-title'));
    });
  });

  describe('/deletedata', () => {
    it('asks first, in the same message, and names what is deleted', async () => {
      scene.avatars.put(AVATAR, anna.person, 'Анна', (life) => (life.status = 'training'));
      await anna.user.say('/deletedata');
      const { id } = await anna.sees(anna.t('ask-delete-data', { avatars: 1, training: 'yes' }));
      expect(scene.users.deletions).to.deep.equal([]);
      await anna.taps('button-keep-data', undefined, id);
      await anna.sees(anna.t('privacy-title'));
      await anna.taps('button-delete-data', undefined, id);
      await anna.taps('button-delete-data-yes', undefined, id);
      await anna.hears(anna.t('toast-deleting'));
      await anna.sees(anna.t('deletion-under-way'));
      expect(scene.users.deletions).to.deep.equal([{ telegramId: anna.id, language: 'ru' }]);
      expect((await anna.botMessages()).map((message) => message.id)).to.deep.equal([id]);
    });

    it('promises nothing when Temporal is down', async () => {
      scene.users.failure = new Error('Temporal is away');
      await anna.user.say('/deletedata');
      await anna.taps('button-delete-data-yes');
      await anna.sees(anna.t('trouble'));
      const { toasts, unanswered_callbacks: unanswered } = await anna.user.chat();
      expect(toasts.filter(({ text }) => text === anna.t('toast-deleting'))).to.deep.equal([]);
      expect(unanswered).to.deep.equal([]);
    });
  });

  describe('while everything is being deleted', () => {
    beforeEach(() => {
      scene.avatars.standing = { language: 'ru', blocked: false, deleting: true };
    });

    it('every text and tap is answered with that, an album once, and nothing is accepted', async () => {
      await anna.user.say('/start');
      await anna.user.say('/new');
      const photos = [1, 2, 3].map((number) => ({ name: `${number}.jpg`, bytes: Buffer.from(`photo ${number}`) }));
      await anna.user.sendPhotos(photos, { album: true, as: 'document' });
      const answers = await anna.user.waitFor(({ messages }) => {
        const said = messages.filter((message) => textOf(message) === anna.t('deletion-under-way'));
        return said.length >= 3 && said;
      });
      await anna.user.tap({ data: `1:a:5:${AVATAR}` }, { messageId: answers[0]?.id ?? 0, force: true });
      await anna.hears(anna.t('toast-deleting'));
      expect(scene.avatars.inbox).to.deep.equal([]);
      expect(scene.avatars.commands).to.deep.equal([]);
      expect(await anna.botMessages()).to.have.length(3);
    });
  });

  describe('when a mark is left of a deletion', () => {
    beforeEach(() => {
      scene.avatars.standing = { language: 'ru', blocked: false, deleting: true };
      scene.users.deleting = false;
    });

    it('that has just ended, the user is answered as usual', async () => {
      const mark = scene.avatars.standing;
      let looks = 0;
      scene.avatars.accountOf = async () => ((looks += 1) === 1 ? mark : null);
      await anna.user.say('/start');
      await anna.sees('Здравствуйте');
      expect(scene.users.deletions).to.deep.equal([]);
    });

    it('that came back with an older database, everything is deleted again', async () => {
      await anna.user.say('/start');
      await anna.sees(anna.t('deletion-under-way'));
      expect(scene.users.deletions).to.deep.equal([{ telegramId: anna.id, language: 'ru' }]);
    });
  });

  it('an old question that is confirmed again is asked again, because other data exist now', async () => {
    await anna.user.say('/deletedata');
    const { id } = await anna.sees(anna.t('ask-delete-data', { avatars: 0, training: 'no' }));
    const { data = '' } = await anna.user.tap(anna.t('button-delete-data-yes'), { messageId: id });
    await anna.sees(anna.t('deletion-under-way'));
    scene.users.deleting = false;
    // Another button in between, because two quick taps on one count once.
    await anna.user.tap(anna.t('button-privacy'), { messageId: id });
    await anna.sees(anna.t('privacy-title'));
    await anna.user.tap({ data }, { messageId: id, force: true });
    await anna.hears(anna.t('toast-stale'));
    await anna.sees(anna.t('ask-delete-data', { avatars: 0, training: 'no' }));
    expect(scene.users.deletions).to.have.length(1);
  });

  describe('blocking the bot', () => {
    it('is recorded, and so is coming back, even by any message', async () => {
      await anna.user.say('/start');
      await anna.sees('Здравствуйте');
      await anna.user.block();
      await anna.user.unblock();
      const presences = () => scene.users.presences.map(({ telegramId, blocked }) => [telegramId, blocked]);
      await until(
        'two words',
        async () => presences(),
        (heard) => heard.length === 2,
      );
      expect(presences()).to.deep.equal([
        [anna.id, true],
        [anna.id, false],
      ]);
      scene.avatars.standing = { language: 'ru', blocked: true, deleting: false };
      await anna.user.say('/help');
      await anna.sees('Как это работает');
      expect(presences().slice(2)).to.deep.equal([[anna.id, false]]);
      const [, , { updateId: third } = { updateId: 0 }] = scene.users.presences;
      expect(third).to.be.above(scene.users.presences[1]?.updateId ?? Infinity);
    });

    it('does not delay the answer to a user who is back when Temporal is down', async () => {
      scene.avatars.standing = { language: 'ru', blocked: true, deleting: false };
      scene.users.failure = new Error('Temporal is away');
      await anna.user.say('/help');
      await anna.sees('Как это работает');
    });
  });

  describe('a limit', () => {
    it('on new avatars is explained before any question is asked, and the wizard goes on from there', async () => {
      const now = Date.now();
      scene.avatars.begun = Array.from({ length: 10 }, () => now - 22 * 3_600_000 - 60_000);
      await anna.user.say('/new');
      const { id } = await anna.sees(
        'На сегодня новых аватаров достаточно: следующий можно создать через 1 час 59 минут',
      );
      scene.avatars.begun = [];
      await anna.taps('button-continue', undefined, id);
      await anna.sees(anna.t('wizard-type'));
    });

    it('on new avatars that is reached at the last step keeps the choices', async () => {
      await anna.user.say('/new');
      await anna.taps('avatar-type', { value: 'character' });
      await anna.taps('gender', { value: 'female' });
      scene.avatars.answerAll = { ok: false, why: 'too_many_avatars', until: Date.now() + 3_600_000 };
      await anna.taps('training-type', { value: 'portrait' });
      await anna.sees('следующий можно создать через 1 час');
      scene.avatars.answerAll = undefined;
      await anna.taps('button-continue');
      await anna.taps('training-type', { value: 'portrait' });
      await anna.sees(anna.t('card-name-hint'));
      expect(new Set(scene.avatars.commands).size, 'another walk, another avatar').to.equal(2);
    });

    it('on trainings is explained in place of the button, with the way to try again', async () => {
      scene.avatars.put(AVATAR, anna.person, 'Анна', (life) => {
        withPhotos(life, 10);
        life.status = 'ready';
      });
      await anna.user.say('/start');
      await anna.taps('button-continue');
      await anna.taps('button-start');
      scene.avatars.answerAll = { ok: false, why: 'too_many_trainings', until: Date.now() + 5 * 60_000 };
      await anna.taps('button-start-yes');
      await anna.sees('обычно это через');
      scene.avatars.answerAll = undefined;
      await anna.taps('button-start-later');
      await until(
        'the training',
        async () => scene.avatars.kept.get(AVATAR)?.life.status,
        (status) => status === 'training',
      );
    });

    it("allows a training without the faulty photos later, with the avatar's photos at that time", async () => {
      scene.avatars.put(AVATAR, anna.person, 'Анна', (life) => {
        withPhotos(life, 12);
        Object.assign(life, { status: 'error', failure: 'photos_rejected' });
        life.failurePhotos = { by: 'trainer', numbers: [2] };
      });
      scene.avatars.replacePhotos = async () => {
        const { life } = scene.avatars.kept.get(AVATAR) ?? expect.fail('no avatar');
        life.status = 'ready';
        delete life.failure;
        return { ok: false, why: 'too_many_trainings' };
      };
      await anna.user.say('/start');
      await anna.taps('button-show');
      await anna.taps('button-retry-without');
      await anna.taps('button-start-later');
      await until(
        'the training',
        async () => scene.avatars.kept.get(AVATAR)?.life.status,
        (status) => status === 'training',
      );
    });
  });
});
