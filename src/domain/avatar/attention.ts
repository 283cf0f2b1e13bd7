import type { AvatarWorkflowState } from './life.ts';

/** Why an operator should look at an avatar: the values of the search attribute AvatarAttention. */
export type Attention =
  | 'queue_overdue'
  | 'training_overdue'
  | 'trainer_unreachable'
  | 'trainer_refuses_us'
  | 'result_late'
  | 'submission_unconfirmed'
  | 'cancel_unconfirmed';

/** The most urgent reason, or undefined. It is derived from the state alone, so it goes when its cause goes. */
export function attentionOf({
  status,
  failure,
  watch,
}: Pick<AvatarWorkflowState, 'status' | 'failure' | 'watch'>): Attention | undefined {
  if (watch?.stopping === 'unconfirmed') return 'cancel_unconfirmed';
  if (status === 'error') return failure === 'submission_unconfirmed' ? failure : undefined;
  if (status !== 'training' || watch?.stopping) return undefined;
  if (watch?.taking === 'late') return 'result_late';
  if (watch?.silentSince !== undefined) return watch.refused ? 'trainer_refuses_us' : 'trainer_unreachable';
  if (watch?.overdue) return watch.overdue === 'queued' ? 'queue_overdue' : 'training_overdue';
  return undefined;
}
