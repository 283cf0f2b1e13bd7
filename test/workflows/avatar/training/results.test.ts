import { expect } from 'chai';
import * as messages from '../../../../src/workflows/contracts.ts';
import { abandonAvatar } from '../../../../src/workflows/avatar/contract.ts';
import { until } from '../../../support/until.ts';
import { byUser, OWNER, quickPolicy, WorkflowLab, type LabAvatar } from '../../../support/workflow-lab.ts';

const by = OWNER;
const ALWAYS = 1_000_000;

describe('a result that was paid for', () => {
  let lab: WorkflowLab;
  let avatar: LabAvatar;
  beforeEach(async () => {
    lab = await WorkflowLab.start();
  });
  afterEach(async () => {
    await avatar.handle.terminate().catch(() => undefined);
    await lab.stop();
  });

  const retry = () => avatar.handle.executeUpdate(messages.retryTraining, { args: [{ by }] });
  const take = () => avatar.handle.executeUpdate(messages.takeResult, { args: [{ by }] });
  const called = (name: keyof typeof lab.fakes.activities) => lab.fakes.called(name);
  const attempts = () => lab.fakes.called('submitTraining').map(({ attempt }) => attempt);
  const attention = (value: string) =>
    until(
      `attention ${value}`,
      () =>
        lab.client.workflow.count(
          `WorkflowId = '${avatar.handle.workflowId}' AND AvatarAttention ${value === 'none' ? 'IS NULL' : `= '${value}'`}`,
        ),
      ({ count }) => count === 1,
    );
  const hasBegun = (name: keyof typeof lab.fakes.activities) =>
    until(
      name,
      async () => called(name).length,
      (count) => count > 0,
    );

  async function confirmed(timing: Parameters<typeof quickPolicy>[0] = {}, more: Partial<messages.AvatarInput> = {}) {
    avatar = await lab.avatar({ policy: quickPolicy({ cancelGraceMs: 300, ...timing }), ...more });
    await avatar.ready();
    await avatar.confirm();
  }

  describe('and could not be fetched', () => {
    for (const reason of ['result_missing', 'result_damaged'] as const) {
      it(`is fetched by the next try, before anything is paid again: ${reason}`, async () => {
        lab.fakes.script.results = [reason];
        await confirmed();
        expect((await avatar.reaches('error')).allowed.slice(0, 2)).to.deep.equal(['take_result', 'retry']);
        await retry();
        expect(await avatar.ends()).to.equal('COMPLETED');
        expect(attempts()).to.deep.equal([1]);
        expect(lab.fakes.called('takeResult').map(({ attempt }) => attempt)).to.deep.equal([1, 1]);
        expect(lab.fakes.called('endTraining').map(({ outcome }) => outcome)).to.deep.equal(['failed', 'completed']);
        expect(lab.fakes.called('endTraining')[0]).not.to.have.property('leftNothing');
      });
    }

    it('can be looked for any number of times without a submission', async () => {
      lab.fakes.script.results = ['result_damaged', 'result_damaged', 'result_missing'];
      await confirmed();
      for (const failure of ['result_damaged', 'result_damaged'] as const) {
        expect(await avatar.reaches('error')).to.include({ failure });
        expect((await take()).training).to.deep.equal({ taking: 'again' });
      }
      await avatar.is('missing', ({ failure }) => failure === 'result_missing');
      await take();
      expect(await avatar.ends()).to.equal('COMPLETED');
      expect(attempts()).to.deep.equal([1]);
      expect(lab.fakes.called('takeResult').map(({ goneAfterMs }) => goneAfterMs > 0)).to.deep.equal([
        true,
        true,
        true,
        false,
      ]);
    });

    it('is followed by another training only when there surely is none, and the user is told', async () => {
      await confirmed({ trainingTimeoutMs: 300 });
      lab.fakes.script.polls = ALWAYS;
      lab.fakes.script.cancelAnswer = 'unknown';
      expect(await avatar.reaches('error')).to.include({ failure: 'training_timeout' });
      lab.fakes.script.polls = 0;
      lab.fakes.script.results = ['trainer_failed'];
      await retry();
      expect(await avatar.ends()).to.equal('COMPLETED');
      expect(attempts()).to.deep.equal([1, 2]);
      const ends = lab.fakes.called('endTraining').map(({ attempt, leftNothing }) => [attempt, leftNothing]);
      expect(ends)
        .to.deep.include([1, true])
        .and.to.have.deep.property(String(ends.length - 1), [2, undefined]);
      const cards = lab.fakes.called('showCard').map((card) => card.avatar.training ?? {});
      expect(cards.some(({ anew }) => anew === true)).to.equal(true);
    });

    it('is not looked for when the trainer said that the run failed', async () => {
      lab.fakes.script.results = ['trainer_failed'];
      await confirmed();
      expect((await avatar.reaches('error')).allowed).not.to.include('take_result');
      expect(lab.fakes.called('endTraining')[0]).to.include({ leftNothing: true });
      await retry();
      expect(await avatar.ends()).to.equal('COMPLETED');
      expect(attempts()).to.deep.equal([1, 2]);
      expect(called('takeResult')).to.have.length(2);
    });

    it('is awaited while the training still runs, instead of another one', async () => {
      await confirmed({ trainingTimeoutMs: 3_000 });
      lab.fakes.script.polls = ALWAYS;
      lab.fakes.script.cancelErrors = ALWAYS;
      await avatar.reaches('error');
      lab.fakes.script.polls = 3;
      await retry();
      expect(await avatar.is('done', ({ status }) => status === 'completed')).to.be.an('object');
      expect(attempts()).to.deep.equal([1]);
    });
  });

  describe('of a training that the trainer does not know', () => {
    it('is fetched when the trainer answers a cancel that it has ended', async () => {
      lab.fakes.script.polled = ['result_missing'];
      lab.fakes.script.cancelAnswer = 'already_ended';
      await confirmed();
      expect(await avatar.ends()).to.equal('COMPLETED');
      expect(called('cancelTraining')).to.have.length(1);
    });

    it('is missing when the trainer does not know it then, either', async () => {
      lab.fakes.script.polled = ['result_missing'];
      lab.fakes.script.cancelAnswer = 'unknown';
      await confirmed();
      expect(await avatar.reaches('error')).to.include({ failure: 'result_missing' });
      expect(called('cancelTraining')).to.have.length(1);
      expect(called('takeResult')).to.deep.equal([]);
    });
  });

  describe('of a reopened avatar', () => {
    const untaken = { requestId: 'request-of-old', endpoint: 'fal-ai/fake', attempt: 3, lastNumber: 2 };
    async function reopened() {
      const photos = [1, 2, 3].map((number) => ({
        number,
        fileId: `f${number}`,
        fileUniqueId: `u${number}`,
        messageId: 100 + number,
        verdict: 'valid' as const,
      }));
      lab.fakes.script.kept = { name: 'Ann', photos, attempts: 4, lastNumber: 3, untaken };
      avatar = await lab.avatar({ reopen: true });
      return avatar.reaches('ready');
    }

    it('is offered, and fetched without another training', async () => {
      expect((await reopened()).allowed.slice(0, 2)).to.deep.equal(['take_result', 'start']);
      await take();
      expect(await avatar.ends()).to.equal('COMPLETED');
      expect(attempts()).to.deep.equal([]);
      expect(lab.fakes.called('takeResult')[0]).to.include({ requestId: 'request-of-old', attempt: 3 });
      expect(lab.fakes.called('saveResult')[0]).to.include({ attempt: 3 });
    });

    it('is fetched first at a start', async () => {
      await reopened();
      await avatar.confirm();
      expect(await avatar.ends()).to.equal('COMPLETED');
      expect(attempts()).to.deep.equal([]);
    });

    it('is unwanted once a photo of its training is removed; later photos do not matter', async () => {
      await reopened();
      const remove = (number: number) => avatar.handle.executeUpdate(messages.removePhoto, { args: [{ by, number }] });
      expect((await remove(3)).allowed).to.include('take_result');
      expect((await remove(2)).allowed).not.to.include('take_result');
      await avatar.send('x');
      await avatar.reaches('ready');
      await avatar.confirm();
      expect(await avatar.ends()).to.equal('COMPLETED');
      expect(attempts()).to.deep.equal([5]);
      expect(lab.fakes.called('takeResult').map(({ requestId }) => requestId)).to.deep.equal(['request-5']);
    });
  });

  describe('while the trainer does not give it', () => {
    it('is awaited, and the user and operators are told so', async () => {
      lab.fakes.script.resultErrors = ALWAYS;
      await confirmed({ trainerSilenceMs: 300 });
      await attention('result_late');
      await until(
        'the card says so',
        async () => lab.fakes.called('showCard').at(-1)?.avatar.training?.taking,
        (taking) => taking === 'late',
      );
      lab.fakes.script.resultErrors = 0;
      expect(await avatar.ends()).to.equal('COMPLETED');
      await attention('none');
    });

    it('does not delay a cancel: it can be fetched when the avatar is reopened', async () => {
      lab.fakes.script.resultErrors = ALWAYS;
      lab.fakes.script.cancelAnswer = 'already_ended';
      await confirmed();
      await hasBegun('takeResult');
      await avatar.handle.executeUpdate(messages.cancelAvatar, { ...byUser(), args: [{ by }] });
      expect(await avatar.ends()).to.equal('CANCELLED');
      expect(lab.fakes.called('endTraining').at(-1))
        .to.include({ outcome: 'cancelled' })
        .and.not.have.property('leftNothing');
    });

    it('does not delay a deletion: nothing is stored and nothing sent', async () => {
      lab.fakes.script.resultErrors = ALWAYS;
      lab.fakes.script.cancelAnswer = 'already_ended';
      await confirmed({ cancelGraceMs: 600_000 });
      await hasBegun('takeResult');
      await avatar.handle.executeUpdate(messages.deleteAvatar, { args: [{ by }] });
      expect(await avatar.ends()).to.equal('CANCELLED');
      expect(called('saveResult')).to.deep.equal([]);
      expect(called('announce')).to.deep.equal([]);
    });

    it('does not delay a cancel followed by a deletion', async () => {
      lab.fakes.script.resultErrors = ALWAYS;
      lab.fakes.script.cancelAnswer = 'already_ended';
      await confirmed({ cancelGraceMs: 600_000 });
      await hasBegun('takeResult');
      await avatar.handle.executeUpdate(messages.cancelAvatar, { ...byUser(), args: [{ by }] });
      await avatar.handle.executeUpdate(messages.deleteAvatar, { args: [{ by }] });
      expect(await avatar.ends()).to.equal('CANCELLED');
      expect(called('saveResult')).to.deep.equal([]);
      expect(called('announce')).to.deep.equal([]);
    });

    it('does not delay a deletion of all data, even if the trainer cannot be told to stop', async () => {
      lab.fakes.script.resultErrors = ALWAYS;
      lab.fakes.script.cancelErrors = ALWAYS;
      await confirmed({ cancelTimeoutMs: 600_000, cancelGraceMs: 600_000 });
      lab.fakes.script.telegramDown = true;
      await hasBegun('takeResult');
      await avatar.handle.signal(abandonAvatar);
      await avatar.handle.cancel();
      expect(await avatar.ends()).to.equal('CANCELLED');
      expect(called('saveResult')).to.deep.equal([]);
      expect(called('announce')).to.deep.equal([]);
    }).timeout(60_000);
  });

  describe('of an avatar that was deleted meanwhile', () => {
    it('is dropped when it was stored, and nothing is sent', async () => {
      let release = (): void => undefined;
      lab.fakes.script.taking = new Promise<void>((resolve) => (release = resolve));
      lab.fakes.script.cancelAnswer = 'already_ended';
      lab.fakes.script.saved = [false];
      await confirmed({ cancelGraceMs: 600_000 });
      await hasBegun('takeResult');
      await avatar.handle.executeUpdate(messages.deleteAvatar, { args: [{ by }] });
      release();
      expect(await avatar.ends()).to.equal('CANCELLED');
      expect(called('dropResult')).to.have.length(1);
      expect(called('announce')).to.deep.equal([]);
      expect(lab.fakes.called('saveAvatar').map(({ status }) => status)).not.to.include('completed');
    });

    it('is not announced when its submission was in doubt', async () => {
      lab.fakes.script.submissions = ['crash'];
      await confirmed({ submissionDoubtMs: 600_000 });
      await hasBegun('findSubmission');
      await avatar.handle.executeUpdate(messages.deleteAvatar, { args: [{ by }] });
      expect(await avatar.ends()).to.equal('CANCELLED');
      expect(called('announce')).to.deep.equal([]);
    });
  });
});
