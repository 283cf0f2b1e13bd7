import { expect } from 'chai';
import { randomUUID } from 'node:crypto';
import { BeingDeleted, TooManyAvatars } from '../../../src/activities/ports/user-records.ts';
import type { NewAvatar } from '../../../src/activities/ports/records.ts';
import { chooseTrainer } from '../../../src/domain/training/trainers.ts';
import type { FailureReason } from '../../../src/domain/training/training.ts';
import { TrainerRequest } from '../../../src/entities/tables/trainer-request.ts';
import { failureOf, newAvatar, someone, validPhoto } from '../support.ts';
import { recordsLab } from './lab.ts';

const DAY = 24 * 3_600_000;

describe('records of users', () => {
  const lab = recordsLab();

  describe('account status', () => {
    it('allow messages until the user blocks the bot, and again when they are back', async () => {
      const { user } = await lab.opened(newAvatar(someone({ language: 'en' })));
      const { telegramId } = user;
      expect(await lab.records.addressee(telegramId)).to.deep.equal({ language: 'en', blocked: false });
      await lab.records.setBlocked(telegramId, true);
      await lab.records.setBlocked(telegramId, true);
      expect(await lab.records.addressee(telegramId)).to.deep.equal({ language: 'en', blocked: true });
      expect(await lab.gallery.accountOf(telegramId)).to.include({ blocked: true });
      await lab.records.setBlocked(telegramId, false);
      expect(await lab.records.addressee(telegramId)).to.include({ blocked: false });
      expect(await lab.records.addressee(someone().telegramId)).to.equal(null);
    });

    it('have the chosen language, whatever Telegram says later', async () => {
      const { user } = await lab.opened(newAvatar(someone({ language: 'ru' })));
      const { telegramId } = user;
      await lab.records.saveLanguage(user, null);
      expect(await lab.gallery.accountOf(telegramId)).to.include({ language: 'ru', languageChosen: false });
      await lab.records.saveLanguage({ ...user, language: 'en' }, null);
      expect(await lab.records.addressee(telegramId)).to.include({ language: 'en' });
      await lab.records.saveLanguage({ ...user, language: 'en' }, 'ru');
      await lab.records.saveLanguage({ ...user, language: 'en' }, null);
      await lab.opened(newAvatar({ ...user, language: 'en' }));
      expect(await lab.records.addressee(telegramId)).to.include({ language: 'ru' });
      expect(await lab.gallery.accountOf(telegramId)).to.include({ language: 'ru', languageChosen: true });
    });

    it('can have a language before anything else is known', async () => {
      const user = someone({ language: 'ru' });
      await lab.records.saveLanguage(user, null);
      expect(await lab.gallery.accountOf(user.telegramId)).to.equal(null);
      await lab.records.saveLanguage(user, 'en');
      expect(await lab.gallery.accountOf(user.telegramId)).to.include({ language: 'en', languageChosen: true });
      await lab.opened(newAvatar(user));
      expect(await lab.records.addressee(user.telegramId)).to.include({ language: 'en' });
    });

    it('keep the latest missed news of an avatar until it is sent', async () => {
      const { avatarId, user } = await lab.opened();
      await lab.records.keepMissed(avatarId, { kind: 'failed', avatar: { avatarId } });
      await lab.records.keepMissed(avatarId, { kind: 'completed', avatar: { avatarId } });
      const [missed, ...more] = await lab.records.missedNews(user.telegramId);
      expect(missed).to.deep.equal({ avatarId, news: { kind: 'completed', avatar: { avatarId } } });
      expect(more).to.deep.equal([]);
      expect(await lab.records.missedNews(someone().telegramId)).to.deep.equal([]);
      await lab.records.forgetMissed(avatarId);
      expect(await lab.records.missedNews(user.telegramId)).to.deep.equal([]);
    });

    it('know the avatars that are not over', async () => {
      const user = someone();
      const avatars: string[] = [];
      for (const status of ['draft', 'ready', 'training', 'error', 'completed', 'cancelled'] as const) {
        const avatar = await lab.opened(newAvatar(user));
        await lab.save(avatar, { status });
        avatars.push(avatar.avatarId);
      }
      expect(await lab.records.livingAvatars(user.telegramId)).to.deep.equal(avatars.slice(0, 4));
    });
  });

  describe('avatars a day', () => {
    it('are counted when they start, deleted ones too, and not when they are reopened', async () => {
      const user = someone();
      const limited = (avatar = newAvatar(user)) => ({ ...avatar, avatarsADay: 2 });
      const first = await lab.opened(limited());
      await lab.opened(first);
      await lab.opened(limited());
      await lab.records.deleteAvatar(first.avatarId, user.telegramId);
      const before = Date.now();
      const error = await failureOf(lab.records.openAvatar(limited()));
      expect(error).to.be.instanceOf(TooManyAvatars);
      expect((error as TooManyAvatars).until).to.be.within(before + DAY - 60_000, Date.now() + DAY);
      expect((await lab.gallery.page(user.telegramId, { offset: 0, limit: 9 })).total).to.equal(1);
      expect(await lab.gallery.recentAvatars(user.telegramId)).to.have.length(2);
      await lab.opened({ ...newAvatar(user), avatarsADay: 0 });
    });

    it('allow no more than the limit when several start at once', async () => {
      const user = someone();
      await lab.opened(newAvatar(user));
      const tried = await Promise.allSettled(
        [1, 2, 3, 4, 5].map(() => lab.records.openAvatar({ ...newAvatar(user), avatarsADay: 3 })),
      );
      expect(tried.filter(({ status }) => status === 'fulfilled')).to.have.length(2);
    });
  });

  describe('trainings at once', () => {
    async function three() {
      const user = someone();
      const avatars: NewAvatar[] = [];
      for (let count = 0; count < 3; count += 1) {
        const avatar = await lab.opened(newAvatar(user));
        await lab.save(avatar, { status: 'ready' });
        avatars.push(avatar);
      }
      const claim = async (index: number, ended: string[] = []) => {
        const avatarId = avatars[index]?.avatarId ?? '';
        const { telegramId } = user;
        const refused = await lab.records.claimTraining({ avatarId, telegramId, atOnce: 2, aDay: 0, ended });
        return refused === null || 'nextAt' in refused ? null : refused.holders;
      };
      return { avatars, claim };
    }

    it('are granted up to the limit, even to simultaneous requests', async () => {
      const { claim } = await three();
      const answers = await Promise.all([0, 1, 2].map((index) => claim(index)));
      expect(answers.filter((answer) => answer === null)).to.have.length(2);
      expect(answers.find((answer) => answer !== null)).to.have.length(2);
    });

    it('are granted again to the same avatar', async () => {
      const { claim } = await three();
      await claim(0);
      await claim(1);
      expect(await claim(0)).to.equal(null);
      expect(await claim(2)).to.have.length(2);
    });

    it('are free again when a training ends, or did not start, but not when an older state is written late', async () => {
      const { avatars, claim } = await three();
      const [first, second] = avatars;
      if (!first || !second) return expect.fail('no avatars');
      await claim(0);
      await claim(1);
      await lab.save(first, { status: 'ready' });
      expect(await claim(2)).to.have.length(2);
      await lab.save(first, { status: 'training' });
      expect((await claim(2))?.map(({ avatarId }) => avatarId)).to.have.members([first.avatarId, second.avatarId]);
      await lab.records.releaseTraining(first.avatarId);
      expect(await claim(2), 'one that trains keeps it').to.have.length(2);
      await lab.save(first, { status: 'error' });
      expect(await claim(2)).to.equal(null);
      expect(await claim(0)).to.have.length(2);
      await lab.records.releaseTraining(second.avatarId);
      expect(await claim(0)).to.equal(null);
      await lab.save(first, { status: 'error' });
      expect(await claim(1), 'a repeated write takes nothing back').to.have.length(2);
    });

    it('do not count avatars that have ended, whatever their rows say', async () => {
      const { avatars, claim } = await three();
      const [first] = avatars;
      if (!first) return expect.fail('no avatars');
      await lab.save(first, { status: 'training' });
      await claim(1);
      expect(await claim(2)).to.have.length(2);
      expect(await claim(2, [first.avatarId])).to.equal(null);
    });
  });

  it('report a running training with its own trainer', async () => {
    const user = someone();
    const [trained, other] = [await lab.opened(newAvatar(user)), await lab.opened(newAvatar(user))];
    const trainer = { ...chooseTrainer('portrait'), name: 'a trainer of one’s own' };
    await lab.records.openTraining({ avatarId: trained.avatarId, attempt: 1, trainer, falMode: 'test', config: {} });
    await lab.save(trained, { status: 'training' });
    const claim = { avatarId: other.avatarId, telegramId: user.telegramId, atOnce: 1, aDay: 0, ended: [] };
    const refused = await lab.records.claimTraining(claim);
    if (refused === null || 'nextAt' in refused) return expect.fail('it was granted');
    const [holder] = refused.holders;
    expect(holder?.training).to.include({ trainer: trainer.name, preset: 'balanced', falMode: 'test' });
    expect(holder?.training?.startedAt).to.be.a('number');
  });

  describe('trainings a day', () => {
    const trainer = chooseTrainer('portrait');
    const owner = someone();
    const ask = ({ avatarId, user: { telegramId } }: NewAvatar, aDay = 2) =>
      lab.records.claimTraining({ avatarId, telegramId, atOnce: 0, aDay, ended: [] });

    /** A training of the avatar's that was sent. @param hoursAgo when it was begun */
    async function trained(avatar: NewAvatar, attempt: number, hoursAgo: number, failure?: FailureReason) {
      const key = { avatarId: avatar.avatarId, attempt };
      await lab.records.openTraining({ ...key, trainer, falMode: 'test', config: {} });
      await lab.records.claimSubmission(key, 1);
      await lab.records.saveRequest(key, randomUUID());
      await lab.records.endTraining(key, failure ? 'failed' : 'cancelled', failure);
      const at = new Date(Date.now() - hoursAgo * 3_600_000);
      const sent = { avatarId: avatar.avatarId, purpose: 'training' as const, number: attempt };
      await lab.orm.em.fork().nativeUpdate(TrainerRequest, sent, { createdAt: at });
      return at.getTime();
    }

    it('are limited over all avatars, whatever happened to them, with the time of the next one', async () => {
      const [one, other] = [await lab.opened(newAvatar(owner)), await lab.opened(newAvatar(owner))];
      await trained(one, 1, 25);
      const first = await trained(one, 2, 20);
      expect(await ask(one)).to.equal(null);
      await lab.records.releaseTraining(one.avatarId);
      await trained(other, 1, 3, 'trainer_failed');
      expect(await ask(one)).to.deep.equal({ nextAt: first + 24 * 3_600_000 });
      expect(await ask(other)).to.deep.equal({ nextAt: first + 24 * 3_600_000 });
      expect(await ask(one, 3)).to.equal(null);
      expect(await ask(other, 0), 'without a limit').to.equal(null);
      expect(await ask(await lab.opened()), 'somebody else').to.equal(null);
    });

    it('include those of deleted avatars', async () => {
      const user = someone();
      for (const hoursAgo of [2, 1]) {
        const avatar = await lab.opened(newAvatar(user));
        await trained(avatar, 1, hoursAgo);
        await lab.records.deleteAvatar(avatar.avatarId, user.telegramId);
      }
      expect(await ask(await lab.opened(newAvatar(user)))).to.have.property('nextAt');
    });

    it('do not include those that surely cost nothing, or were never sent', async () => {
      const avatar = await lab.opened();
      await trained(avatar, 1, 2);
      await trained(avatar, 2, 1, 'trainer_overloaded');
      const deleted = await lab.opened(newAvatar(avatar.user));
      await trained(deleted, 1, 1, 'trainer_overloaded');
      await lab.records.deleteAvatar(deleted.avatarId, avatar.user.telegramId);
      await lab.records.openTraining({ avatarId: avatar.avatarId, attempt: 3, trainer, falMode: 'test', config: {} });
      expect(await ask(avatar)).to.equal(null);
    });

    it('are granted up to the limit to simultaneous requests', async () => {
      const asker = someone();
      const avatars = [1, 2, 3, 4].map(() => newAvatar(asker));
      for (const avatar of avatars) await lab.opened(avatar);
      const answers = await Promise.all(avatars.map((avatar) => ask(avatar)));
      expect(answers.filter((answer) => answer === null)).to.have.length(2);
    });
  });

  it('let photos through at the user’s rate, over all their avatars', async () => {
    const { user } = await lab.opened();
    const take = (wanted: number) => lab.records.takePhotos(user.telegramId, wanted, 60);
    const answers = await Promise.all([take(30), take(20), take(20)]);
    expect(answers.reduce((sum, { granted }) => sum + granted, 0)).to.be.within(50, 61);
    const late = await take(60);
    expect(late.granted).to.equal(0);
    expect(late.waitMs).to.be.within(1, 10_000);
  });

  describe('deleting a user', () => {
    it('takes the open avatar out of focus, and refuses new avatars, until it is over', async () => {
      const avatar = await lab.opened();
      const { telegramId } = avatar.user;
      const userId = await lab.records.beginDeletion(telegramId, 'ru');
      expect(await lab.records.beginDeletion(telegramId, 'ru')).to.equal(userId);
      expect(await lab.focusOf(avatar)).to.deep.equal({ open: null, naming: null });
      expect(await lab.gallery.accountOf(telegramId)).to.include({ deleting: true });
      for (const refused of [newAvatar(avatar.user), avatar]) {
        expect(await failureOf(lab.records.openAvatar(refused))).to.be.instanceOf(BeingDeleted);
      }
      await lab.records.endDeletion(telegramId);
      await lab.records.endDeletion(telegramId);
      expect(await lab.gallery.accountOf(telegramId)).to.include({ deleting: false });
      await lab.opened(avatar);
    });

    it('works for a user without a row, too, in their language', async () => {
      const user = someone();
      const { telegramId } = user;
      expect(await lab.records.beginDeletion(telegramId, 'en')).to.equal(null);
      const standing = { language: 'en', languageChosen: true, blocked: false, deleting: true };
      expect(await lab.gallery.accountOf(telegramId)).to.deep.equal(standing);
      expect(await failureOf(lab.records.openAvatar(newAvatar(user)))).to.be.instanceOf(BeingDeleted);
      await lab.records.saveLanguage(user, 'ru');
      expect(await lab.gallery.accountOf(telegramId), 'nothing is written down').to.deep.equal(standing);
      await lab.records.endDeletion(telegramId);
      expect(await lab.gallery.accountOf(telegramId)).to.equal(null);
    });

    it('either finds an avatar that starts at the same moment, or refuses it', async () => {
      for (let round = 0; round < 20; round += 1) {
        const avatar = newAvatar(someone());
        const { telegramId } = avatar.user;
        const [opened] = await Promise.all([
          lab.records.openAvatar(avatar).then(
            () => true,
            () => false,
          ),
          lab.records.beginDeletion(telegramId, 'ru'),
        ]);
        expect(await lab.records.avatarsOf(telegramId)).to.have.length(opened ? 1 : 0);
      }
    });

    it("knows another user's avatars", async () => {
      const [own, other] = [await lab.opened(), await lab.opened()];
      const ids = [own.avatarId, other.avatarId, '11111111-2222-5333-8444-555555555555'];
      expect(await lab.records.othersAmong(ids, own.user.telegramId)).to.deep.equal([other.avatarId]);
      const [row] = await lab.records.avatarsOf(own.user.telegramId);
      expect(row?.avatarId).to.equal(own.avatarId);
      expect(row?.createdAt).to.equal((await lab.rowOf(own)).createdAt.getTime());
    });

    it('counts every row about them, in whatever table, until there is none', async () => {
      const user = someone();
      const avatar = await lab.opened(newAvatar(user));
      const { avatarId } = avatar;
      const other = await lab.opened();
      await lab.records.savePhoto(validPhoto(avatarId, 1));
      await lab.records.savePhoto(validPhoto(other.avatarId, 1));
      const trainer = { name: 'flux-pro', preset: 'balanced', endpoint: 'fal-ai/flux-pro-trainer' } as const;
      await lab.records.openTraining({ avatarId, attempt: 1, trainer, falMode: 'test', config: {} });
      await lab.records.saveRequest({ avatarId, attempt: 1 }, 'request-1');
      const { inference } = chooseTrainer('style');
      await lab.records.saveResult({ avatarId, attempt: 1, finetuneId: 'finetune-1', inference });
      const userId = (await lab.records.beginDeletion(user.telegramId, 'ru')) ?? '';
      const leaving = { telegramId: user.telegramId, userId, avatarIds: [avatarId] };

      expect(await lab.records.belongings(user.telegramId, [avatarId])).to.deep.equal({
        known: [avatarId],
        inDoubt: 0,
        requests: [{ requestId: 'request-1', endpoint: 'fal-ai/flux-pro-trainer' }],
        finetuneIds: ['finetune-1'],
      });
      // The person, the avatar, the photo by person and by avatar, the avatar by person, the training, what was asked of the trainer.
      expect(await lab.records.rowsAbout(leaving)).to.equal(7);
      const limits = { trainingsADay: 5, avatarsADay: 5 };
      expect((await lab.records.deleteUser(leaving, limits)).isGone).to.equal(false);
      await lab.records.deleteAvatar(avatarId, user.telegramId);
      expect(await lab.records.rowsAbout(leaving)).to.equal(1);
      expect((await lab.records.deleteUser(leaving, limits)).isGone).to.equal(true);
      expect(await lab.records.deleteUser(leaving, limits)).to.deep.equal({ isGone: true, kept: 'both' });
      expect(await lab.records.rowsAbout(leaving)).to.equal(0);
      expect(await lab.photosOf(other)).to.have.length(1);
      await lab.records.endDeletion(user.telegramId);
      await lab.opened(newAvatar(user));
      expect(await lab.records.rowsAbout(leaving), 'whoever comes after is somebody new').to.equal(0);
    });
  });
});
