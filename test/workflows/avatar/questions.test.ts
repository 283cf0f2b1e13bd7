import type { WorkflowHandle } from '@temporalio/client';
import { expect } from 'chai';
import type { TrainingReport } from '../../../src/domain/training/watch.ts';
import * as messages from '../../../src/workflows/contracts.ts';
import { until } from '../../support/until.ts';
import { byUser, LabAvatar, OWNER, quickPolicy, WorkflowLab } from '../../support/workflow-lab.ts';

type HistoryEvent = NonNullable<Awaited<ReturnType<WorkflowHandle['fetchHistory']>>['events']>[number];

/** The message of the next question, by the fake Telegram. */
const QUESTION = 77;
/** The announcement has ended, and its run knows. */
function isAnswered(events: readonly HistoryEvent[]): boolean {
  const announced = events.find(
    ({ activityTaskScheduledEventAttributes: scheduled }) => scheduled?.activityType?.name === 'announce',
  );
  const told = events.findIndex(
    ({ activityTaskCompletedEventAttributes: completed }) =>
      completed && String(completed.scheduledEventId) === String(announced?.eventId),
  );
  return told >= 0 && events.slice(told).some(({ workflowTaskCompletedEventAttributes: task }) => task);
}

describe('a question to the user', () => {
  let lab: WorkflowLab;
  let avatar: LabAvatar;

  before(async () => {
    lab = await WorkflowLab.start();
  });
  beforeEach(() => {
    lab.fakes.calls.length = 0;
    Object.assign(lab.fakes.script, { polls: 0, submissions: [], ours: [], results: [] });
    lab.fakes.script.announcing = async () => QUESTION;
  });
  afterEach(() => avatar.handle.terminate().catch(() => undefined));
  after(() => lab.stop());

  const decided = () => lab.fakes.called('announce').filter(({ kind }) => kind === 'decided');
  /** Each decision, who made it, and the message that shows it. */
  const decisions = () =>
    until(
      'a decision',
      async () => decided().map((news) => (news.kind === 'decided' ? [news.decision, news.by, news.questionId] : [])),
      (all) => all.length > 0,
    );
  const asked = () =>
    until(
      'the question',
      async () => (await avatar.handle.query(messages.state)).status && lab.fakes.called('announce'),
      (all) => all.some(({ kind }) => kind === 'overdue' || kind === 'failed'),
    );

  /** Whether to wait on for a training that is overdue. */
  async function overdue(): Promise<void> {
    avatar = await lab.avatar({ policy: quickPolicy({ pollIntervalMs: 30_000, queueLimitMs: 300 }) });
    await avatar.ready();
    lab.fakes.script.polls = 1_000;
    await avatar.confirm();
    await asked();
  }

  /** What to do about a training that has failed. */
  async function failed(how: Partial<typeof lab.fakes.script>): Promise<void> {
    avatar = await lab.avatar({ policy: quickPolicy({ submissionDoubtMs: 200 }) });
    await avatar.ready();
    Object.assign(lab.fakes.script, how);
    await avatar.confirm();
    await avatar.reaches('error');
    await asked();
  }

  const tell = (report: Partial<TrainingReport>) =>
    avatar.handle.signal(messages.reportProgress, { requestId: 'request-1', percent: 0, ...report });
  const update = (
    command: typeof messages.extendWait,
    { tapped, ...options }: { updateId?: string; tapped?: number } = {},
  ) =>
    avatar.handle.executeUpdate(command, {
      ...options,
      args: [{ by: OWNER, ...(tapped !== undefined && { tapped }) }],
    });

  it("shows an operator's decision to wait on, as the team's", async () => {
    await overdue();
    await update(messages.extendWait);
    expect(await decisions()).to.deep.equal([['waited_on', 'team', QUESTION]]);
  });

  it("shows an operator's decision to cancel, as the team's", async () => {
    await overdue();
    await update(messages.cancelAvatar);
    expect(await decisions()).to.deep.equal([['cancelled', 'team', QUESTION]]);
    expect(await avatar.ends()).to.equal('CANCELLED');
    expect(decided(), 'told once').to.have.length(1);
  });

  it('shows that an operator has cancelled the run itself', async () => {
    await overdue();
    await avatar.handle.cancel();
    expect(await avatar.ends()).to.equal('CANCELLED');
    expect(await decisions()).to.deep.equal([['cancelled', 'team', QUESTION]]);
  });

  it('shows a decision that the user made elsewhere, for example on the card', async () => {
    await overdue();
    await update(messages.extendWait, { ...byUser(), tapped: 5 });
    expect(await decisions()).to.deep.equal([['waited_on', 'user', QUESTION]]);
  });

  it('is left to the bot when its own button was tapped', async () => {
    await overdue();
    await until('the run knows its message', async () => (await avatar.handle.fetchHistory()).events ?? [], isAnswered);
    await update(messages.extendWait, { ...byUser(), tapped: QUESTION });
    expect(await decisions()).to.deep.equal([['waited_on', 'user', undefined]]);
  });

  it('is resolved when the queue moves on', async () => {
    await overdue();
    await tell({ phase: 'running', runningSince: Date.now() });
    expect(await decisions()).to.deep.equal([['moved_on', 'nobody', QUESTION]]);
  });

  it('that could not be sent is sent later, and then shows the decision', async () => {
    let isAway = true;
    lab.fakes.script.announcing = async () => {
      if (isAway) throw new Error('Telegram does not answer');
      return QUESTION;
    };
    await overdue();
    await update(messages.extendWait);
    isAway = false;
    expect(await decisions()).to.deep.equal([['waited_on', 'team', QUESTION]]);
  });

  it('of an earlier run is known to the next one', async () => {
    avatar = await lab.avatar({
      policy: quickPolicy({ pollIntervalMs: 30_000, queueLimitMs: 300 }, { historyEvents: 60 }),
    });
    await avatar.ready();
    const first = (await avatar.handle.describe()).runId;
    lab.fakes.script.results = ['trainer_failed'];
    await avatar.confirm();
    await avatar.reaches('error');
    await asked();
    const latest = lab.client.workflow.getHandle(avatar.handle.workflowId);
    for (let number = 1; (await latest.describe()).runId === first; number += 1) {
      await latest.executeUpdate(messages.renameAvatar, { args: [{ by: OWNER, name: `Ann ${number}` }] });
    }
    await latest.executeUpdate(messages.retryTraining, { args: [{ by: OWNER }] });
    expect(await decisions()).to.deep.equal([['retried', 'team', QUESTION]]);
    await latest.result();
  });

  describe('about a submission in doubt shows that the team has', () => {
    beforeEach(() => failed({ submissions: ['crash'], ours: ['named'] }));
    const decide = (resolution: messages.Resolution) =>
      avatar.handle.executeUpdate(messages.decideSubmission, { args: [resolution] });

    it('found it', async () => {
      await decide({ decision: 'adopt', requestId: 'named' });
      expect(await decisions()).to.deep.equal([['adopted', 'team', QUESTION]]);
    });

    it('submitted it again', async () => {
      await decide({ decision: 'submit_again' });
      expect(await decisions()).to.deep.equal([['submitted_again', 'team', QUESTION]]);
    });

    it('given it up, with the next step', async () => {
      await decide({ decision: 'give_up' });
      expect(await decisions()).to.deep.equal([['given_up', 'team', QUESTION]]);
      await until(
        'the news',
        async () => lab.fakes.called('announce').map(({ kind }) => kind),
        (kinds) => kinds.join() === 'failed,decided,failed',
      );
    });

    it('no need to decide, because the trainer reported it', async () => {
      await avatar.handle.signal(messages.reportTrainingEnd, { requestId: 'named', outcome: 'ok', attempt: 1 });
      expect(await decisions()).to.deep.equal([['adopted', 'nobody', QUESTION]]);
    });
  });

  it('about a failed training shows the retry', async () => {
    await failed({ results: ['trainer_failed'] });
    await update(messages.retryTraining, { ...byUser(), tapped: 5 });
    expect(await decisions()).to.deep.equal([['retried', 'user', QUESTION]]);
  });

  it('shows no answer once its avatar is deleted', async () => {
    await failed({ results: ['trainer_failed'] });
    await avatar.handle.executeUpdate(messages.deleteAvatar, { args: [{ by: OWNER }], ...byUser() });
    expect(await avatar.ends()).to.equal('CANCELLED');
    expect(decided()).to.deep.equal([]);
  });
});
