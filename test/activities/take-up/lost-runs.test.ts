import { MockActivityEnvironment } from '@temporalio/testing';
import { DefaultLogger } from '@temporalio/worker';
import { expect } from 'chai';
import { randomUUID } from 'node:crypto';
import type { Runs } from '../../../src/activities/ports/runs.ts';
import { createLostRunActivities } from '../../../src/activities/take-up/lost-runs.ts';
import type { NewAvatar } from '../../../src/activities/ports/records.ts';
import { chooseTrainer } from '../../../src/domain/training/trainers.ts';
import { recordsLab } from '../../entities/writers/lab.ts';

describe('avatars whose run is lost', () => {
  const lab = recordsLab();
  const taken: string[] = [];
  const open = new Set<string>();
  const settling = new Set<string>();
  const runs = {
    isOpen: async (avatarId: string) => open.has(avatarId),
    isSettlingDoubt: async (avatarId: string) => settling.has(avatarId),
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
    settling.clear();
  });

  it('are found by the sweep, whatever their status, and no others', async () => {
    const lost = [];
    for (const status of ['draft', 'uploading', 'ready', 'training'] as const) lost.push(await inStatus({ status }));
    const alive = await inStatus({ status: 'training' });
    open.add(alive.avatarId);
    for (const status of ['completed', 'cancelled', 'error'] as const) await inStatus({ status });
    const count = await environment().run(() => activities().takeUpLostAvatars());
    expect(taken).to.have.members(lost.map(({ avatarId }) => avatarId));
    expect(count).to.equal(lost.length);
  });

  it('are distinguished from those with lost rows, which write them again', async () => {
    const known = await inStatus({ status: 'ready' });
    const [shown, lost] = [[] as string[], randomUUID()];
    const world: Partial<Runs> = {
      async *openAvatars() {
        yield* [known.avatarId, lost];
      },
      redrawCard: async (avatarId) => void shown.push(avatarId),
    };
    // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- nothing else is asked of runs
    const activitiesOf = createLostRunActivities({ records: lab.records, runs: world as Runs });
    expect(await environment().run(() => activitiesOf.writeLostRows())).to.equal(1);
    expect(shown).to.deep.equal([lost]);
  });

  it("are restarted one by one by the trainer's webhook, unless they are over", async () => {
    const [lost, over] = [await inStatus({ status: 'training' }), await inStatus({ status: 'cancelled' })];
    const takeUp = ({ avatarId }: NewAvatar) => environment().run(() => activities().takeUpAvatar({ avatarId }));
    expect([await takeUp(lost), await takeUp(over)]).to.deep.equal([true, false]);
    expect(taken).to.deep.equal([lost.avatarId]);
  });

  describe('while a submission is in doubt', () => {
    /** In `error`, with a training that may have been sent. */
    async function doubtful(): Promise<NewAvatar & { attempt: number }> {
      const avatar = await lab.opened();
      const key = { avatarId: avatar.avatarId, attempt: 1 };
      await lab.records.openTraining({ ...key, trainer: chooseTrainer('portrait'), falMode: 'test', config: {} });
      await lab.records.claimSubmission(key, 1);
      await lab.save(avatar, { status: 'error', failure: 'submission_unconfirmed', lastAttempt: 1 });
      return { ...avatar, attempt: 1 };
    }
    const sweep = () => environment().run(() => activities().takeUpLostAvatars());

    it('are found by the sweep, and know what is in doubt', async () => {
      const lost = await doubtful();
      await sweep();
      expect(taken).to.include(lost.avatarId);
      expect(await lab.records.openAvatar({ ...lost, reopened: true })).to.include({ unfinished: 'in_doubt' });
    });

    it('wait for the request that was found before their run was lost', async () => {
      const lost = await doubtful();
      await lab.records.saveRequest(lost, 'paid');
      await sweep();
      expect(taken).to.include(lost.avatarId);
      const { unfinished } = await lab.records.openAvatar({ ...lost, reopened: true });
      expect(unfinished).to.deep.include({ requestId: 'paid' });
    });

    it('are left alone when another run settles the doubt, or it is settled', async () => {
      const [left, settled] = [await doubtful(), await doubtful()];
      settling.add(left.avatarId);
      await lab.records.endTraining(settled, 'failed', 'submission_given_up');
      await sweep();
      expect(taken).to.not.include(left.avatarId).and.not.include(settled.avatarId);
    });
  });

  it('are not restored when they have been deleted since', async () => {
    const avatar = await lab.opened();
    await lab.records.deleteAvatar(avatar.avatarId, avatar.user.telegramId);
    const error = await lab.records.openAvatar({ ...avatar, reopened: true }).catch((thrown: unknown) => thrown);
    expect(error).to.have.property('name', 'AvatarGone');
    expect(await lab.records.isOwner(avatar.avatarId, avatar.user.telegramId)).to.equal(false);
  });
});
