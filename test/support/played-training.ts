import { newLife, progressed, type AvatarWorkflowState } from '../../src/domain/avatar/life.ts';
import {
  nextPoll,
  nothingKnown,
  type PollMemory,
  type TrainerStatus,
  type Watched,
} from '../../src/domain/training/poll.ts';
import type { TrainingReport } from '../../src/domain/training/watch.ts';

export const SECOND = 1_000;
export const MINUTE = 60 * SECOND;
export const HOUR = 60 * MINUTE;
/** When it was submitted, ms since the epoch. */
export const T0 = 1_700_000_000_000;

export const watched: Watched = {
  requestId: 'r',
  submittedAt: T0,
  progressEveryMs: 5 * SECOND,
  usualMs: [3 * MINUTE, 15 * MINUTE],
  silentAfterMs: 2 * MINUTE,
};

/** The trainer's status at a time, ms since the submission; null: the training has ended. */
export type Trainer = (at: number) => TrainerStatus | null;

interface Played {
  readonly reports: TrainingReport[];
  /** The state after each report. */
  readonly lives: AvatarWorkflowState[];
  readonly polls: number;
}

/** A whole training, polled every ten seconds. */
export function play(trainer: Trainer, { every = 10 * SECOND, forgetsAt = -1 } = {}): Played {
  const life = newLife('Ann', undefined, T0);
  const played: Played & { polls: number } = { reports: [], lives: [], polls: 0 };
  let memory: PollMemory = nothingKnown;
  for (let at = 0; ; at += every) {
    const seen = trainer(at);
    if (seen === null) return played;
    played.polls += 1;
    if (played.polls === forgetsAt) memory = nothingKnown;
    const looked = nextPoll(memory, seen, watched, T0 + at);
    memory = looked.memory;
    if (!looked.report) continue;
    played.reports.push(looked.report);
    progressed(life, looked.report);
    played.lives.push(structuredClone(life));
  }
}
