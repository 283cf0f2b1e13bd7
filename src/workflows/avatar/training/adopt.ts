import { touch } from '../../../domain/avatar/life.ts';
import type { Decider } from '../../../domain/avatar/decision.ts';
import type { TrainingRequest } from '../../../domain/avatar/life.ts';
import type { AvatarContext } from '../context.ts';
import { endAfterAll } from './submit.ts';

/** Waits for a request after all, as the attempt that was in doubt; stops it if the user has cancelled meanwhile. */
export async function adopt(context: AvatarContext, request: TrainingRequest, by: Decider): Promise<void> {
  const { life } = context;
  // Meanwhile the avatar may have been deleted, or be about to.
  if (life.status !== 'error') return;
  life.adopted = request;
  delete life.doubt;
  touch(life, Date.now());
  // A cancelled training does not go on: it is stopped.
  if (!life.ending) context.decided('adopted', by);
  context.transition('retried_training');
  if (life.ending) await endAfterAll();
}
