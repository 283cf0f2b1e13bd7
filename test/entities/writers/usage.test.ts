import { expect } from 'chai';
import { TooManyAvatars } from '../../../src/activities/ports/person-records.ts';
import type { NewAvatar } from '../../../src/activities/ports/records.ts';
import type { Person } from '../../../src/domain/user/person.ts';
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

  async function deleteAll({ telegramId }: Person, by = limits) {
    const personId = await lab.records.beginDeletion(telegramId, 'ru');
    const avatarIds = (await lab.records.avatarsOf(telegramId)).map(({ avatarId }) => avatarId);
    for (const avatarId of avatarIds) await lab.records.deleteAvatar(avatarId, telegramId);
    const leaving = { telegramId, personId, avatarIds };
    const { kept } = await lab.records.deletePerson(leaving, by);
    expect(await lab.records.deletePerson(leaving, by), 'once more').to.deep.include({ kept });
    expect(await lab.records.rowsAbout(leaving), 'nothing of it remains').to.equal(0);
    await lab.records.endDeletion(telegramId);
    return kept;
  }

  async function mayTrain(person: Person): Promise<boolean> {
    const { avatarId } = await lab.opened(newAvatar(person));
    const claim = { avatarId, telegramId: person.telegramId, atOnce: 0, aDay: limits.trainingsADay, ended: [] };
    return (await lab.records.claimTraining(claim)) === null;
  }

  const rows = () => lab.orm.em.fork().find(RecentUsage, {});
  const begins = (person: Person) =>
    lab.records.openAvatar({ ...newAvatar(person), avatarsADay: limits.avatarsADay }).then(
      () => true,
      (error: unknown) => !(error instanceof TooManyAvatars),
    );
  const later = (person: Person, ms: number) =>
    lab.orm.em
      .fork()
      .nativeUpdate(RecentUsage, { userHash: userHash(person.telegramId) }, { expiresAt: new Date(Date.now() + ms) });

  beforeEach(() => lab.orm.em.fork().nativeDelete(RecentUsage, {}));

  it('does not give another day’s trainings', async () => {
    const person = someone();
    const avatar = await lab.opened(newAvatar(person));
    await trained(avatar, 1, 3);
    await trained(avatar, 2, 1);
    expect(await deleteAll(person)).to.equal('both');
    expect(await mayTrain(person)).to.equal(false);
    expect(await mayTrain(someone()), 'somebody else').to.equal(true);
  });

  it('is added to later usage, over one deletion and the next', async () => {
    const person = someone();
    await trained(await lab.opened(newAvatar(person)), 1, 3);
    await deleteAll(person);
    await trained(await lab.opened(newAvatar(person)), 1, 2);
    expect(await mayTrain(person)).to.equal(false);
    await deleteAll(person);
    expect(await mayTrain(person)).to.equal(false);
  });

  it('does not give another day’s avatars, and is not copied into the new rows', async () => {
    const person = someone();
    expect([await begins(person), await begins(person)]).to.deep.equal([true, true]);
    await deleteAll(person);
    expect(await lab.gallery.recentAvatars(person.telegramId)).to.have.length(2);
    expect([await begins(person), await begins(person)]).to.deep.equal([true, false]);
    const [user] = await lab.orm.em.execute<{ recent_avatars: number[] }[]>(
      'select recent_avatars from users where telegram_id = ?',
      [person.telegramId],
    );
    expect(user?.recent_avatars).to.have.length(1);
  });

  it('leaves only times under a hash, for at most a day', async () => {
    const person = someone();
    await trained(await lab.opened(newAvatar(person)), 1, 3);
    await deleteAll(person);
    const columns = await lab.orm.em.execute<{ name: string }[]>(
      `select column_name as name from information_schema.columns where table_name = 'recent_usage' order by 1`,
    );
    expect(columns.map(({ name }) => name)).to.deep.equal(['avatars', 'expires_at', 'trainings', 'user_hash']);
    const [row, ...more] = await rows();
    expect(more).to.deep.equal([]);
    expect(row?.userHash).to.match(/^[\da-f]{64}$/);
    expect(JSON.stringify(row)).to.not.contain(String(person.telegramId));
    expect(row?.expiresAt.getTime()).to.be.at.most(Date.now() + DAY);
    expect(userHash(1)).to.equal(userHash(1)).and.to.not.equal(userHash(2));
    expect(keyedUserHash('another')(1), 'by another secret').to.not.equal(userHash(1));
  });

  it('keeps nothing of a user without recent usage', async () => {
    const person = someone();
    const avatar = await lab.opened(newAvatar(person));
    await trained(avatar, 1, 25);
    await trained(avatar, 2, 1, 'trainer_overloaded');
    expect(await deleteAll(person, { ...limits, avatarsADay: 0 })).to.equal('nothing');
    expect(await rows()).to.deep.equal([]);
  });

  it('keeps only what is limited', async () => {
    for (const [by, kept] of [
      [{ trainingsADay: 0, avatarsADay: 0 }, 'nothing'],
      [{ trainingsADay: 2, avatarsADay: 0 }, 'trainings'],
      [{ trainingsADay: 0, avatarsADay: 2 }, 'avatars'],
    ] as const) {
      const person = someone();
      await trained(await lab.opened(newAvatar(person)), 1, 3);
      expect(await deleteAll(person, by)).to.equal(kept);
      const row = await lab.orm.em.fork().findOne(RecentUsage, { userHash: userHash(person.telegramId) });
      expect([row?.trainings.length ?? 0, row?.avatars.length ?? 0], kept).to.deep.equal([
        kept === 'trainings' ? 1 : 0,
        kept === 'avatars' ? 1 : 0,
      ]);
    }
  });

  it('is kept for avatars whose owner’s row stays, because another avatar started meanwhile', async () => {
    const person = someone();
    const old = await lab.opened(newAvatar(person));
    await trained(old, 1, 2);
    await trained(old, 2, 1);
    const since = await lab.opened(newAvatar(person));
    await lab.records.deleteAvatar(old.avatarId, person.telegramId);
    const leaving = { telegramId: person.telegramId, personId: null, avatarIds: [old.avatarId] };
    expect(await lab.records.deletePerson(leaving, limits)).to.deep.equal({ isGone: false, kept: 'both' });
    const claim = { avatarId: since.avatarId, telegramId: person.telegramId, atOnce: 0, aDay: 2, ended: [] };
    expect(await lab.records.claimTraining(claim)).to.have.property('nextAt');
    expect(await failureOf(lab.records.openAvatar({ ...newAvatar(person), avatarsADay: 2 }))).to.be.instanceOf(
      TooManyAvatars,
    );
    expect(await lab.gallery.recentAvatars(person.telegramId), 'each is counted once').to.have.length(2);
  });

  it('no longer counts after its day, and only then is removed by the sweep', async () => {
    const [person, other] = [someone(), someone()];
    for (const each of [person, other]) {
      const avatar = await lab.opened(newAvatar(each));
      await trained(avatar, 1, 3);
      await trained(avatar, 2, 1);
      await deleteAll(each);
    }
    await later(person, -1);
    expect(await mayTrain(person)).to.equal(true);
    expect(await mayTrain(other)).to.equal(false);
    expect(await lab.records.pruneUsage()).to.equal(1);
    expect((await rows()).map((row) => row.userHash)).to.deep.equal([userHash(other.telegramId)]);
  });
});
