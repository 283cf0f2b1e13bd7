/** How a question to the user (an overdue or a failed training) was decided. `moved_on`: nobody decided, the training went on by itself. */
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

/** `team`: an operator. `nobody`: it happened by itself, for example by the trainer's answer. */
export type Decider = 'user' | 'team' | 'nobody';

export interface Decided {
  readonly decision: Decision;
  readonly by: Decider;
}

/**
 * Whether the user gets a message about the decision: what the team did, and what turned out well. Users know what they
 * did themselves; giving up a submission has news of its own.
 */
export function isTold({ decision, by }: Decided): boolean {
  return decision === 'adopted' || (by === 'team' && decision !== 'given_up');
}
