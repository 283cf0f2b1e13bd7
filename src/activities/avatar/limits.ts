import { builtInTrainers } from '../../domain/training/trainers.ts';
import type { ActivityDeps } from '../deps.ts';
import { orRowsLost } from '../lib/failures.ts';
import type { TrainingHolder } from '../ports/person-records.ts';

export interface TrainingClaim {
  readonly granted: boolean;
  /** Why not; absent where it is granted. */
  readonly why?: 'too_many_trainings' | 'too_many_trainings_today';
  /**
   * When to ask again, ms since the epoch: a day after an earlier training, or when one of those under way may be over, by what
   * is usual; absent where nobody can tell.
   */
  readonly until?: number;
}

/** Activities by which one person's use is kept fair. */
export function createLimitActivities({ records, runs }: Pick<ActivityDeps, 'records' | 'runs'>) {
  /** Of those that train by their rows, those that do not: a run that was terminated leaves its row as it is. */
  async function endedOf(holders: readonly TrainingHolder[]): Promise<string[]> {
    const open = await Promise.all(holders.map(({ avatarId }) => runs.isOpen(avatarId)));
    return holders.flatMap(({ avatarId }, index) => (open[index] ? [] : [avatarId]));
  }

  /** When its training may be over, by what is usual, ms since the epoch; Infinity where nobody can tell. */
  async function endOf({ training }: TrainingHolder): Promise<number> {
    if (!training) return Infinity;
    const { startedAt, ...kind } = training;
    const [, longest = Infinity] = (await records.usualTime(kind)) ?? builtInTrainers[kind.trainer]?.usualMs ?? [];
    return startedAt + longest;
  }

  return {
    /** Leave for an avatar to train, so that its person has no more than `atOnce` in training, and `aDay` within a day. May be repeated. @throws {ApplicationFailure} RowsLost */
    async claimTraining(claim: {
      avatarId: string;
      telegramId: number;
      atOnce: number;
      aDay: number;
    }): Promise<TrainingClaim> {
      for (let ended: string[] = []; ;) {
        const refused = await orRowsLost(records.claimTraining({ ...claim, ended }));
        if (refused === null) return { granted: true };
        if ('nextAt' in refused) return { granted: false, why: 'too_many_trainings_today', until: refused.nextAt };
        const { holders } = refused;
        const more = await endedOf(holders);
        if (more.length > 0) {
          ended = [...ended, ...more];
          continue;
        }
        const until = Math.min(...(await Promise.all(holders.map(endOf))));
        return {
          granted: false,
          why: 'too_many_trainings',
          ...(until > Date.now() && Number.isFinite(until) ? { until } : {}),
        };
      }
    },

    releaseTraining: ({ avatarId }: { avatarId: string }): Promise<void> => records.releaseTraining(avatarId),

    /** How many of a person's photos may be checked now; with 0, when to ask again. */
    takePhotos: ({ telegramId, wanted, perMinute }: { telegramId: number; wanted: number; perMinute: number }) =>
      records.takePhotos(telegramId, wanted, perMinute),
  };
}
