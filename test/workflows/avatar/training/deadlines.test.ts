import { expect } from 'chai';
import type { TrainingReport } from '../../../../src/domain/training/watch.ts';
import * as messages from '../../../../src/workflows/contracts.ts';
import { HOUR, MINUTE, play, type Trainer } from '../../../support/played-training.ts';
import { until } from '../../../support/until.ts';
import { LabAvatar, OWNER, quickPolicy, WorkflowLab } from '../../../support/workflow-lab.ts';

const by = OWNER;

describe('a running training', () => {
  let lab: WorkflowLab;
  let avatar: LabAvatar;

  before(async () => {
    lab = await WorkflowLab.start();
  });
  beforeEach(() => {
    lab.fakes.calls.length = 0;
  });
  afterEach(() => avatar.handle.terminate().catch(() => undefined));
  after(() => lab.stop());

  /** An avatar whose training runs until it is told to stop, polled once. */
  async function training(timing: Parameters<typeof quickPolicy>[0] = {}): Promise<void> {
    avatar = await lab.avatar({ policy: quickPolicy({ pollIntervalMs: 30_000, ...timing }) });
    await avatar.ready();
    lab.fakes.script.polls = 1_000;
    await avatar.confirm();
    await until(
      'the poll',
      async () => lab.fakes.called('awaitTraining'),
      (polls) => polls.length > 0,
    );
  }

  const tell = (report: Partial<TrainingReport>) =>
    avatar.handle.signal(messages.reportProgress, { requestId: 'request-1', percent: 0, ...report });
  const announced = () => lab.fakes.called('announce').map(({ kind }) => kind);
  const asked = (times: number) =>
    until(
      `${times} questions`,
      async () => announced().filter((kind) => kind === 'overdue'),
      (kinds) => kinds.length === times,
    );
  /** Operators find it only by this. */
  const attention = (value: string | null) =>
    until(
      `attention ${value}`,
      () =>
        lab.client.workflow.count(
          `WorkflowId = '${avatar.handle.workflowId}' AND AvatarAttention ${value === null ? 'IS NULL' : `= '${value}'`}`,
        ),
      ({ count }) => count === 1,
    );
  const extendWait = () => avatar.handle.executeUpdate(messages.extendWait, { args: [{ by }] });

  it("shows its progress and the progress's source in the row, the query and the card", async () => {
    await training();
    const since = Date.now();
    await tell({ phase: 'queued', queuePosition: 3 });
    const walk: Partial<TrainingReport>[] = [
      { phase: 'running', percent: 10, source: 'estimate', runningSince: since },
      { phase: 'running', percent: 35, source: 'estimate', runningSince: since },
      { phase: 'running', percent: 20, source: 'logs', runningSince: since },
      { phase: 'running', percent: 60, source: 'logs', runningSince: since, slowMs: 900_000 },
    ];
    const seen: unknown[] = [];
    for (const report of walk) {
      await tell(report);
      const { progress, training: watch } = await avatar.state();
      seen.push([progress, watch?.progressSource]);
      await until(
        `${progress} % everywhere`,
        async () => [
          lab.fakes.called('saveAvatar').at(-1)?.progress,
          lab.fakes.called('showCard').at(-1)?.avatar.progress,
        ],
        ([row, card]) => row === progress && card === progress,
      );
    }
    expect(seen).to.deep.equal([
      [10, 'estimate'],
      [35, 'estimate'],
      [35, 'estimate'],
      [60, 'logs'],
    ]);
    expect((await avatar.state()).training).to.deep.equal({
      phase: 'running',
      progressSource: 'logs',
      runningSince: since,
      slowMs: 900_000,
    });
    await avatar.handle.signal(messages.reportTrainingEnd, { requestId: 'request-1', outcome: 'ok' });
    expect(await avatar.ends()).to.equal('COMPLETED');
    expect(lab.fakes.called('endTraining')).to.deep.include({
      avatarId: avatar.avatarId,
      attempt: 1,
      outcome: 'completed',
      startedAt: since,
    });
  });

  /** Events of history that a training makes from its submission to its end. */
  async function eventsOf(trainer: Trainer): Promise<number> {
    await training({ queueLimitMs: 3_600_000, runLimitMs: 3_600_000 });
    const before = await avatar.events();
    const { reports } = play(trainer);
    for (const { requestId: _, ...report } of reports) {
      const shown = lab.fakes.called('showCard').length;
      await tell({ ...report, runningSince: Date.now() });
      await until(
        'the card',
        async () => lab.fakes.called('showCard').length,
        (cards) => cards > shown,
      );
    }
    return (await avatar.events()) - before;
  }

  it('needs little more history for a day than for three minutes', async () => {
    const ofMinutes = await eventsOf((at) => (at < 3 * MINUTE ? { state: 'running' } : null));
    await avatar.handle.terminate();
    const ofADay = await eventsOf((at) => (at < 24 * HOUR ? { state: 'running' } : null));
    expect(ofMinutes).to.be.within(50, 300);
    expect(ofADay, 'less than what would have the run begin afresh').to.be.within(ofMinutes, 800);
  }).timeout(180_000);

  it('knows the usual time from its beginning on', async () => {
    lab.fakes.script.kept = { name: 'Ann', photos: [], usualMs: [60_000, 120_000] };
    try {
      await training();
      expect((await avatar.state()).usualMs).to.deep.equal([60_000, 120_000]);
      const cards = lab.fakes.called('showCard').filter(({ avatar: { avatarId } }) => avatarId === avatar.avatarId);
      expect(cards.at(-1)?.avatar.usualMs).to.deep.equal([60_000, 120_000]);
      expect(lab.fakes.called('awaitTraining').at(-1)?.usualMs).to.deep.equal([60_000, 120_000]);
      expect(lab.fakes.called('openAvatar').at(-1)?.trainer).to.deep.equal({
        name: 'flux-lora-portrait',
        preset: 'balanced',
      });
    } finally {
      lab.fakes.script.kept = null;
    }
  });

  it('asks when the queue takes longer than its limit, and again after as long as that', async () => {
    await training({ queueLimitMs: 400 });
    await asked(1);
    await attention('queue_overdue');
    expect((await avatar.state()).allowed).to.include('extend_wait');
    expect((await extendWait()).allowed).to.not.include('extend_wait');
    await asked(2);
    await tell({ phase: 'running', runningSince: Date.now() });
    await attention(null);
    expect((await avatar.state()).training).to.not.have.property('overdue');
  });

  it('counts the limit of training from when it began to run', async () => {
    await training({ queueLimitMs: 1_500, runLimitMs: 600 });
    await tell({ phase: 'queued' });
    await new Promise((resolve) => setTimeout(resolve, 800));
    expect(announced()).to.deep.equal([]);
    await tell({ phase: 'running', runningSince: Date.now() });
    await asked(1);
    await attention('training_overdue');
    const [question] = lab.fakes.called('announce');
    expect(question).to.have.nested.property('avatar.training.overdue', 'running');
  });

  it('accepts a tap on “wait” when nothing is overdue any more', async () => {
    await training();
    expect((await extendWait()).status).to.equal('training');
  });

  it('asks no blind question while the trainer is silent, and tells users and operators so', async () => {
    await training({ runLimitMs: 500 });
    await tell({ phase: 'running', runningSince: Date.now(), silentSince: Date.now() });
    await attention('trainer_unreachable');
    await new Promise((resolve) => setTimeout(resolve, 1_000));
    expect(announced()).to.deep.equal([]);
    await tell({ phase: 'running', runningSince: Date.now() - 1_000 });
    await asked(1);
    await attention('training_overdue');
  });

  it('goes on without an answer up to the fixed bound, and is then told to stop', async () => {
    await training({ queueLimitMs: 200, trainingTimeoutMs: 2_500, pollIntervalMs: 100 });
    await asked(1);
    const state = await avatar.reaches('error');
    expect(state.failure).to.equal('training_timeout');
    expect(lab.fakes.called('cancelTraining')).to.have.length(1);
    await attention(null);
    await until(
      'the messages',
      async () => announced(),
      (kinds) => kinds.join() === 'overdue,decided,failed',
    );
  });

  it('is found by operators while its submission is in doubt', async () => {
    avatar = await lab.avatar();
    await avatar.ready();
    lab.fakes.script.submissions = ['submission_unconfirmed'];
    await avatar.confirm();
    await avatar.reaches('error');
    await attention('submission_unconfirmed');
    await avatar.handle.executeUpdate(messages.decideSubmission, { args: [{ decision: 'give_up' }] });
    await attention(null);
  });
});
