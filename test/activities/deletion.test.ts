import { MockActivityEnvironment } from '@temporalio/testing';
import { DefaultLogger } from '@temporalio/worker';
import { expect } from 'chai';
import { createDeletionActivities } from '../../src/activities/deletion.ts';
import type { ActivityDeps } from '../../src/activities/deps.ts';
import type { PersonRuns, RunIds } from '../../src/activities/ports/person-runs.ts';
import type { DeletionRecords } from '../../src/activities/ports/person-records.ts';
import type { TrainerService } from '../../src/activities/ports/trainer.ts';
import { rejection } from './adapters/http-stub.ts';

const HOUR = 3_600_000;
const begunBy = 1_000 * HOUR;
const telegramId = 4242;

describe('the deletion of a person, step by step', () => {
  let calls: string[];
  beforeEach(() => {
    calls = [];
  });

  const activities = (world: {
    runs?: Partial<PersonRuns>;
    records?: Partial<DeletionRecords>;
    trainer?: Partial<TrainerService>;
  }) => {
    const runs = {
      leave: async ({ runId }: RunIds) => void calls.push(`leave ${runId}`),
      terminate: async ({ runId }: RunIds) => void calls.push(`terminate ${runId}`),
      avatarsOf: async () => new Map(),
      begunAt: async () => null,
      ...world.runs,
    };
    const records = { avatarsOf: async () => [], othersAmong: async () => [], ...world.records };
    // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- what a step does not ask for is not there
    return createDeletionActivities({ ...world, runs, records } as unknown as ActivityDeps);
  };
  const environment = (info: ConstructorParameters<typeof MockActivityEnvironment>[0] = {}) =>
    new MockActivityEnvironment(info, { logger: new DefaultLogger('ERROR', () => undefined) });

  describe('finding the avatars', () => {
    const found = (world: Parameters<typeof activities>[0]): Promise<string[]> =>
      environment().run(() => activities(world).findAvatars({ telegramId, begunBy }));
    const row = (avatarId: string, createdAt: number) => ({ avatarId, createdAt });

    it('takes those that rows know of, and those of runs whose rows are gone', async () => {
      const world = {
        records: { avatarsOf: async () => [row('kept', begunBy - 100 * HOUR)] },
        runs: { avatarsOf: async () => new Map([['lost', begunBy - 1]]) },
      };
      expect(await found(world)).to.have.members(['kept', 'lost']);
    });

    it('leaves what was begun later, by its life, whatever the clock of its row says', async () => {
      const lives = new Map([
        ['later', begunBy + 1],
        ['written late', begunBy - 1],
        ['later, and without a row', begunBy + 1],
      ]);
      const world = {
        records: {
          avatarsOf: async () => [
            row('later', begunBy - 500),
            row('written late', begunBy + 500),
            row('later, and not on the list yet', begunBy - 500),
            row('young, and without a run', begunBy - 500),
          ],
        },
        runs: {
          avatarsOf: async () => lives,
          begunAt: async (id: string) => (id === 'later, and not on the list yet' ? begunBy + 1 : null),
        },
      };
      expect(await found(world)).to.have.members(['written late', 'young, and without a run']);
    });

    it('touches no avatar of somebody else', async () => {
      const world = {
        records: { othersAmong: async () => ['foreign'] },
        runs: { avatarsOf: async () => new Map([['foreign', 0]]) },
      };
      expect(await found(world)).to.deep.equal([]);
    });
  });

  describe('ending the runs', () => {
    const person = { telegramId, avatarIds: [], begunBy };
    const open = (...all: { runId: string; isStuck?: boolean }[]) => ({
      openRunsOf: async () => all.map(({ runId, isStuck = false }) => ({ workflowId: `w-${runId}`, runId, isStuck })),
    });
    const attempt = (runs: Partial<PersonRuns>, waitedMs: number, asked: string[] = []) =>
      environment({ scheduledTimestampMs: Date.now() - waitedMs, heartbeatDetails: asked }).run(() =>
        activities({ runs }).endRuns(person),
      );

    it('asks each run once, by run and not by id, and is over when none is open', async () => {
      expect(await rejection(attempt(open({ runId: 'a' }, { runId: 'b' }), 0))).to.have.property(
        'type',
        'RunsStillOpen',
      );
      expect(calls).to.deep.equal(['leave a', 'leave b']);
      expect(await rejection(attempt(open({ runId: 'b' }, { runId: 'c' }), 0, ['a', 'b']))).to.be.an('error');
      expect(calls.slice(2)).to.deep.equal(['leave c']);
      await attempt(open(), 0);
    });

    it('terminates a run that is stuck after a minute, and leaves one that takes its time', async () => {
      const both = open({ runId: 'stuck', isStuck: true }, { runId: 'slow' });
      await rejection(attempt(both, 10_000, ['stuck', 'slow']));
      expect(calls).to.deep.equal([]);
      await rejection(attempt(both, 70_000, ['stuck', 'slow']));
      expect(calls).to.deep.equal(['terminate stuck']);
    });

    it('waits for no run for ever', async () => {
      await rejection(attempt(open({ runId: 'slow' }), HOUR, ['slow']));
      expect(calls).to.deep.equal(['terminate slow']);
    });
  });

  describe('having the trainer forget', () => {
    const forget = (state: 'running' | 'ended') => {
      const trainer: Partial<TrainerService> = {
        status: async () => ({ state }),
        cancel: async () => (calls.push('cancel'), 'requested'),
        forget: async () => (calls.push('forget'), 'deleted'),
      };
      const request = { endpoint: 'fal-ai/flux-lora', requestId: 'r-1' };
      return environment().run(() => activities({ trainer }).forgetRequest(request));
    };

    it('tells what goes on to stop: its run may have been unable to', async () => {
      expect(await rejection(forget('running'))).to.have.property('type', 'StillTraining');
      expect(calls).to.deep.equal(['cancel']);
    });

    it('tells nothing to stop that has ended', async () => {
      expect(await forget('ended')).to.equal('deleted');
      expect(calls).to.deep.equal(['forget']);
    });
  });
});
