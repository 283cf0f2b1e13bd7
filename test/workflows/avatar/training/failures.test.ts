import { expect } from 'chai';
import { chooseTrainer } from '../../../../src/domain/training/trainers.ts';
import { mayRetry } from '../../../../src/domain/training/failures.ts';
import { failureReasons } from '../../../../src/domain/training/training.ts';
import { newLife } from '../../../../src/domain/avatar/life.ts';
import * as messages from '../../../../src/workflows/contracts.ts';
import type { AvatarInput } from '../../../../src/workflows/avatar/contract.ts';
import { failureLines } from '../../../../src/workflows/avatar/operator-advice.ts';
import { statusCard } from '../../../../src/workflows/avatar/operator-notes.ts';
import { until } from '../../../support/until.ts';
import { OWNER, quickPolicy, WorkflowLab, type LabAvatar } from '../../../support/workflow-lab.ts';

const by = OWNER;

describe('a failed training', () => {
  let lab: WorkflowLab;
  beforeEach(async () => {
    lab = await WorkflowLab.start();
  });
  afterEach(() => lab.stop());

  const mend = (avatar: LabAvatar, without?: true) =>
    avatar.handle.executeUpdate(messages.replacePhotos, { args: [{ by, ...(without && { without }) }] });
  const trainings = () => lab.fakes.called('submitTraining');

  async function failed(count: number, ...photos: number[]): Promise<LabAvatar> {
    const avatar = await lab.avatar();
    await avatar.send(...['a', 'b', 'c', 'd'].slice(0, count));
    await avatar.is('all valid', (state) => state.photos.valid === count);
    lab.fakes.script.results = [{ reason: 'photos_rejected', photos }];
    await avatar.confirm();
    await avatar.reaches('error');
    return avatar;
  }

  it('with named photos shows which, and trains without them by one tap', async () => {
    const avatar = await failed(4, 2, 4, 99);
    const { failurePhotos, allowed } = await avatar.state();
    expect(failurePhotos).to.deep.equal({ by: 'trainer', numbers: [2, 4] });
    expect(allowed).to.deep.equal(['retry', 'replace_photos', 'rename', 'delete']);
    expect(lab.fakes.called('weakPhotos')).to.deep.equal([]);
    const [told] = await until(
      'the news',
      async () => lab.fakes.called('announce').flatMap((news) => (news.kind === 'failed' ? [news.avatar] : [])),
      (news) => news.length > 0,
    );
    await mend(avatar, true);
    expect(await avatar.ends()).to.equal('COMPLETED');
    expect(told?.failurePhotos?.numbers).to.deep.equal([2, 4]);
    expect(lab.fakes.called('removePhoto').map(({ number }) => number)).to.deep.equal([2, 4]);
    expect(trainings().map(({ attempt }) => attempt)).to.deep.equal([1, 2]);
    const order = lab.fakes.calls.map(({ name }) => name).filter((name) => /removePhoto|buildArchive/.test(name));
    expect(order).to.deep.equal(['buildArchive', 'removePhoto', 'removePhoto', 'buildArchive']);
  });

  it('with too few other photos asks for more, and starts again when they have come', async () => {
    const avatar = await failed(2, 1);
    await mend(avatar, true);
    const state = await avatar.reaches('uploading');
    expect(state).to.not.have.any.keys('failure', 'failurePhotos');
    expect(lab.fakes.called('focusPhotos')).to.have.length(1);
    await avatar.send('e');
    await avatar.reaches('ready');
    expect(trainings()).to.have.length(1);
    await avatar.confirm();
    expect(await avatar.ends()).to.equal('COMPLETED');
    expect(trainings()).to.have.length(2);
  });

  it('with unnamed photos shows which our own report calls weak, and lets the user change them', async () => {
    lab.fakes.script.weak = [3];
    const avatar = await failed(3);
    expect((await avatar.state()).failurePhotos).to.deep.equal({ by: 'report', numbers: [3] });
    // Only the user removes photos that are merely suspected.
    await mend(avatar, true);
    expect((await avatar.reaches('ready')).photos.valid).to.equal(3);
    expect(lab.fakes.called('removePhoto')).to.deep.equal([]);
    expect(trainings()).to.have.length(1);
    await avatar.handle.executeUpdate(messages.removePhoto, { args: [{ by, number: 3 }] });
    await avatar.confirm();
    expect(await avatar.ends()).to.equal('COMPLETED');
  });

  it('with another reason offers no change of photos', async () => {
    const avatar = await lab.avatar();
    await avatar.ready();
    lab.fakes.script.results = [{ reason: 'trainer_failed', photos: [] }];
    await avatar.confirm();
    await avatar.reaches('error');
    expect((await avatar.state()).allowed).to.deep.equal(['retry', 'rename', 'delete']);
    const error = await mend(avatar).catch((thrown: unknown) => thrown);
    expect(error).to.have.nested.property('cause.type', 'ActionRefused');
  });

  it('because of the account was definitely not accepted: there is no doubt, and a tap retries', async () => {
    const avatar = await lab.avatar();
    await avatar.ready();
    lab.fakes.script.submissions = ['trainer_account'];
    await avatar.confirm();
    expect(await avatar.reaches('error')).to.include({ failure: 'trainer_account' });
    expect(lab.fakes.called('settleSubmission')).to.deep.equal([]);
    expect(lab.fakes.called('endTraining')[0]).to.include({ outcome: 'failed', failure: 'trainer_account' });
    await avatar.handle.executeUpdate(messages.retryTraining, { args: [{ by }] });
    expect(await avatar.ends()).to.equal('COMPLETED');
  });

  it('of a busy trainer says so, and otherwise that the trainer did not answer', async () => {
    for (const busy of ['trainer_overloaded', 'trainer_unreachable'] as const) {
      const avatar = await lab.avatar({ policy: quickPolicy({ submitRetryMs: 1 }) });
      await avatar.ready();
      lab.fakes.script.submissions = Array.from({ length: 20 }, () => ({ busy }));
      await avatar.confirm();
      expect(await avatar.reaches('error')).to.include({ failure: busy });
    }
  });

  it('is retried with its first trainer, even in a later run', async () => {
    const selection = { byTrainingType: { portrait: 'flux-lora-fast', style: 'flux-pro' }, preset: 'quality' } as const;
    const trainer = chooseTrainer('portrait', selection);
    const avatar = await lab.avatar({ trainer, policy: quickPolicy({}, { historyEvents: 60 }) });
    await avatar.ready();
    lab.fakes.script.results = ['trainer_failed'];
    await avatar.confirm();
    await avatar.reaches('error');
    const latest = lab.client.workflow.getHandle(avatar.handle.workflowId);
    await until(
      'a later run',
      () => latest.describe(),
      ({ runId }) => runId !== avatar.handle.firstExecutionRunId,
    );
    await latest.executeUpdate(messages.retryTraining, { args: [{ by }] });
    await latest.result();
    expect(trainings().map((one) => one.trainer)).to.deep.equal([trainer, trainer]);
    expect(lab.fakes.called('takeResult').map(({ leaves }) => leaves)).to.deep.equal(['weights', 'weights']);
  });
});

