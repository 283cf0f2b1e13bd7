import type { MikroORM } from '@mikro-orm/postgresql';
import type { TrainingReport } from '../../domain/training/watch.ts';
import { Training } from '../tables/training.ts';

/** The last report of a training's progress; null: there is none. */
export async function lastReport(orm: MikroORM, requestId: string): Promise<TrainingReport | null> {
  const training = await orm.em.fork().findOne(Training, { requestId }, { fields: ['lastReport'] });
  return training?.lastReport ?? null;
}
