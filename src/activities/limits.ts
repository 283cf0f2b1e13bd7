import { chooseTrainer } from '../domain/trainers.ts';
import type { ActivityDeps } from './deps.ts';
import type { TrainingHolder } from './ports/person-records.ts';

export interface TrainingClaim {
  readonly granted: boolean;
  /** When one of the person's trainings may be over, by what is usual, ms since the epoch; absent where nobody can tell. */
  readonly until?: number;
}

/** Activities by which one person's use is kept fair. */
export function createLimitActivities({ records, runs }: Pick<ActivityDeps, 'records' | 'runs'>) {
  /** Of those that train by their rows, those that do not: a run that was terminated leaves its row as it is. */
  async function endedOf(holders: readonly TrainingHolder[]): Promise<string[]> {
    const open = await Promise.all(holders.map(({ avatarId }) => runs.isOpen(avatarId)));
    return holders.flatMap(({ avatarId }, index) => (open[index] ? [] : [avatarId]));
  }

  return {
    /** Leave for an avatar to train, so that its person has no more than `atOnce` in training. May be repeated. */
    async claimTraining(claim: { avatarId: string; telegramId: number; atOnce: number }): Promise<TrainingClaim> {
      for (let ended: string[] = []; ;) {
        const holders = await records.claimTraining({ ...claim, ended });
        if (holders === null) return { granted: true };
        const more = await endedOf(holders);
        if (more.length > 0) {
          ended = [...ended, ...more];
          continue;
        }
        const ends = holders.flatMap(({ startedAt, trainingType }) =>
          startedAt === undefined ? [] : [startedAt + chooseTrainer(trainingType).usualMs[1]],
        );
        const until = Math.min(...ends);
        return { granted: false, ...(until > Date.now() && Number.isFinite(until) ? { until } : {}) };
      }
    },

    releaseTraining: ({ avatarId }: { avatarId: string }): Promise<void> => records.releaseTraining(avatarId),

    /** How many of a person's photos may be checked now; with 0, when to ask again. */
    takePhotos: ({ telegramId, wanted, perMinute }: { telegramId: number; wanted: number; perMinute: number }) =>
      records.takePhotos(telegramId, wanted, perMinute),
  };
}
