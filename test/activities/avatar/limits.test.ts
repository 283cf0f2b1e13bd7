import { MockActivityEnvironment } from '@temporalio/testing';
import { expect } from 'chai';
import type { ActivityDeps } from '../../../src/activities/deps.ts';
import { createLimitActivities, type TrainingClaim } from '../../../src/activities/avatar/limits.ts';
import { builtInTrainers, type TrainingKind } from '../../../src/domain/training/trainers.ts';

describe('a training that has to wait for another one', () => {
  const startedAt = Date.now();

  /** @param usual what the latest trainings of a kind took, ms */
  async function untilOf(trainer: string, usual: readonly [number, number] | null): Promise<number | undefined> {
    const asked: TrainingKind[] = [];
    const kind: TrainingKind = { trainer, preset: 'balanced', falMode: 'test' };
    const records = {
      claimTraining: async () => ({ holders: [{ avatarId: 'other', training: { ...kind, startedAt } }] }),
      usualTime: async (of: TrainingKind) => {
        asked.push(of);
        return usual;
      },
    };
    const deps = { records, runs: { isOpen: async () => true } } as unknown as ActivityDeps;
    const claim = { avatarId: 'one', telegramId: 7, atOnce: 1, aDay: 0 };
    const ask = (): Promise<TrainingClaim> => createLimitActivities(deps).claimTraining(claim);
    const { until } = (await new MockActivityEnvironment().run(ask)) as TrainingClaim;
    expect(asked).to.deep.equal([kind]);
    return until;
  }

  it("may start when that one should be over, by its trainer's usual time", async () => {
    expect(await untilOf('slow', [7_000_000, 9_000_000])).to.equal(startedAt + 9_000_000);
  });

  it("uses the trainer's configured time when there are few trainings to learn from", async () => {
    const longest = builtInTrainers['flux-pro']?.usualMs[1] ?? 0;
    expect(await untilOf('flux-pro', null)).to.equal(startedAt + longest);
  });

  it('gets no time when it is unknown', async () => {
    expect(await untilOf('slow', null)).to.equal(undefined);
  });
});
