import { expect } from 'chai';
import { ApplicationFailure } from '@temporalio/common';
import * as messages from '../../../../src/workflows/contracts.ts';
import { until } from '../../../support/until.ts';
import { byUser, LabAvatar, OWNER, quickPolicy, WorkflowLab } from '../../../support/workflow-lab.ts';

const by = OWNER;

describe('a training that is being stopped', () => {
  let lab: WorkflowLab;
  let avatar: LabAvatar;

  beforeEach(async () => {
    lab = await WorkflowLab.start();
  });
  afterEach(async () => {
    await avatar.handle.terminate().catch(() => undefined);
    await lab.stop();
  });

  async function training(timing: Parameters<typeof quickPolicy>[0] = {}): Promise<void> {
    avatar = await lab.avatar({ policy: quickPolicy({ pollIntervalMs: 200, ...timing }) });
    await avatar.ready();
    lab.fakes.script.polls = 1_000_000;
    await avatar.confirm();
    await until(
      'the poll',
      async () => lab.fakes.called('awaitTraining'),
      (polls) => polls.length > 0,
    );
  }
  const cancel = () => avatar.handle.executeUpdate(messages.cancelAvatar, { ...byUser(), args: [{ by }] });
  const remove = () => avatar.handle.executeUpdate(messages.deleteAvatar, { args: [{ by }] });
  const announced = () => lab.fakes.called('announce');
  const attention = (value: string) =>
    until(
      `attention ${value}`,
      () =>
        lab.client.workflow.count(
          `WorkflowId = '${avatar.handle.workflowId}' AND AvatarAttention ${value === 'none' ? 'IS NULL' : `= '${value}'`}`,
        ),
      ({ count }) => count === 1,
    );

  it('is awaited until it has ended, and is cancelled then', async () => {
    await training();
    await cancel();
    expect(await avatar.ends()).to.equal('CANCELLED');
    expect(lab.fakes.called('takeResult')).to.have.length(1);
    expect(lab.fakes.called('awaitTraining').at(-1)).to.include({ quiet: true });
    expect(lab.fakes.called('endTraining')).to.have.nested.property('[0].outcome', 'cancelled');
    expect(announced()).to.deep.equal([]);
  });

  it('is kept when it completes nevertheless, and the user is told', async () => {
    await training();
    lab.fakes.script.ignoresCancel = true;
    await cancel();
    await until(
      'a look',
      async () => lab.fakes.called('awaitTraining').some(({ quiet }) => quiet),
      (looked) => looked,
    );
    lab.fakes.script.polls = 0;
    expect(await avatar.ends()).to.equal('COMPLETED');
    expect(announced()).to.have.length(1);
    expect(announced()[0]).to.include({ kind: 'completed' });
    expect(announced()[0]).to.have.nested.property('avatar.training.stopping');
    expect(lab.fakes.called('endTraining')).to.have.nested.property('[0].outcome', 'completed');
  });

  it("is also recognised by the trainer's webhook", async () => {
    // Temporal gives up a poll at once whose next one would come too late.
    await training({ pollIntervalMs: 60_000, trainingTimeoutMs: 600_000 });
    lab.fakes.script.ignoresCancel = true;
    await cancel();
    await until(
      'a look',
      async () => lab.fakes.called('awaitTraining').some(({ quiet }) => quiet),
      (looked) => looked,
    );
    await avatar.handle.signal(messages.reportTrainingEnd, { requestId: 'request-1', outcome: 'ok' });
    expect(await avatar.ends()).to.equal('COMPLETED');
  });

  for (const dropped of ['result_missing', 'trainer_rejected'] as const) {
    it(`has stopped when the trainer no longer knows it: ${dropped}`, async () => {
      await training();
      lab.fakes.script.ignoresCancel = true;
      await cancel();
      await until(
        'a look',
        async () => lab.fakes.called('awaitTraining').some(({ quiet }) => quiet),
        (looked) => looked,
      );
      lab.fakes.script.results = ['result_missing'];
      lab.fakes.script.polled = [dropped];
      expect(await avatar.ends()).to.equal('CANCELLED');
      expect((await avatar.state()).training?.stopping).to.equal('asked');
    });
  }

  it('alerts operators when it does not end in time', async () => {
    await training({ cancelGraceMs: 500 });
    lab.fakes.script.ignoresCancel = true;
    await cancel();
    expect(await avatar.ends()).to.equal('CANCELLED');
    await attention('cancel_unconfirmed');
  });

  it('is reported to a silent trainer repeatedly, while the user has an answer at once', async () => {
    await training({ trainerSilenceMs: 200 });
    lab.fakes.script.cancelErrors = 2;
    expect((await cancel()).training).to.include({ stopping: 'asked' });
    await attention('cancel_unconfirmed');
    await until(
      'the card says so',
      async () => lab.fakes.called('showCard').at(-1)?.avatar.training?.stopping,
      (stopping) => stopping === 'unconfirmed',
    );
    expect(await avatar.ends()).to.equal('CANCELLED');
    expect(lab.fakes.called('cancelTraining')).to.have.length(3);
    await attention('none');
  });

  it("is given up when the trainer can never be told, and keeps the operators' mark", async () => {
    await training({ trainerSilenceMs: 100, cancelTimeoutMs: 500 });
    lab.fakes.script.cancelErrors = 1_000;
    await cancel();
    expect(await avatar.ends()).to.equal('CANCELLED');
    await attention('cancel_unconfirmed');
  });

  it("is not interrupted by an operator's cancel of the run", async () => {
    await training();
    lab.fakes.script.cancelErrors = 1;
    await avatar.handle.cancel();
    await avatar.handle.cancel();
    expect(await avatar.ends()).to.equal('CANCELLED');
    expect(lab.fakes.called('cancelTraining')).to.have.length(2);
  });

  it('ends with a deleted avatar: the trainer is told, the result is not fetched', async () => {
    await training();
    lab.fakes.script.cancelAnswer = 'already_ended';
    await remove();
    expect(await avatar.ends()).to.equal('CANCELLED');
    expect(lab.fakes.called('cancelTraining')).to.have.length(1);
    expect(lab.fakes.called('takeResult')).to.deep.equal([]);
    expect(lab.fakes.called('deleteAvatar')).to.have.length(1);
    const names = lab.fakes.calls.map(({ name }) => name);
    expect(names.lastIndexOf('showCard'), 'no card after the deletion').to.be.lessThan(names.indexOf('deleteAvatar'));
  });

  it('may be deleted meanwhile: its result is discarded', async () => {
    await training();
    lab.fakes.script.cancelErrors = 2;
    lab.fakes.script.cancelAnswer = 'already_ended';
    await cancel();
    const refused: unknown = await cancel().catch((error: unknown) => error);
    expect((refused as Error).cause).to.be.instanceOf(ApplicationFailure);
    await remove();
    expect(await avatar.ends()).to.equal('CANCELLED');
    expect(lab.fakes.called('takeResult')).to.deep.equal([]);
  });

  it('fails by timeout although the trainer does not answer, and is still reported to it in the background', async () => {
    await training({ trainingTimeoutMs: 500, cancelGraceMs: 300, trainerSilenceMs: 100 });
    lab.fakes.script.cancelErrors = 3;
    const { failure } = await avatar.reaches('error');
    expect(failure).to.equal('training_timeout');
    await attention('cancel_unconfirmed');
    await until(
      'the trainer was told',
      async () => lab.fakes.called('cancelTraining'),
      (told) => told.length === 4,
    );
    await attention('none');
    lab.fakes.script.polls = 0;
    lab.fakes.script.results = [];
    await avatar.handle.executeUpdate(messages.retryTraining, { args: [{ by }] });
    expect(await avatar.ends()).to.equal('COMPLETED');
  });
});
