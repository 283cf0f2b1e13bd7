import {
  allHandlersFinished,
  ApplicationFailure,
  CancellationScope,
  CancelledFailure,
  condition,
  ContinueAsNew,
  continueAsNew,
  isCancellation,
  log,
  workflowInfo,
} from '@temporalio/workflow';
import { defined } from '../../domain/defined.ts';
import { restore, type PersistedAvatar } from '../../domain/avatar/life.ts';
import { collect } from './collect-photos.ts';
import { fail } from './training/fail.ts';
import { registerHandlers } from './handlers.ts';
import { leaveNews } from './leave-news.ts';
import { leaveDoubt } from './leave-doubt.ts';
import { records } from '../shared/activity-options.ts';
import { refusalOf } from '../shared/refused.ts';
import type { AvatarInput, AvatarOutcome } from './contract.ts';
import { beginPreviews } from './preview-start.ts';
import { createAvatarContext, type AvatarContext } from './context.ts';
import { startPhotoRetention, setPhotoExpiry } from './photos-kept.ts';
import { adopt } from './training/adopt.ts';
import { submissionOf } from './training/submission-of.ts';
import { adoption, identified } from '../shared/submission-lookup.ts';
import { train } from './training/train.ts';
import { TrainingEnded } from './training/failures.ts';

/**
 * The life of one avatar, from its first card to its end. Ends as Completed with the avatar, as Canceled when it was
 * cancelled, expired or deleted, and as Failed, with the failure reason as type, when nobody retried in time.
 */
export async function avatarWorkflow(input: AvatarInput): Promise<AvatarOutcome> {
  const context = createAvatarContext(input);
  registerHandlers(context);
  try {
    if (!input.carried) await begin(context);
    else if (input.carried.facesDue) context.photosChanged();
    const outcome = await live(context);
    await CancellationScope.nonCancellable(async () => {
      await startPhotoRetention(context);
      await finish(context);
      await leaveNews(context);
      await beginPreviews(context);
    });
    return outcome;
  } catch (error) {
    // The next run has all of it.
    if (error instanceof ContinueAsNew) throw error;
    await CancellationScope.nonCancellable(() => leaveDoubt(context));
    if (isCancellation(error)) cancelled(context);
    await CancellationScope.nonCancellable(async () => {
      await finish(context);
      await leaveNews(context);
    });
    throw error;
  }
}

/** Writes the rows, comes into focus and shows the card. */
async function begin(context: AvatarContext): Promise<void> {
  const { avatarId, user, choices, reopen, policy } = context.input;
  const { avatarsADay } = policy.limits;
  const { name, preset } = context.input.trainer;
  let kept: PersistedAvatar;
  try {
    kept = await records.openAvatar.executeWithOptions({ summary: 'rows and focus' }, [
      {
        avatarId,
        user,
        choices,
        trainer: { name, preset },
        avatarsADay,
        ...defined({ reopened: reopen }),
      },
    ]);
  } catch (error) {
    // Unblock `openAvatar` callers: the insert failed.
    context.signals.refused = refusalOf(error);
    throw error;
  }
  context.rows.opened();
  if (kept.language !== undefined) context.life.language = kept.language;
  if (kept.usualMs) context.life.usualMs = kept.usualMs;
  if (reopen) restore(context.life, kept);
  if (context.life.adopted) {
    context.transition('retried_training');
  } else if (context.life.status === 'training') {
    // The former run was lost during the submission: its outcome is unknown.
    context.transition('failed');
    context.notify('failed');
  } else if (context.life.status === 'cancelled') {
    context.transition('retried_upload');
    context.recount();
    context.photosChanged();
  }
  context.signals.opened = true;
  context.publish();
}

async function live(context: AvatarContext): Promise<AvatarOutcome> {
  const { life, input } = context;
  for (;;) {
    switch (life.status) {
      case 'draft':
      case 'uploading':
      case 'ready':
        await collect(context, () => isHistoryLong(context));
        break;
      case 'training': {
        const result = await trained(context);
        if (result) return { status: 'completed', avatarId: input.avatarId, ...result };
        break;
      }
      case 'error':
        await waitForRetry(context);
        break;
      case 'completed':
      case 'cancelled':
        throw ApplicationFailure.nonRetryable(`a life cannot go on in status "${life.status}"`, 'ImpossibleStatus');
    }
    if (isHistoryLong(context)) await startAfresh(context);
  }
}

