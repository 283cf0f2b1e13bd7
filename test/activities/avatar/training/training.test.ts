import { ApplicationFailure } from '@temporalio/common';
import { MockActivityEnvironment } from '@temporalio/testing';
import { DefaultLogger } from '@temporalio/worker';
import { expect } from 'chai';
import { FalUnavailable } from '../../../../src/activities/adapters/fal/result.ts';
import type { ActivityDeps } from '../../../../src/activities/deps.ts';
import { RequestUnknown, TrainerRejected, type TrainingStatus } from '../../../../src/activities/ports/trainer.ts';
import { createRecordActivities } from '../../../../src/activities/avatar/records.ts';
import { createTrainingActivities, type Watch } from '../../../../src/activities/avatar/training/training.ts';
import type { PollMemory } from '../../../../src/domain/training/poll.ts';
import type { TrainingReport } from '../../../../src/domain/training/watch.ts';

/** Failing polls print nothing. */
const silent = new DefaultLogger('ERROR');

/** Polls in a row, each with the memory of the one before, as Temporal makes them. */
class Polls {
  /** Written into the row. */
  readonly reports: TrainingReport[] = [];
  /** Told to the run. */
  readonly told: TrainingReport[] = [];
  memory: PollMemory | undefined;

  async poll(answer: TrainingStatus | Error, changes: Partial<Watch> = {}): Promise<unknown> {
    const status = async () => {
      if (answer instanceof Error) throw answer;
      return answer;
    };
    const activities = createTrainingActivities({
      trainer: { status },
      runs: {
        reportProgress: async (_: string, report: TrainingReport) => void this.told.push(report),
        viewOf: async () => null,
      },
      records: { saveProgress: async (_: string, report: TrainingReport) => void this.reports.push(report) },
    } as unknown as ActivityDeps);
    const env = new MockActivityEnvironment({ heartbeatDetails: this.memory }, { logger: silent });
    env.on('heartbeat', (details: PollMemory) => (this.memory = details));
    const watch: Watch = {
      avatarId: 'a',
      requestId: 'r',
      endpoint: 'fal-ai/fake',
      submittedAt: Date.now() - 60_000,
      pollIntervalMs: 10,
      progressEveryMs: 0,
      usualMs: [60_000, 120_000],
      silentAfterMs: 0,
      goneAfterMs: 0,
      ...changes,
    };
    return env.run((asked: Watch) => activities.awaitTraining(asked), watch).catch((error: unknown) => error);
  }
}

describe('a poll of the trainer', () => {
  it('is followed by another while the training runs, and reports news to the workflow', async () => {
    const polls = new Polls();
    const failure = await polls.poll({ state: 'queued', queuePosition: 2 });
    expect(failure).to.be.instanceOf(ApplicationFailure).and.include({ type: 'StillTraining' });
    await polls.poll({ state: 'queued', queuePosition: 2 });
    await polls.poll({ state: 'running', percent: 7 });
    await polls.poll({ state: 'running', percent: 9 });
    await polls.poll({ state: 'running', percent: 12 });
    expect(polls.reports.map(({ phase, percent }) => [phase, percent])).to.deep.equal([
      ['queued', 0],
      ['running', 7],
      ['running', 12],
    ]);
    expect(polls.told.map(({ phase, percent }) => [phase, percent])).to.deep.equal([
      ['queued', 0],
      ['running', 7],
    ]);
    expect(await polls.poll({ state: 'ended' })).to.equal(undefined);
  });

  it('without an answer is no failure of the training, and counts for the next polls', async () => {
    const polls = new Polls();
    for (const n of [1, 2, 3, 4]) {
      const failure = await polls.poll(new Error('no answer'));
      expect(failure).to.have.property('message', 'no answer');
      expect(polls.memory).to.include({ consecutiveErrors: n });
    }
    expect(polls.reports.map(({ silentSince }) => typeof silentSince)).to.deep.equal(['number']);
    await polls.poll({ state: 'running' });
    expect(polls.reports.at(-1)).to.not.have.property('silentSince');
    expect(polls.memory).to.include({ consecutiveErrors: 0 });
  });

  it('whose key is refused reports that, and is no failure of the training either', async () => {
    const polls = new Polls();
    for (let poll = 1; poll <= 3; poll += 1) {
      const failure = await polls.poll(new FalUnavailable('FAL answered 401', true));
      expect(failure).to.have.property('name', 'FalUnavailable');
    }
    expect(polls.reports.map(({ refused }) => refused)).to.deep.equal([true]);
    await polls.poll(new FalUnavailable('FAL answered 503'));
    expect(polls.reports.at(-1)).to.have.property('silentSince').and.not.to.equal(undefined);
    expect(polls.reports.at(-1)).to.not.have.property('refused');
  });

  it('ends for good when the trainer refuses the input', async () => {
    const failure = await new Polls().poll(new TrainerRejected('refused'));
    expect(failure).to.be.instanceOf(ApplicationFailure).and.include({ type: 'trainer_rejected', nonRetryable: true });
  });

  it('ends for good only when the trainer repeatedly does not know the request', async () => {
    const polls = new Polls();
    const unknown = new RequestUnknown('unknown');
    expect(await polls.poll(unknown)).to.equal(unknown);
    expect(await polls.poll(unknown)).to.equal(unknown);
    expect(await polls.poll(unknown, { goneAfterMs: 60_000 }), 'within moments').to.equal(unknown);
    await polls.poll(new Error('no answer'));
    expect(await polls.poll(unknown)).to.include({ type: 'result_missing', nonRetryable: true });
  });

  it('with an answer resets the count of unknown requests', async () => {
    const polls = new Polls();
    const unknown = new RequestUnknown('unknown');
    for (const _ of [1, 2]) await polls.poll(unknown);
    await polls.poll({ state: 'running', percent: 5 });
    for (const _ of [1, 2]) expect(await polls.poll(unknown)).to.equal(unknown);
  });

  it('that only waits for the end reports nothing', async () => {
    const polls = new Polls();
    await polls.poll({ state: 'running', percent: 50 }, { quiet: true });
    expect(polls.reports).to.deep.equal([]);
  });
});

describe('the start of an avatar', () => {
  const begin = async (learned: readonly [number, number] | null, mode: 'live' | 'test' = 'live') => {
    const asked: unknown[] = [];
    const activities = createRecordActivities({
      records: {
        openAvatar: async () => ({ name: 'Ann', photos: [] }),
        usualTime: async (kind: unknown) => {
          asked.push(kind);
          return learned;
        },
      },
      trainer: { mode },
    } as unknown as ActivityDeps);
    const choices = { name: 'Ann', avatarType: 'character', gender: 'female', trainingType: 'portrait' } as const;
    const person = { telegramId: 1, language: 'en', firstName: 'Ann' } as const;
    const trainer = { name: 'flux-pro', preset: 'fast' } as const;
    const kept = await activities.openAvatar({ avatarId: 'a', user: person, choices, trainer, avatarsADay: 0 });
    return { kept, asked };
  };

  it('knows how long trainings of its kind took', async () => {
    const { kept, asked } = await begin([1, 2]);
    expect(kept.usualMs).to.deep.equal([1, 2]);
    expect(asked).to.deep.equal([{ trainer: 'flux-pro', preset: 'fast', falMode: 'live' }]);
  });

  it('knows no time while there are few trainings', async () => {
    expect((await begin(null)).kept).to.not.have.property('usualMs');
  });
});
