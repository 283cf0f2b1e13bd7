import { WorkflowNotFoundError, type WorkflowHandle } from '@temporalio/client';
import { expect } from 'chai';
import type { AvatarPolicy } from '../../../src/domain/avatar/policy.ts';
import * as messages from '../../../src/workflows/contracts.ts';
import { until } from '../../support/until.ts';
import { OWNER, quickPolicy, WorkflowLab, type LabAvatar } from '../../support/workflow-lab.ts';
import { quietRuntime } from '../../support/worker-log.ts';

const HOUR = 3_600_000;

describe('the photos of a completed avatar', () => {
  let lab: WorkflowLab;
  before(quietRuntime);
  beforeEach(async () => void (lab = await WorkflowLab.start()));
  afterEach(() => lab.stop());

  async function completed(timing: Partial<AvatarPolicy['timing']>): Promise<LabAvatar> {
    const avatar = await lab.avatar({ policy: quickPolicy(timing) });
    await avatar.ready();
    await avatar.confirm();
    expect(await avatar.ends()).to.equal('COMPLETED');
    return avatar;
  }
  const retentionOf = ({ avatarId }: LabAvatar): WorkflowHandle =>
    lab.client.workflow.getHandle(messages.photoRetentionWorkflowId(avatarId));
  const statusOf = async (avatar: LabAvatar) => (await retentionOf(avatar).describe()).status.name;
  const isUnknown = (avatar: LabAvatar) =>
    retentionOf(avatar)
      .describe()
      .then(
        () => false,
        (error: unknown) => error instanceof WorkflowNotFoundError,
      );
  const announced = () => lab.fakes.called('announce').flatMap((one) => ('avatar' in one ? one.avatar : []))[0];
  const removed = () => lab.fakes.called('removeTrainedPhotos');

  it('are kept for the announced time, by a run that outlives the avatar’s', async () => {
    const before = Date.now();
    const avatar = await completed({ photoRetentionMs: HOUR });
    const told = announced()?.photosKeptUntil ?? 0;
    expect(told).to.be.within(before + HOUR, Date.now() + HOUR);
    expect(lab.fakes.called('saveAvatar').findLast(({ status }) => status === 'completed')).to.have.property(
      'photosKeptUntil',
      told,
    );
    expect(lab.fakes.called('showCard').at(-1)?.avatar).to.have.property('photosKeptUntil', told);
    const timer = await until(
      'the timer',
      async () => {
        const { events = [] } = await retentionOf(avatar).fetchHistory();
        return events?.flatMap((event) => event.timerStartedEventAttributes ?? [])[0];
      },
      (started) => started !== undefined,
    );
    expect(Number(timer?.startToFireTimeout?.seconds)).to.be.within(HOUR / 1000 - 60, HOUR / 1000);
    expect(await statusOf(avatar)).to.equal('RUNNING');
    expect(removed()).to.deep.equal([]);
  });

  it('are removed when their time is over', async () => {
    const avatar = await completed({ photoRetentionMs: 300 });
    await retentionOf(avatar).result();
    expect(removed()).to.deep.equal([{ avatarId: avatar.avatarId }]);
  });

  it('are removed at once without a retention, but not before the row says completed', async () => {
    const avatar = await completed({ photoRetentionMs: 0 });
    await retentionOf(avatar).result();
    const names = lab.fakes.calls.map(({ name, argument }) =>
      name === 'saveAvatar' ? (argument as { status: string }).status : name,
    );
    expect(names.lastIndexOf('removeTrainedPhotos')).to.be.above(names.indexOf('completed'));
    const { events } = await retentionOf(avatar).fetchHistory();
    expect(events?.filter((event) => event.timerStartedEventAttributes)).to.deep.equal([]);
  });

  it('stay when they are kept for ever: nothing waits, and nobody is told', async () => {
    const avatar = await completed({ photoRetentionMs: null });
    expect(await isUnknown(avatar)).to.equal(true);
    expect(announced()).to.not.have.property('photosKeptUntil');
  });

  it('are removed at once when an operator says so', async () => {
    const avatar = await completed({ photoRetentionMs: HOUR });
    await retentionOf(avatar).signal(messages.removePhotosNow);
    await retentionOf(avatar).result();
    expect(removed()).to.have.length(1);
  });

  it('stay when an operator cancels the retention run, and no date is shown any more', async () => {
    const avatar = await completed({ photoRetentionMs: HOUR });
    await retentionOf(avatar).cancel();
    await until(
      'its end',
      () => statusOf(avatar),
      (status) => status === 'CANCELLED',
    );
    expect(lab.fakes.called('keepTrainedPhotos')).to.deep.equal([{ avatarId: avatar.avatarId }]);
    expect(removed()).to.deep.equal([]);
  });

  it('are also kept for a time when the avatar completed before it could be cancelled', async () => {
    const avatar = await lab.avatar({ policy: quickPolicy({ photoRetentionMs: HOUR, pollIntervalMs: 30_000 }) });
    await avatar.ready();
    lab.fakes.script.polls = 1_000;
    lab.fakes.script.cancelAnswer = 'already_ended';
    await avatar.confirm();
    await until(
      'the poll',
      async () => lab.fakes.called('awaitTraining').length,
      (count) => count > 0,
    );
    await avatar.handle.executeUpdate(messages.cancelAvatar, { args: [{ by: OWNER }] });
    await avatar.ends();
    expect(await statusOf(avatar)).to.equal('RUNNING');
  });

  it('are kept after a cancel or a failure, for a reopening', async () => {
    const cancelled = await lab.avatar({ policy: quickPolicy({ photoRetentionMs: 0 }) });
    await cancelled.ready();
    await cancelled.handle.executeUpdate(messages.cancelAvatar, { args: [{ by: OWNER }] });
    await cancelled.ends();
    const failed = await lab.avatar({ policy: quickPolicy({ photoRetentionMs: 0, retryWindowMs: 200 }) });
    await failed.ready();
    lab.fakes.script.results = ['trainer_failed'];
    await failed.confirm();
    expect(await failed.ends()).to.equal('FAILED');
    expect([await isUnknown(cancelled), await isUnknown(failed)]).to.deep.equal([true, true]);
  });
});
