import { builtInTrainers } from '../../domain/training/trainers.ts';
import type { ActivityDeps } from '../deps.ts';
import { orRowsLost } from '../lib/failures.ts';
import type { TrainingHolder } from '../ports/user-records.ts';

export interface TrainingClaim {
  readonly granted: boolean;
  /** Why not; absent where it is granted. */
  readonly why?: 'too_many_trainings' | 'too_many_trainings_today';
  /** When to ask again, ms since the epoch: a day after an earlier training, or when a running one should be over; absent where unknown. */
  readonly until?: number;
}

export function createLimitActivities({ records, runs }: Pick<ActivityDeps, 'records' | 'runs'>) {
  /** Those whose run has ended although their rows say training: a terminated run leaves its row unchanged. */
  async function endedOf(holders: readonly TrainingHolder[]): Promise<string[]> {
    const open = await Promise.all(holders.map(({ avatarId }) => runs.isOpen(avatarId)));
    return holders.flatMap(({ avatarId }, index) => (open[index] ? [] : [avatarId]));
  }

  /** When its training should be over, ms since the epoch; Infinity where unknown. */
  async function endOf({ training }: TrainingHolder): Promise<number> {
    if (!training) return Infinity;
    const { startedAt, ...kind } = training;
    const [, longest = Infinity] = (await records.usualTime(kind)) ?? builtInTrainers[kind.trainer]?.usualMs ?? [];
    return startedAt + longest;
  }

  return {
    /**
     * Claims a training slot: a user has at most `atOnce` avatars in training, and `aDay` trainings within a day. May
     * be repeated.
     * @throws {ApplicationFailure} RowsLost
     */
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
  };
}