/** @returns null when it failed: the avatar is in `error` then */
async function trained(context: AvatarContext): Promise<Omit<AvatarOutcome, 'status' | 'avatarId'> | null> {
  const { life } = context;
  try {
    const result = await train(context);
    stopIfDeleted(context);
    life.progress = 100;
    delete life.queuePosition;
    setPhotoExpiry(context);
    context.transition('training_completed');
    context.notify('completed');
    return result;
  } catch (error) {
    if (!(error instanceof TrainingEnded)) throw error;
    stopIfDeleted(context);
    await fail(context, error);
    return null;
  }
}

/** Nothing is made, kept or sent of an avatar that is being deleted. @throws {CancelledFailure} */
function stopIfDeleted({ life }: AvatarContext): void {
  if (life.ending === 'deleted') throw new CancelledFailure('the avatar is deleted');
}

/** @throws {ApplicationFailure} of the failure's own type when nobody retries in time */
async function waitForRetry(context: AvatarContext): Promise<void> {
  const { life, input } = context;
  const { touchedAt } = life;
  const until = touchedAt + input.policy.timing.retryWindowMs;
  const told = toldOf(context);
  const news = () => toldOf(context) !== told;
  if (told !== undefined && (await adopted(context, told))) return;
  if (await soughtAgain(context)) return;
  // Whether the history is long is asked only after an accepted message: a refused one leaves no event.
  const woken = () => life.status !== 'error' || news() || life.touchedAt !== touchedAt;
  const moved = await condition(woken, Math.max(1, until - Date.now()), { summary: 'time to retry' });
  if (moved || life.status !== 'error') return;
  // From here on a retry is refused, even one that is just being handled: it reopens the avatar in a new run.
  life.ending = 'unretried';
  throw ApplicationFailure.nonRetryable('nobody retried in time', life.failure ?? 'failed');
}

/** The trainer's own word about a submission that nobody could confirm. */
function toldOf({ life: { failure, attempt }, signals }: AvatarContext): string | undefined {
  // A submission that was given up as never accepted may have been accepted after all.
  const isOpen = failure === 'submission_unconfirmed' || failure === 'submission_given_up';
  return isOpen ? signals.claimedRequestIds.get(attempt) : undefined;
}

/** Looks once more for a submission that may have been made when the former run was lost. @returns whether it was found */
async function soughtAgain(context: AvatarContext): Promise<boolean> {
  const { life } = context;
  if (!life.unsought) return false;
  delete life.unsought;
  const found = await identified(submissionOf(context), undefined);
  if (!found || life.failure !== 'submission_unconfirmed') return false;
  await adopt(context, found, 'nobody');
  return true;
}

/** Waits after all for a request that became known late. */
async function adopted(context: AvatarContext, requestId: string): Promise<boolean> {
  const submission = submissionOf(context);
  if ((await adoption(submission, requestId)) !== 'adopted' || context.life.status !== 'error') return false;
  await adopt(context, { requestId, endpoint: submission.trainer.endpoint }, 'nobody');
  return true;
}

/** The end of an avatar that was stopped by the user, an operator or time. */
function cancelled(context: AvatarContext): void {
  const { life } = context;
  log.info('the avatar is cancelled', { ending: life.ending ?? 'operator' });
  if (life.ending === 'deleted') {
    life.status = 'cancelled';
    return;
  }
  if (life.ending === undefined) context.decided('cancelled', 'team');
  context.transition('cancelled');
  if (life.ending === 'expired') context.notify('expired');
}

/** Leaves nothing half done: everything important is shown, and every handler has answered. */
async function finish(context: AvatarContext): Promise<void> {
  // A deletion of the user's data does not wait for Telegram.
  if (!context.life.leaving) await context.settled();
  await Promise.all(context.unfinished);
  await condition(allHandlersFinished);
}

/** Continues as new. The next run sends what Telegram does not accept now. */
async function startAfresh(context: AvatarContext): Promise<never> {
  const untold = await context.stopTelling();
  await finish(context);
  return continueAsNew<typeof avatarWorkflow>({ ...context.input, carried: context.life, untold });
}

function isHistoryLong({ input }: AvatarContext): boolean {
  const { continueAsNewSuggested, historyLength } = workflowInfo();
  return continueAsNewSuggested || historyLength > input.policy.historyEvents;
}
