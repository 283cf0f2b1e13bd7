/**
 * What became of a question that a person was asked about their avatar: of a training that is overdue, or has failed.
 * `moved_on`: nobody has decided, things have gone on by themselves.
 */
export const decisions = [
  'waited_on',
  'cancelled',
  'retried',
  'mended',
  'result_sought',
  'submitted_again',
  'adopted',
  'given_up',
  'moved_on',
] as const;
export type Decision = (typeof decisions)[number];

/** Who has decided. `team`: an operator. `nobody`: it has come by itself, by the trainer's word say. */
export type Decider = 'person' | 'team' | 'nobody';

export interface Decided {
  readonly decision: Decision;
  readonly by: Decider;
}

/**
 * Whether the person is told in a message of its own: what the team did, and what turns out well. What they did themselves they
 * know; why a submission was given up is news of its own.
 */
export function isTold({ decision, by }: Decided): boolean {
  return decision === 'adopted' || (by === 'team' && decision !== 'given_up');
}
