import { MockActivityEnvironment } from '@temporalio/testing';
import { DefaultLogger } from '@temporalio/worker';
import { expect } from 'chai';
import { createDeletionActivities, type Inventory } from '../../../src/activities/user-deletion/deletion.ts';
import type { ActivityDeps } from '../../../src/activities/deps.ts';
import type { UserRuns, RunIds } from '../../../src/activities/ports/user-runs.ts';
import type { TrainerService } from '../../../src/activities/ports/trainer.ts';
import type { Records } from '../../../src/activities/ports/records.ts';
import { keys } from '../../../src/activities/lib/storage-keys.ts';
import type { Storage, StoredObject } from '../../../src/activities/ports/storage.ts';
import { rejection } from '../../support/http-stub.ts';

const HOUR = 3_600_000;
const begunBy = 1_000 * HOUR;
const telegramId = 4242;

const listing = (objects: readonly StoredObject[]) =>
  async function* list(prefix: string) {
    yield* objects.filter(({ key }) => key.startsWith(prefix));
  };

describe("the deletion of a user's data, step by step", () => {
  let calls: string[];
  beforeEach(() => {
    calls = [];
  });

  const activities = (world: {
    runs?: Partial<UserRuns>;
    records?: Partial<Records>;
    storage?: Partial<Storage>;
    trainer?: Partial<TrainerService>;
  }) => {
    const runs = {
      leave: async ({ runId }: RunIds) => void calls.push(`leave ${runId}`),
      terminate: async ({ runId }: RunIds) => void calls.push(`terminate ${runId}`),
      avatarsOf: async () => new Map(),
      begunAt: async () => null,
      ...world.runs,
    };
    const storage = { list: listing([]), ...world.storage };
    const records = { avatarsOf: async () => [], othersAmong: async () => [], ...world.records };
    // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- what a step does not ask for is not there
    return createDeletionActivities({ ...world, runs, records, storage } as unknown as ActivityDeps);
  };
  const environment = (info: ConstructorParameters<typeof MockActivityEnvironment>[0] = {}) =>
    new MockActivityEnvironment(info, { logger: new DefaultLogger('ERROR', () => undefined) });

  describe('finding the avatars', () => {
    const found = (world: Parameters<typeof activities>[0]): Promise<string[]> =>
      environment().run(() => activities(world).findAvatars({ telegramId, begunBy }));
    const row = (avatarId: string, createdAt: number) => ({ avatarId, createdAt });

    it('finds those in the rows, and those of runs whose rows are gone', async () => {
      const world = {
        records: { avatarsOf: async () => [row('kept', begunBy - 100 * HOUR)] },
        runs: { avatarsOf: async () => new Map([['lost', begunBy - 1]]) },
      };
      expect(await found(world)).to.have.members(['kept', 'lost']);
    });

    it("leaves avatars whose run began later, whatever their row's time says", async () => {
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

    it('finds those that only storage knows, and leaves later ones', async () => {
      const [lost, later] = ['11111111-1111-4111-8111-111111111111', '22222222-2222-4222-8222-222222222222'];
      const marked = (avatarId: string, of = telegramId) => ({
        key: keys.owner(of, avatarId),
        bytes: 0,
        lastModified: begunBy - 1,
      });
      const world = {
        storage: { list: listing([marked(lost), marked(later), marked(lost, telegramId + 1)]) },
        runs: { begunAt: async (id: string) => (id === later ? begunBy + 1 : null) },
      };
      expect(await found(world)).to.deep.equal([lost]);
    });

    it('touches no avatar of another user', async () => {
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
    const attempt = (runs: Partial<UserRuns>, waitedMs: number, asked: string[] = []) =>
      environment({ scheduledTimestampMs: Date.now() - waitedMs, heartbeatDetails: asked }).run(() =>
        activities({ runs }).endRuns(person),
      );

    it('asks each run once, by run id, and ends when none is open', async () => {
      expect(await rejection(attempt(open({ runId: 'a' }, { runId: 'b' }), 0))).to.have.property(
        'type',
        'RunsStillOpen',
      );
      expect(calls).to.deep.equal(['leave a', 'leave b']);
      expect(await rejection(attempt(open({ runId: 'b' }, { runId: 'c' }), 0, ['a', 'b']))).to.be.an('error');
      expect(calls.slice(2)).to.deep.equal(['leave c']);
      await attempt(open(), 0);
    });

    it('terminates a stuck run after a minute, and leaves a slow one', async () => {
      const both = open({ runId: 'stuck', isStuck: true }, { runId: 'slow' });
      await rejection(attempt(both, 10_000, ['stuck', 'slow']));
      expect(calls).to.deep.equal([]);
      await rejection(attempt(both, 70_000, ['stuck', 'slow']));
      expect(calls).to.deep.equal(['terminate stuck']);
    });

    it('waits for no run without end', async () => {
      await rejection(attempt(open({ runId: 'slow' }), HOUR, ['slow']));
      expect(calls).to.deep.equal(['terminate slow']);
    });
  });

  describe('settling what is in doubt', () => {
    const doubt = { avatarId: 'one', attempt: 2, endpoint: 'fal-ai/trainer' };
    const settle = (found: Awaited<ReturnType<TrainerService['find']>>, waitedMs = 0, archiveUrl?: string) => {
      const records: Partial<Records> = {
        doubts: async () => [doubt],
        training: async () => ({ claimedTry: 1, createdAt: 5, ...(archiveUrl !== undefined && { archiveUrl }) }),
        saveRequest: async ({ attempt }, requestId) => void calls.push(`save ${attempt} ${requestId}`),
      };
      const trainer: Partial<TrainerService> = {
        find: async ({ endpoint, value, since }) => (calls.push(`find ${endpoint} ${value} ${since}`), found),
      };
      return environment({ scheduledTimestampMs: Date.now() - waitedMs }).run(() =>
        activities({ records, trainer }).settleDoubts({ telegramId, avatarIds: ['one'] }),
      );
    };

    it("finds a submission by its archive, and saves its request id for FAL's deletion", async () => {
      await settle({ requestId: 'found' }, 0, 'archive');
      expect(calls).to.deep.equal(['find fal-ai/trainer archive 5', 'save 2 found']);
    });

    it('looks again for a while, because FAL’s list may lag', async () => {
      expect(await rejection(settle('none', 0, 'archive'))).to.have.property('type', 'StillTraining');
      await settle('none', 60_000, 'archive');
    });

    it('ends when the key may not look, or the archive is unknown', async () => {
      await settle('not_allowed', 0, 'archive');
      await settle('none');
      expect(calls).to.have.length(1);
    });
  });

  describe('counting what exists', () => {
    const avatarId = '11111111-1111-4111-8111-111111111111';
    const inventory = (requestsOf: UserRuns['requestsOf']): Promise<Inventory> =>
      environment().run(() =>
        activities({
          records: { belongings: async () => ({ known: [], requests: [], inDoubt: 0, finetuneIds: [] }) },
          storage: { list: listing([{ key: keys.photo(avatarId, 1), bytes: 7, lastModified: 0 }]) },
          runs: { requestsOf },
        }).takeInventory({ telegramId, avatarIds: [avatarId], begunBy }),
      );

    it('finds the requests of an avatar with lost rows in its runs', async () => {
      const request = { endpoint: 'fal-ai/trainer', requestId: 'r' };
      expect(await inventory(async () => new Map([[avatarId, [request]]]))).to.include({
        avatars: 1,
        lost: 0,
        photos: 1,
      });
      expect((await inventory(async () => new Map([[avatarId, [request]]]))).requests).to.deep.equal([request]);
    });

    it('says that it is unknown without a run', async () => {
      expect(await inventory(async () => new Map())).to.include({ avatars: 1, lost: 1 });
    });
  });

  describe('deleting at the trainer', () => {
    const forget = (state: 'running' | 'ended') => {
      const trainer: Partial<TrainerService> = {
        status: async () => ({ state }),
        cancel: async () => (calls.push('cancel'), 'requested'),
        forget: async () => (calls.push('forget'), 'deleted'),
      };
      const request = { endpoint: 'fal-ai/flux-lora', requestId: 'r-1' };
      return environment().run(() => activities({ trainer }).forgetRequest(request));
    };

    it('stops a running request, because its run may have been unable to', async () => {
      expect(await rejection(forget('running'))).to.have.property('type', 'StillTraining');
      expect(calls).to.deep.equal(['cancel']);
    });

    it('does not stop an ended request', async () => {
      expect(await forget('ended')).to.equal('deleted');
      expect(calls).to.deep.equal(['forget']);
    });
  });
});