describe('the advice to an operator after a failure', () => {
  it('never offers a retry that is refused', () => {
    const input = { policy: quickPolicy(), choices: { trainingType: 'portrait' } } as AvatarInput;
    for (const failure of failureReasons) {
      const life = { ...newLife('Ann', undefined, 0), status: 'error', failure } as const;
      expect(statusCard(life, input).includes('the update `retryTraining`'), failure).to.equal(mayRetry(failure));
    }
  });

  it('never offers to submit again what its owner has cancelled', () => {
    const life = { ...newLife('Ann', undefined, 0), failure: 'submission_unconfirmed' } as const;
    expect(failureLines(life).join()).to.contain('submit_again').and.contain('give_up');
    expect(failureLines({ ...life, ending: 'user' }).join())
      .to.contain('give_up')
      .and.not.contain('submit_again');
  });

  it("says what to do, what was charged, FAL's words and the photos", () => {
    for (const failure of failureReasons) {
      const life = { ...newLife('Ann', undefined, 0), failure, failureWords: 'FAL answered `403`' };
      const failurePhotos = { by: 'trainer', numbers: [2, 3] } as const;
      const text = failureLines({ ...life, failurePhotos }).join('\n');
      expect(text).to.match(new RegExp(`- failure: \`${failure}\` \\(.*charged\\) — .{20,}`));
      expect(text).to.contain('`FAL answered ´403´`').and.contain('named by FAL: 2, 3');
    }
    expect(failureLines(newLife('Ann', undefined, 0))).to.deep.equal([]);
  });
});
