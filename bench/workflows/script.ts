import type { TrainingPlan } from './trainer.ts';

/** How the photos come to the run. */
export type Sending =
  /** As the bot gathers an album: the first in one signal, the others, which came meanwhile, in the next. */
  | 'album'
  /** Each of an album's photos is a signal of its own: the most that there can be. */
  | 'album, a signal each'
  /** Each photo after the verdict on the one before, while the check still waits for more. */
  | 'one by one';

export type Ending = 'completed' | 'cancelled while collecting' | 'cancelled while training' | 'retried' | 'failed';

/** What a user and a trainer do in one life. */
export interface Script {
  readonly photos: number;
  readonly sending: Sending;
  /** How long a check waits for more photos, ms. */
  readonly checkQuietMs: number;
  readonly training: TrainingPlan;
  /** Default: completed. `retried`: the first training fails; `failed`: and nobody retries. */
  readonly ending?: Ending;
}

/** The trainings of a life, in order. */
export function trainingsOf({ training, ending }: Script): readonly TrainingPlan[] {
  if (ending === 'retried') return [{ ...training, end: 'fails' }, training];
  if (ending === 'failed') return [{ ...training, end: 'fails' }];
  if (ending === 'cancelled while training') return [{ ...training, end: 'goes on' }];
  return [training];
}
