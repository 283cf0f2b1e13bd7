import type { Life } from './life.ts';

/** Why an operator should look at an avatar: values of the search attribute AvatarAttention. */
export type Attention =
  | 'queue_overdue'
  | 'training_overdue'
  | 'trainer_unreachable'
  | 'trainer_refuses_us'
  | 'result_late'
  | 'submission_unconfirmed'
  | 'cancel_unconfirmed';

/** The most urgent of them; undefined when nobody need look. It follows from the life alone, and so goes when its cause does. */
export function attentionOf({
  status,
  failure,
  watch,
}: Pick<Life, 'status' | 'failure' | 'watch'>): Attention | undefined {
  if (watch?.stopping === 'unconfirmed') return 'cancel_unconfirmed';
  if (status === 'error') return failure === 'submission_unconfirmed' ? failure : undefined;
  if (status !== 'training' || watch?.stopping) return undefined;
  if (watch?.taking === 'late') return 'result_late';
  if (watch?.silentSince !== undefined) return watch.refused ? 'trainer_refuses_us' : 'trainer_unreachable';
  if (watch?.overdue) return watch.overdue === 'queued' ? 'queue_overdue' : 'training_overdue';
  return undefined;
}

/** What an operator may do about it, for the run's page. */
export const whatToDo: Readonly<Record<Attention, string>> = {
  queue_overdue:
    'waits in FAL’s queue for longer than its limit: look at FAL’s status and dashboard. Its owner was asked; to decide for them send the update `waitOn` or `cancel` with `{"by": <TelegramUserId>}`.',
  training_overdue:
    'has been training for longer than its limit: look at the request’s log in FAL’s dashboard. Its owner was asked; to decide for them send the update `waitOn` or `cancel` with `{"by": <TelegramUserId>}`.',
  trainer_unreachable:
    'FAL gives no answer about it: look at *Pending Activities*, which show whether it is silent or fails, and at FAL’s status. The training is not lost, and asking goes on by itself.',
  trainer_refuses_us:
    'FAL refuses our key or account (401, 402 or 403): look at fal.ai/dashboard, mend `FAL_KEY` or the account. The training is not lost, and asking goes on by itself.',
  result_late:
    'a training has ended and was paid, and its result cannot be taken: look at *Pending Activities*, which say whether FAL, MinIO or PostgreSQL is away. It is tried again by itself; FAL keeps it for days.',
  submission_unconfirmed:
    'a submission may have been paid, and nobody knows: decide by the update `resolveSubmission`.',
  cancel_unconfirmed:
    'FAL has not confirmed that it stopped the training: look for the request in FAL’s dashboard, and cancel it there. Until the run ends, telling FAL goes on by itself.',
};
