import { expect } from 'chai';
import type { AvatarPhoto } from '../../../src/domain/photos/photo.ts';
import * as messages from '../../../src/workflows/contracts.ts';
import { until } from '../../support/until.ts';
import { byUser, OWNER, WorkflowLab, type LabAvatar } from '../../support/workflow-lab.ts';

const photos = [1, 2].map((number): AvatarPhoto => ({
  fileId: `f${number}`,
  fileUniqueId: `u${number}`,
  messageId: number,
  number,
  verdict: 'valid',
}));

describe('a reopened avatar', () => {
  let lab: WorkflowLab;
  let avatar: LabAvatar;
  let open: () => void;

  before(async () => {
    lab = await WorkflowLab.start();
  });
  beforeEach(async () => {
    const { promise, resolve } = Promise.withResolvers<void>();
    lab.fakes.calls.length = 0;
    Object.assign(lab.fakes.script, { opening: promise, kept: { name: 'Ann', photos, lastNumber: 2 } });
    open = resolve;
    avatar = await lab.avatar({ reopen: true });
    await until(
      'its rows being read',
      async () => lab.fakes.called('openAvatar').length,
      (count) => count === 1,
    );
  });
  afterEach(async () => {
    await avatar.handle.terminate().catch(() => undefined);
    Object.assign(lab.fakes.script, { opening: Promise.resolve(), kept: null });
  });
  after(() => lab.stop());

  const wishOf = (update: typeof messages.startTraining) =>
    avatar.handle.startUpdate(update, { ...byUser(), args: [{ by: OWNER }], waitForStage: 'ACCEPTED' });

  it('judges a command by its real state, not as a draft', async () => {
    const started = await wishOf(messages.startTraining);
    open();
    expect(await started.result()).to.include({ status: 'training' });
    expect(await avatar.ends()).to.equal('COMPLETED');
  });

  it('sends, shows and writes nothing before its state is known', async () => {
    const refused: unknown = await avatar.state().catch((error: unknown) => error);
    expect(String(refused)).to.contain('it is being taken up');
    await avatar.handle.signal('redrawCard', { inPlace: true });
    const cancelled = await wishOf(messages.cancelAvatar);
    const names = lab.fakes.calls.map(({ name }) => name);
    expect(names).to.not.include('showCard').and.not.include('saveAvatar');
    open();
    expect(await cancelled.result()).to.include({ status: 'cancelled' });
    const first = lab.fakes.called('showCard')[0]?.avatar;
    expect(first).to.deep.include({ photos: { pending: 0, valid: 2, invalid: 0, duplicate: 0 } });
  });

  it('adds photos that come meanwhile after the kept ones', async () => {
    for (const messageId of [2, 9]) {
      await avatar.handle.signal(messages.addPhotos, [{ fileId: 'f', fileUniqueId: `u${messageId}`, messageId }]);
    }
    open();
    const { photoLines } = await avatar.is('three valid', ({ photos: { valid } }) => valid === 3);
    expect(photoLines.map(({ number }) => number)).to.deep.equal([1, 2, 3]);
  });
});
