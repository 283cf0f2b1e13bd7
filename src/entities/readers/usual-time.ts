import type { MikroORM } from '@mikro-orm/postgresql';
import type { TrainingKind } from '../../domain/training/trainers.ts';
import { Training } from '../tables/training.ts';

/** How many trainings are looked at, and how many are needed. */
const LATEST = 50;
const FEWEST = 5;

/** How long the latest trainings of this kind ran, ms, without the shortest and longest tenths. @returns null while there are few */
export async function usualTime(orm: MikroORM, kind: TrainingKind): Promise<readonly [number, number] | null> {
  const ended = { ...kind, outcome: 'completed' as const, startedAt: { $gt: new Date(0) } };
  const rows = await orm.em.fork().find(Training, ended, { orderBy: { endedAt: 'desc' }, limit: LATEST });
  if (rows.length < FEWEST) return null;
  const times = rows
    .map(({ startedAt, endedAt }) => (endedAt?.getTime() ?? 0) - (startedAt?.getTime() ?? 0))
    .toSorted((one, other) => one - other);
  const at = (share: number) => times[Math.floor(share * (times.length - 1))] ?? 0;
  return [at(0.1), at(0.9)];
}
