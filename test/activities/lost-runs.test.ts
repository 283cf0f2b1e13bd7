import { MockActivityEnvironment } from '@temporalio/testing';
import { DefaultLogger } from '@temporalio/worker';
import { expect } from 'chai';
import type { Runs } from '../../src/activities/ports/runs.ts';
import { createLostRunActivities } from '../../src/activities/lost-runs.ts';
import type { NewAvatar } from '../../src/activities/ports/records.ts';
import { recordsLab } from './adapters/mikro-orm/lab.ts';

describe('avatars that have lost their run', () => {
  const lab = recordsLab();
  const taken: string[] = [];
  const open = new Set<string>();
  const runs = {
    isOpen: async (avatarId: string) => open.has(avatarId),
    takeUp: async (avatarId: string) => {
      taken.push(avatarId);
      return true;
    },
  } as unknown as Runs;
  const environment = () => new MockActivityEnvironment({}, { logger: new DefaultLogger('ERROR') });
  const activities = () => createLostRunActivities({ records: lab.records, runs });
  const inStatus = async (status: Parameters<typeof lab.save>[1]): Promise<NewAvatar> => {
    const avatar = await lab.opened();
    await lab.save(avatar, status);
    return avatar;
  };
  beforeEach(() => {
    taken.length = 0;
    open.clear();
  });

  it('are found by the sweep, whatever they were at, and no others', async () => {
    const lost = [];
    for (const status of ['draft', 'uploading', 'ready', 'training'] as const) lost.push(await inStatus({ status }));
    const alive = await inStatus({ status: 'training' });
    open.add(alive.avatarId);
    for (const status of ['completed', 'cancelled', 'error'] as const) await inStatus({ status });
    const count = await environment().run(() => activities().takeUpLostAvatars());
    expect(taken).to.have.members(lost.map(({ avatarId }) => avatarId));
    expect(count).to.equal(lost.length);
  });

  it('are taken up one by one where the trainer tells of them, unless they are over', async () => {
    const [lost, over] = [await inStatus({ status: 'training' }), await inStatus({ status: 'cancelled' })];
    const takeUp = ({ avatarId }: NewAvatar) => environment().run(() => activities().takeUpAvatar({ avatarId }));
    expect([await takeUp(lost), await takeUp(over)]).to.deep.equal([true, false]);
    expect(taken).to.deep.equal([lost.avatarId]);
  });

  it('are not written anew when they have been deleted since', async () => {
    const avatar = await lab.opened();
    await lab.records.deleteAvatar(avatar.avatarId, avatar.person.telegramId);
    const error = await lab.records.openAvatar({ ...avatar, reopened: true }).catch((thrown: unknown) => thrown);
    expect(error).to.have.property('name', 'AvatarGone');
    expect(await lab.records.isOwner(avatar.avatarId, avatar.person.telegramId)).to.equal(false);
  });
});
