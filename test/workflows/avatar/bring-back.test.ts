import { WorkflowUpdateFailedError } from '@temporalio/client';
import { ApplicationFailure } from '@temporalio/common';
import { expect } from 'chai';
import * as messages from '../../../src/workflows/contracts.ts';
import { until } from '../../support/until.ts';
import { OWNER, quickPolicy, WorkflowLab, type LabAvatar } from '../../support/workflow-lab.ts';
import { quietRuntime } from '../../support/worker-log.ts';

const by = OWNER;

async function refusalOf(update: Promise<unknown>): Promise<messages.Refusal> {
  const error: unknown = await update.then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  const cause = error instanceof WorkflowUpdateFailedError ? error.cause : undefined;
  expect(cause).to.be.instanceOf(ApplicationFailure).and.include({ type: messages.ACTION_REFUSED });
  return (cause as ApplicationFailure).details?.[0] as messages.Refusal;
}

describe('a removed photo', () => {
  let lab: WorkflowLab;
  let avatar: LabAvatar;
  before(quietRuntime);
  beforeEach(async () => {
    lab = await WorkflowLab.start();
    avatar = await lab.avatar();
    await avatar.ready();
  });
  afterEach(async () => {
    await avatar.handle.terminate().catch(() => undefined);
    await lab.stop();
  });

  const remove = (number: number) => avatar.handle.executeUpdate(messages.removePhoto, { args: [{ by, number }] });
  const back = (number: number) => avatar.handle.executeUpdate(messages.bringBackPhoto, { args: [{ by, number }] });
  const checks = () => lab.fakes.checked().map(({ number, fileId }) => [number, fileId]);

  it('comes back by one tap, is fetched and checked again, and counts again', async () => {
    const removed = await remove(1);
    expect(removed).to.include({ status: 'uploading' });
    expect(removed.removed).to.deep.equal([1]);
    const state = await back(1);
    expect(state).to.include({ status: 'ready' }).and.not.have.property('removed');
    expect(state.photoLines.map(({ number, verdict }) => [number, verdict])).to.deep.equal([
      [1, 'valid'],
      [2, 'valid'],
    ]);
    expect(checks()).to.have.length(3);
    expect(checks().at(-1)).to.deep.equal([1, 'file-a']);
    await avatar.confirm();
    expect(await avatar.ends()).to.equal('COMPLETED');
  });

  it('does not come back before its removal is complete', async () => {
    const { promise, resolve } = Promise.withResolvers<void>();
    lab.fakes.script.removing = promise;
    const removing = remove(1);
    await until(
      'the removal',
      async () => lab.fakes.called('removePhoto').length,
      (count) => count === 1,
    );
    const coming = back(1);
    await avatar.is('it is known', ({ removed }) => removed?.[0] === 1);
    expect(checks()).to.have.length(2);
    resolve();
    await removing;
    expect((await coming).status).to.equal('ready');
    const order = lab.fakes.calls.flatMap(({ name }) => (name === 'removePhoto' || name === 'checkPhotos' ? name : []));
    expect(order).to.deep.equal(['checkPhotos', 'removePhoto', 'checkPhotos']);
  });

  it('comes back with a new verdict', async () => {
    await remove(1);
    lab.fakes.script.verdicts = { a: { verdict: 'duplicate', refusal: 'near_duplicate', of: 2 } };
    const { photoLines, status } = await back(1);
    expect(status).to.equal('uploading');
    expect(photoLines[0]).to.deep.equal({ number: 1, verdict: 'duplicate', refusal: 'near_duplicate', of: 2 });
  });

  it('is not trained, and does not come back once the training has begun', async () => {
    await avatar.send('c');
    await avatar.is('three valid', ({ photos }) => photos.valid === 3);
    await remove(1);
    lab.fakes.script.polls = 1_000;
    await avatar.confirm();
    expect((await refusalOf(back(1))).reason).to.equal('not_now');
    expect((await avatar.state()).photos.valid).to.equal(2);
  });

  it('does not come back twice, nor into a full set', async () => {
    await remove(1);
    const [one, other] = await Promise.allSettled([back(1), back(1)]);
    expect([one.status, other.status]).to.have.members(['fulfilled', 'rejected']);
    await remove(1);
    await avatar.send('c', 'd', 'e');
    await avatar.is('four valid', ({ photos }) => photos.valid === 4);
    expect((await refusalOf(back(1))).reason).to.equal('set_full');
  });

  it('may still come back after continue-as-new', async () => {
    const other = await lab.avatar({ policy: quickPolicy({}, { historyEvents: 40 }) });
    await other.ready();
    await other.handle.executeUpdate(messages.removePhoto, { args: [{ by, number: 1 }] });
    const first = (await other.handle.describe()).runId;
    const latest = () => lab.client.workflow.getHandle(messages.avatarWorkflowId(other.avatarId));
    let name = 0;
    await until(
      'the next run',
      async () => {
        await latest().executeUpdate(messages.renameAvatar, { args: [{ by, name: `Ann ${(name += 1)}` }] });
        return (await latest().describe()).runId;
      },
      (runId) => runId !== first,
    );
    const state = await latest().executeUpdate(messages.bringBackPhoto, { args: [{ by, number: 1 }] });
    expect(state.status).to.equal('ready');
    await latest().terminate();
  });
});
