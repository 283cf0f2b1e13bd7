import { expect } from 'chai';
import { chooseTrainer } from '../../../../src/domain/training/trainers.ts';
import * as messages from '../../../../src/workflows/contracts.ts';
import { avatarAttentionKey } from '../../../../src/workflows/shared/search-attributes.ts';
import { until } from '../../../support/until.ts';
import { OWNER, quickPolicy, WorkflowLab, type LabAvatar } from '../../../support/workflow-lab.ts';

const { endpoint } = chooseTrainer('portrait');
const causeOf = (error: unknown): string => String((error as Error).cause);
const decide = (avatar: LabAvatar, resolution: messages.Resolution) =>
  avatar.handle.executeUpdate(messages.decideSubmission, { args: [resolution] });

describe('a submission without an answer', () => {
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

  it('of which nothing was sent is made again, as another try', async () => {
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

  it('that was saved before the worker died is awaited, and not made again', async () => {
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

  it("is found by FAL’s webhook to its attempt's address", async () => {
    crash();
    lab.fakes.script.ours = ['told'];
    await avatar.confirm();
    await until(
      'it is in doubt',
      async () => lab.fakes.called('findSubmission'),
      (asked) => asked.length > 0,
    );
    await avatar.handle.signal(messages.reportTrainingEnd, { requestId: 'told', outcome: 'ok', attempt: 1 });
    expect(await avatar.ends()).to.equal('COMPLETED');
    expect(tries()).to.have.length(1);
    expect(lab.fakes.called('takeResult')[0]).to.include({ requestId: 'told' });
  });

  it('is not matched with a request that is not ours, nor with one of another attempt', async () => {
    crash();
    lab.fakes.script.ours = ['of-attempt-7'];
    await avatar.confirm();
    await until(
      'it is in doubt',
      async () => lab.fakes.called('findSubmission'),
      (asked) => asked.length > 0,
    );
    await avatar.handle.signal(messages.reportTrainingEnd, { requestId: 'strange', outcome: 'ok', attempt: 1 });
    await avatar.handle.signal(messages.reportTrainingEnd, { requestId: 'of-attempt-7', outcome: 'ok', attempt: 7 });
    const { failure, allowed } = await avatar.reaches('error');
    expect(failure).to.equal('submission_unconfirmed');
    expect(allowed).to.not.include('retry');
    expect(tries()).to.have.length(1);
    expect(lab.fakes.called('takeResult')).to.have.length(0);
    expect(lab.fakes.called('endTraining')).to.have.length(0);
  });

  describe('that nobody could confirm is decided by an operator:', () => {
    beforeEach(async () => {
      crash();
      await avatar.confirm();
      expect((await avatar.reaches('error')).failure).to.equal('submission_unconfirmed');
    });

    it('a named request is awaited, as the same attempt', async () => {
      lab.fakes.script.ours = ['named'];
      await decide(avatar, { decision: 'adopt', requestId: 'named' });
      expect(await avatar.ends()).to.equal('COMPLETED');
      expect(tries()).to.have.length(1);
      const [written, ...more] = lab.fakes.called('saveRequest');
      expect(written).to.include({ avatarId: avatar.avatarId, attempt: 1, requestId: 'named' });
      expect(more).to.deep.equal([]);
    });

    const refusals = [
      ['FAL does not know', 'unknown_request', 'FAL knows no such request'],
      ['was made of another archive', 'of_another_archive', 'made of other photos'],
      ['another avatar holds', 'held_by_another', 'another training’s'],
    ] as const;
    for (const [what, verdict, words] of refusals) {
      it(`a request that ${what} is refused, and it stays in doubt`, async () => {
        lab.fakes.script.notAdopted = verdict;
        const deciding = decide(avatar, { decision: 'adopt', requestId: 'strange' });
        expect(await deciding.then(String, causeOf)).to.contain(words);
        expect(lab.fakes.called('adoptRequest')[0]).to.include({ requestId: 'strange', attempt: 1 });
        expect((await avatar.state()).failure).to.equal('submission_unconfirmed');
        expect(lab.fakes.called('takeResult')).to.have.length(0);
      });
    }

    it('but not when its request becomes known late: it is awaited then', async () => {
      lab.fakes.script.ours = ['late'];
      await avatar.handle.signal(messages.reportTrainingEnd, { requestId: 'strange', outcome: 'ok', attempt: 1 });
      await until(
        'it was asked for',
        async () => lab.fakes.called('adoptRequest'),
        (asked) => asked.length === 1,
      );
      expect((await avatar.state()).status).to.equal('error');
      await avatar.handle.signal(messages.reportTrainingEnd, { requestId: 'late', outcome: 'ok', attempt: 1 });
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
      const [first] = lab.fakes.called('endTraining');
      expect(first).to.include({ attempt: 1, outcome: 'failed', failure: 'submission_unconfirmed' });
    });

    it('it is given up, and its owner may try again by a tap', async () => {
      await decide(avatar, { decision: 'give_up' });
      const { failure, allowed } = await avatar.state();
      expect(failure).to.equal('submission_given_up');
      const [closed] = lab.fakes.called('endTraining');
      expect(closed).to.include({ attempt: 1, outcome: 'failed', failure: 'submission_given_up' });
      expect(allowed).to.include('retry');
      await avatar.handle.executeUpdate(messages.retryTraining, { args: [{ by: OWNER }] });
      expect(await avatar.ends()).to.equal('COMPLETED');
    });
  });

  describe('that was given up as never accepted', () => {
    beforeEach(async () => {
      crash();
      await avatar.confirm();
      await avatar.reaches('error');
      await decide(avatar, { decision: 'give_up' });
    });

    it('is awaited after all when FAL reports it, and not submitted again', async () => {
      lab.fakes.script.ours = ['late'];
      await avatar.handle.signal(messages.reportTrainingEnd, { requestId: 'late', outcome: 'ok', attempt: 1 });
      expect(await avatar.ends()).to.equal('COMPLETED');
      expect(lab.fakes.called('takeResult')[0]).to.include({ requestId: 'late', attempt: 1 });
      expect(tries()).to.have.length(1);
    });

    it('ends with its avatar when its owner deletes that: nothing is left to settle', async () => {
      await avatar.handle.executeUpdate(messages.deleteAvatar, { args: [{ by: OWNER }] });
      expect(await avatar.ends()).to.equal('CANCELLED');
      const doubt = lab.client.workflow.getHandle(messages.submissionDoubtWorkflowId(avatar.avatarId, 1));
      expect(await doubt.describe().catch((error: Error) => error.name)).to.equal('WorkflowNotFoundError');
    });
  });

  describe('stays to be settled when its owner', () => {
    const cancel = () => avatar.handle.executeUpdate(messages.cancelAvatar, { args: [{ by: OWNER }] });
    const remove = () => avatar.handle.executeUpdate(messages.deleteAvatar, { args: [{ by: OWNER }] });
    const left = () => lab.client.workflow.getHandle(messages.submissionDoubtWorkflowId(avatar.avatarId, 1));
    const attention = async (handle: Pick<typeof avatar.handle, 'describe'>) =>
      (await handle.describe()).typedSearchAttributes.get(avatarAttentionKey);
    const inDoubt = () =>
      until(
        'it is in doubt',
        async () => lab.fakes.called('findSubmission'),
        (asked) => asked.length > 0,
      );

    /** Cancelled while it is in doubt; the doubt stays. */
    async function cancelled(): Promise<void> {
      crash();
      await avatar.confirm();
      await inDoubt();
      expect((await cancel()).training?.stopping).to.equal('asked');
      expect((await avatar.reaches('error')).failure).to.equal('submission_unconfirmed');
    }

    it('cancels it: the run stays open, marked, and accepts no other start', async () => {
      await cancelled();
      expect(await attention(avatar.handle)).to.equal('submission_unconfirmed');
      expect(await avatar.runStatus()).to.equal('RUNNING');
      const retrying = avatar.handle.executeUpdate(messages.retryTraining, { args: [{ by: OWNER }] });
      expect(await retrying.then(String, causeOf)).to.contain('may_have_been_paid');
      const again = decide(avatar, { decision: 'submit_again' });
      expect(await again.then(String, causeOf)).to.contain('its owner has cancelled it');
      expect(tries()).to.have.length(1);
    });

    it('cancels it, and FAL reports it late: it is stopped there', async () => {
      await cancelled();
      Object.assign(lab.fakes.script, { ours: ['late'], polls: Infinity });
      await avatar.handle.signal(messages.reportTrainingEnd, { requestId: 'late', outcome: 'ok', attempt: 1 });
      await avatar.ends();
      expect(lab.fakes.called('cancelTraining')[0]).to.include({ requestId: 'late' });
      expect(tries()).to.have.length(1);
    });

    it('cancels it, and an operator gives it up: it is cancelled', async () => {
      await cancelled();
      await decide(avatar, { decision: 'give_up' });
      expect(await avatar.ends()).to.equal('CANCELLED');
      expect(lab.fakes.called('endTraining')[0]).to.include({ attempt: 1, failure: 'submission_given_up' });
    });

    it('cancels it, and it is found meanwhile: it is stopped', async () => {
      crash();
      await avatar.confirm();
      await inDoubt();
      await cancel();
      Object.assign(lab.fakes.script, { found: { requestId: 'listed', endpoint }, cancelAnswer: 'unknown' });
      expect(await avatar.ends()).to.equal('CANCELLED');
      expect(lab.fakes.called('cancelTraining')[0]).to.include({ requestId: 'listed' });
    });

    it('deletes the avatar: a separate run waits for FAL’s webhook, and has it stopped and deleted', async () => {
      crash();
      await avatar.confirm();
      await avatar.reaches('error');
      await remove();
      expect(await avatar.ends()).to.equal('CANCELLED');
      expect(await attention(left())).to.equal('submission_unconfirmed');
      lab.fakes.script.ours = ['late'];
      await left().signal(messages.reportTrainingEnd, { requestId: 'late', outcome: 'ok', attempt: 1 });
      expect(await left().result()).to.equal('stopped');
      expect(lab.fakes.called('cancelTraining')[0]).to.include({ requestId: 'late' });
      expect(lab.fakes.called('forgetRequest')[0]).to.include({ requestId: 'late' });
    });

    it('deletes the avatar, or everything, during the search: the run ends, and an operator decides', async () => {
      crash();
      await avatar.confirm();
      await inDoubt();
      await avatar.handle.cancel();
      expect(await avatar.ends()).to.equal('CANCELLED');
      const adopting = left().executeUpdate(messages.decideSubmission, {
        args: [{ decision: 'adopt', requestId: 'strange' }],
      });
      expect(await adopting.then(String, causeOf)).to.contain('FAL knows no such request');
      await left().executeUpdate(messages.decideSubmission, { args: [{ decision: 'give_up' }] });
      expect(await left().result()).to.equal('given_up');
    });
  });

  it('cannot be decided while there is none', async () => {
    const refused: unknown = await decide(avatar, { decision: 'submit_again' }).catch((error: unknown) => error);
    expect(refused).to.be.instanceOf(Error);
    expect((await avatar.state()).status).to.equal('ready');
  });
});
