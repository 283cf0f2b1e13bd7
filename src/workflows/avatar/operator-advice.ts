import type { Attention } from '../../domain/avatar/attention.ts';
import { failures } from '../../domain/training/failures.ts';
import type { AvatarWorkflowState } from '../../domain/avatar/life.ts';
import type { FailureReason } from '../../domain/training/training.ts';

const advice: Record<FailureReason, string> = {
  photos_rejected: 'the owner is asked for other photos',
  content_policy: 'the owner is asked for other photos',
  archive_rejected:
    'FAL could not read the archive: read its message; if it happens again, check the storage and the archive',
  trainer_account:
    'FAL refuses our account or key: top up at fal.ai/dashboard/billing, or correct `FAL_KEY`; if the account stays locked, write to support@fal.ai. Then the owner tries again, or you send the update `retryTraining`',
  trainer_rejected:
    'FAL refuses what we send: read its message and correct the trainer in the configuration. A run keeps its trainer: cancel it, and its owner can start again with the corrected one',
  trainer_overloaded: 'FAL was overloaded: the owner may try again',
  trainer_unreachable: 'FAL did not answer: see its status page; the owner may try again',
  trainer_failed: 'the owner may try again; if many fail, see FAL’s status page',
  training_timeout:
    'look for the request in FAL’s dashboard: FAL was told to stop it, and may have charged it. The update `takeResult` fetches its result if there is one',
  submission_unconfirmed: '**may have been paid**: look at FAL’s dashboard, then send the update `decideSubmission`',
  submission_given_up: 'the owner may try again',
  result_damaged:
    'look for the request in FAL’s dashboard: it was **charged**, and its file is not a complete model. The update `takeResult` fetches it again',
  result_missing:
    'look for the request in FAL’s dashboard: it was **charged**, and we could not fetch a result. The update `takeResult` looks for it again',
  storage_failed: 'look at MinIO: the photos could not be read, or the archive could not be stored',
};

const charged = { nothing: 'nothing was charged', maybe: 'may have been charged', yes: 'was charged' };

const adopt = '`{"decision":"adopt","requestId":"…"}`';
const again = '`{"decision":"submit_again"}`';
const giveUp = '`{"decision":"give_up"}`';

/** The possible decisions about a submission in doubt: a cancelled avatar is not submitted again. */
function decisionsOf({ failure, ending }: Pick<AvatarWorkflowState, 'failure' | 'ending'>): string {
  if (failure !== 'submission_unconfirmed') return '';
  return ending ? `: ${adopt}, which is stopped, or ${giveUp}` : `: ${adopt}, ${again} or ${giveUp}`;
}

/** Lines of Markdown about an avatar's failure, if any. */
export function failureLines(life: AvatarWorkflowState): string[] {
  const { failure, failurePhotos, failureWords } = life;
  if (failure === undefined) return [];
  const lines = [
    `- failure: \`${failure}\` (${charged[failures[failure].charged]}) — ${advice[failure]}${decisionsOf(life)}`,
  ];
  if (failureWords !== undefined) lines.push(`- message: \`${failureWords.replaceAll('`', '´')}\``);
  if (failurePhotos) {
    const who = failurePhotos.by === 'trainer' ? 'named by FAL' : 'weak by our own report';
    lines.push(`- photos ${who}: ${failurePhotos.numbers.join(', ')}`);
  }
  return lines;
}

/** What an operator may do, for the run's page. */
export const whatToDo: Readonly<Record<Attention, string>> = {
  queue_overdue:
    'waits in FAL’s queue for longer than its limit: look at FAL’s status and dashboard. Its owner was asked; to decide for them send the update `extendWait` or `cancelAvatar` with `{"by": <TelegramUserId>}`.',
  training_overdue:
    'has been training for longer than its limit: look at the request’s log in FAL’s dashboard. Its owner was asked; to decide for them send the update `extendWait` or `cancelAvatar` with `{"by": <TelegramUserId>}`.',
  trainer_unreachable:
    'FAL gives no answer about it: look at *Pending Activities*, which show whether it is silent or fails, and at FAL’s status. The training is not lost: the worker keeps asking.',
  trainer_refuses_us:
    'FAL refuses our key or account (401, 402 or 403): look at fal.ai/dashboard, correct `FAL_KEY` or the account. The training is not lost: the worker keeps asking.',
  result_late:
    'a training has ended and was paid, and its result cannot be taken: look at *Pending Activities*, which say whether FAL, MinIO or PostgreSQL is away. The worker keeps trying; FAL keeps the result for days.',
  submission_unconfirmed:
    'a submission may have been paid, and the bot cannot tell: decide by the update `decideSubmission`.',
  cancel_unconfirmed:
    'FAL has not confirmed that it stopped the training: look for the request in FAL’s dashboard, and cancel it there. The worker keeps telling FAL until the run ends.',
};
