import { expect } from 'chai';
import { TooManyAvatars } from '../../../src/activities/ports/user-records.ts';
import type { NewAvatar } from '../../../src/activities/ports/records.ts';
import type { TelegramProfile } from '../../../src/domain/user/profile.ts';
import type { FailureReason } from '../../../src/domain/training/training.ts';
import { RecentUsage } from '../../../src/entities/tables/recent-usage.ts';
import { TrainerRequest } from '../../../src/entities/tables/trainer-request.ts';
import { keyedUserHash } from '../../../src/runtime/user-hash.ts';
import { failureOf, newAvatar, someone, userHash } from '../support.ts';
import { recordsLab } from './lab.ts';

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
const limits = { trainingsADay: 2, avatarsADay: 3 };
const trainer = { name: 'flux-pro', preset: 'balanced', endpoint: 'fal-ai/flux-pro-trainer' } as const;

describe("a day's usage, when everything is deleted", () => {
  const lab = recordsLab();

  async function trained({ avatarId }: NewAvatar, attempt: number, hoursAgo: number, failure?: FailureReason) {
    const key = { avatarId, attempt };
    await lab.records.openTraining({ ...key, trainer, falMode: 'test', config: {} });
    await lab.records.claimSubmission(key, 1);
    await lab.records.saveRequest(key, `${avatarId}-${attempt}`);
    await lab.records.endTraining(key, failure === undefined ? 'cancelled' : 'failed', failure);
    const sent = { avatarId, number: attempt };
    await lab.orm.em.fork().nativeUpdate(TrainerRequest, sent, { createdAt: new Date(Date.now() - hoursAgo * HOUR) });
  }

  async function deleteAll({ telegramId }: TelegramProfile, by = limits) {
    const userId = await lab.records.beginDeletion(telegramId, 'ru');
    const avatarIds = (await lab.records.avatarsOf(telegramId)).map(({ avatarId }) => avatarId);
    for (const avatarId of avatarIds) await lab.records.deleteAvatar(avatarId, telegramId);
    const leaving = { telegramId, userId, avatarIds };
    const { kept } = await lab.records.deleteUser(leaving, by);
    expect(await lab.records.deleteUser(leaving, by), 'once more').to.deep.include({ kept });
    expect(await lab.records.rowsAbout(leaving), 'nothing of it remains').to.equal(0);
    await lab.records.endDeletion(telegramId);
    return kept;
  }

  async function mayTrain(user: TelegramProfile): Promise<boolean> {
    const { avatarId } = await lab.opened(newAvatar(user));
    const claim = { avatarId, telegramId: user.telegramId, atOnce: 0, aDay: limits.trainingsADay, ended: [] };
    return (await lab.records.claimTraining(claim)) === null;
  }

  const rows = () => lab.orm.em.fork().find(RecentUsage, {});
  const begins = (user: TelegramProfile) =>
    lab.records.openAvatar({ ...newAvatar(user), avatarsADay: limits.avatarsADay }).then(
      () => true,
      (error: unknown) => !(error instanceof TooManyAvatars),
    );
  const later = (user: TelegramProfile, ms: number) =>
    lab.orm.em
      .fork()
      .nativeUpdate(RecentUsage, { userHash: userHash(user.telegramId) }, { expiresAt: new Date(Date.now() + ms) });

  beforeEach(() => lab.orm.em.fork().nativeDelete(RecentUsage, {}));

  it('does not give another day’s trainings', async () => {
    const user = someone();
    const avatar = await lab.opened(newAvatar(user));
    await trained(avatar, 1, 3);
    await trained(avatar, 2, 1);
    expect(await deleteAll(user)).to.equal('both');
    expect(await mayTrain(user)).to.equal(false);
    expect(await mayTrain(someone()), 'somebody else').to.equal(true);
  });

  it('is added to later usage, over one deletion and the next', async () => {
    const user = someone();
    await trained(await lab.opened(newAvatar(user)), 1, 3);
    await deleteAll(user);
    await trained(await lab.opened(newAvatar(user)), 1, 2);
    expect(await mayTrain(user)).to.equal(false);
    await deleteAll(user);
    expect(await mayTrain(user)).to.equal(false);
  });

  it('does not give another day’s avatars, and is not copied into the new rows', async () => {
    const user = someone();
    expect([await begins(user), await begins(user)]).to.deep.equal([true, true]);
    await deleteAll(user);
    expect(await lab.gallery.recentAvatars(user.telegramId)).to.have.length(2);
    expect([await begins(user), await begins(user)]).to.deep.equal([true, false]);
    const [row] = await lab.orm.em.execute<{ recent_avatars: number[] }[]>(
      'select recent_avatars from users where telegram_id = ?',
      [user.telegramId],
    );
    expect(row?.recent_avatars).to.have.length(1);
  });

  it('leaves only times under a hash, for at most a day', async () => {
    const user = someone();
    await trained(await lab.opened(newAvatar(user)), 1, 3);
    await deleteAll(user);
    const columns = await lab.orm.em.execute<{ name: string }[]>(
      `select column_name as name from information_schema.columns where table_name = 'recent_usage' order by 1`,
    );
    expect(columns.map(({ name }) => name)).to.deep.equal(['avatars', 'expires_at', 'trainings', 'user_hash']);
    const [row, ...more] = await rows();
    expect(more).to.deep.equal([]);
    expect(row?.userHash).to.match(/^[\da-f]{64}$/);
    expect(JSON.stringify(row)).to.not.contain(String(user.telegramId));
    expect(row?.expiresAt.getTime()).to.be.at.most(Date.now() + DAY);
    expect(userHash(1)).to.equal(userHash(1)).and.to.not.equal(userHash(2));
    expect(keyedUserHash('another')(1), 'by another secret').to.not.equal(userHash(1));
  });

  it('keeps nothing of a user without recent usage', async () => {
    const user = someone();
    const avatar = await lab.opened(newAvatar(user));
    await trained(avatar, 1, 25);
    await trained(avatar, 2, 1, 'trainer_overloaded');
    expect(await deleteAll(user, { ...limits, avatarsADay: 0 })).to.equal('nothing');
    expect(await rows()).to.deep.equal([]);
  });

  it('keeps only what is limited', async () => {
    for (const [by, kept] of [
      [{ trainingsADay: 0, avatarsADay: 0 }, 'nothing'],
      [{ trainingsADay: 2, avatarsADay: 0 }, 'trainings'],
      [{ trainingsADay: 0, avatarsADay: 2 }, 'avatars'],
    ] as const) {
      const user = someone();
      await trained(await lab.opened(newAvatar(user)), 1, 3);
      expect(await deleteAll(user, by)).to.equal(kept);
      const row = await lab.orm.em.fork().findOne(RecentUsage, { userHash: userHash(user.telegramId) });
      expect([row?.trainings.length ?? 0, row?.avatars.length ?? 0], kept).to.deep.equal([
        kept === 'trainings' ? 1 : 0,
        kept === 'avatars' ? 1 : 0,
      ]);
    }
  });

  it('is kept for avatars whose owner’s row stays, because another avatar started meanwhile', async () => {
    const user = someone();
    const old = await lab.opened(newAvatar(user));
    await trained(old, 1, 2);
    await trained(old, 2, 1);
    const since = await lab.opened(newAvatar(user));
    await lab.records.deleteAvatar(old.avatarId, user.telegramId);
    const leaving = { telegramId: user.telegramId, userId: null, avatarIds: [old.avatarId] };
    expect(await lab.records.deleteUser(leaving, limits)).to.deep.equal({ isGone: false, kept: 'both' });
    const claim = { avatarId: since.avatarId, telegramId: user.telegramId, atOnce: 0, aDay: 2, ended: [] };
    expect(await lab.records.claimTraining(claim)).to.have.property('nextAt');
    expect(await failureOf(lab.records.openAvatar({ ...newAvatar(user), avatarsADay: 2 }))).to.be.instanceOf(
      TooManyAvatars,
    );
    expect(await lab.gallery.recentAvatars(user.telegramId), 'each is counted once').to.have.length(2);
  });

  it('no longer counts after its day, and only then is removed by the sweep', async () => {
    const [user, other] = [someone(), someone()];
    for (const each of [user, other]) {
      const avatar = await lab.opened(newAvatar(each));
      await trained(avatar, 1, 3);
      await trained(avatar, 2, 1);
      await deleteAll(each);
    }
    await later(user, -1);
    expect(await mayTrain(user)).to.equal(true);
    expect(await mayTrain(other)).to.equal(false);
    expect(await lab.records.pruneUsage()).to.equal(1);
    expect((await rows()).map((row) => row.userHash)).to.deep.equal([userHash(other.telegramId)]);
  });
});
