import { expect } from 'chai';
import { chooseTrainer } from '../../src/domain/trainers.ts';
import * as messages from '../../src/workflows/messages.ts';
import { until } from '../support/until.ts';
import { OWNER, quickPolicy, WorkflowLab, type LabAvatar } from '../support/workflow-lab.ts';

const { endpoint } = chooseTrainer('portrait');
const decide = (avatar: LabAvatar, resolution: messages.Resolution) =>
  avatar.handle.executeUpdate(messages.resolveSubmission, { args: [resolution] });

describe('a submission that gave no answer', () => {
  let lab: WorkflowLab;
  let avatar: LabAvatar;
  beforeEach(async () => {
    lab = await WorkflowLab.start();
    avatar = await lab.avatar({ policy: quickPolicy({ submissionDoubtMs: 1_000 }) });
    await avatar.ready();
  });
  afterEach(async () => {
    await avatar.handle.terminate().catch(() => undefined);
    await lab.stop();
  });

  const tries = () => lab.fakes.called('submitTraining').map(({ attempt, tryNumber }) => [attempt, tryNumber]);
  const crash = () => (lab.fakes.script.submissions = ['crash']);

  it('and of which not a byte was sent is made again, as another try', async () => {
    crash();
    lab.fakes.script.fates = [{ fate: 'never_sent' }];
    await avatar.confirm();
    expect(await avatar.ends()).to.equal('COMPLETED');
    expect(tries()).to.deep.equal([
      [1, 1],
      [1, 2],
    ]);
    expect(lab.fakes.called('settleSubmission')).to.have.length(1);
  });

  it('and was written down before the worker died is waited for, and not made again', async () => {
    crash();
    lab.fakes.script.fates = [{ fate: 'accepted', request: { requestId: 'written', endpoint } }];
    await avatar.confirm();
    expect(await avatar.ends()).to.equal('COMPLETED');
    expect(tries()).to.have.length(1);
    expect(lab.fakes.called('awaitTraining')[0]).to.include({ requestId: 'written', endpoint });
    expect(lab.fakes.called('endTraining')).to.deep.equal([
      { avatarId: avatar.avatarId, attempt: 1, outcome: 'completed' },
    ]);
  });

  it('is found in FAL’s list of requests', async () => {
    crash();
    lab.fakes.script.found = { requestId: 'listed', endpoint };
    await avatar.confirm();
    expect(await avatar.ends()).to.equal('COMPLETED');
    expect(tries()).to.have.length(1);
    expect(lab.fakes.called('takeResult')[0]).to.include({ requestId: 'listed' });
  });

  it('makes itself known by FAL’s word to the address that carries its attempt', async () => {
    crash();
    lab.fakes.script.ours = ['told'];
    await avatar.confirm();
    await until(
      'it is in doubt',
      async () => lab.fakes.called('findSubmission'),
      (asked) => asked.length > 0,
    );
    await avatar.handle.signal(messages.trainerResult, { requestId: 'told', outcome: 'ok', attempt: 1 });
    expect(await avatar.ends()).to.equal('COMPLETED');
    expect(tries()).to.have.length(1);
    expect(lab.fakes.called('takeResult')[0]).to.include({ requestId: 'told' });
  });

  it('is not taken for a request that FAL does not know as ours, nor for one of another attempt', async () => {
    crash();
    lab.fakes.script.ours = ['of-attempt-7'];
    await avatar.confirm();
    await until(
      'it is in doubt',
      async () => lab.fakes.called('findSubmission'),
      (asked) => asked.length > 0,
    );
    await avatar.handle.signal(messages.trainerResult, { requestId: 'strange', outcome: 'ok', attempt: 1 });
    await avatar.handle.signal(messages.trainerResult, { requestId: 'of-attempt-7', outcome: 'ok', attempt: 7 });
    const { failure, allowed } = await avatar.reaches('error');
    expect(failure).to.equal('submission_unconfirmed');
    expect(allowed).to.not.include('retry');
    expect(tries()).to.have.length(1);
    expect(lab.fakes.called('takeResult')).to.have.length(0);
    expect(lab.fakes.called('endTraining')).to.have.length(0);
  });

  describe('and that nobody could confirm, is decided by an operator:', () => {
    beforeEach(async () => {
      crash();
      await avatar.confirm();
      expect((await avatar.reaches('error')).failure).to.equal('submission_unconfirmed');
    });

    it('a request that is named is waited for, as the same attempt', async () => {
      await decide(avatar, { decision: 'adopt', requestId: 'named' });
      expect(await avatar.ends()).to.equal('COMPLETED');
      expect(tries()).to.have.length(1);
      expect(lab.fakes.called('saveRequest')).to.deep.equal([
        { avatarId: avatar.avatarId, attempt: 1, requestId: 'named' },
      ]);
    });

    it('but not when it makes itself known late: it is waited for then', async () => {
      lab.fakes.script.ours = ['late'];
      await avatar.handle.signal(messages.trainerResult, { requestId: 'strange', outcome: 'ok', attempt: 1 });
      await until(
        'it was asked for',
        async () => lab.fakes.called('isOurs'),
        (asked) => asked.length === 1,
      );
      expect((await avatar.state()).status).to.equal('error');
      await avatar.handle.signal(messages.trainerResult, { requestId: 'late', outcome: 'ok', attempt: 1 });
      expect(await avatar.ends()).to.equal('COMPLETED');
      expect(tries()).to.have.length(1);
    });

    it('it is submitted again, as another attempt', async () => {
      await decide(avatar, { decision: 'submit_again' });
      expect(await avatar.ends()).to.equal('COMPLETED');
      expect(tries()).to.deep.equal([
        [1, 1],
        [2, 1],
      ]);
    });

    it('it is given up, and its owner may try again by a tap', async () => {
      await decide(avatar, { decision: 'give_up' });
      const { failure, allowed } = await avatar.state();
      expect(failure).to.equal('submission_given_up');
      expect(allowed).to.include('retry');
      await avatar.handle.executeUpdate(messages.retry, { args: [{ by: OWNER }] });
      expect(await avatar.ends()).to.equal('COMPLETED');
    });
  });

  it('is nobody’s to decide while there is none', async () => {
    const refused: unknown = await decide(avatar, { decision: 'submit_again' }).catch((error: unknown) => error);
    expect(refused).to.be.instanceOf(Error);
    expect((await avatar.state()).status).to.equal('ready');
  });
});
