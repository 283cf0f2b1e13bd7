import type { MikroORM } from '@mikro-orm/postgresql';
import { withReport, withVerdicts, type AvatarView } from '../../domain/avatar/state.ts';
import { Training } from '../tables/training.ts';
import { verdicts } from './verdicts.ts';

/** A run's view with what activities have written down since: the training's last report, and verdicts on photos. */
export async function latestView(orm: MikroORM, view: AvatarView): Promise<AvatarView> {
  const { avatarId, requestId, photoLines } = view;
  if (requestId !== undefined) {
    const training = await orm.em.fork().findOne(Training, { requestId }, { fields: ['lastReport'] });
    return withReport(view, training?.lastReport ?? null);
  }
  const pending = photoLines.flatMap(({ number, verdict }) => (verdict === 'pending' ? [number] : []));
  return pending.length === 0 ? view : withVerdicts(view, await verdicts(orm, avatarId, pending));
}
