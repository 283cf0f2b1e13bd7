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
import { recall, type Kept } from '../../domain/avatar/life.ts';
import { collect } from './collect-photos.ts';
import { fail } from './training/fail.ts';
import { registerHandlers } from './handlers.ts';
import { leaveNews } from './leave-news.ts';
import { leaveDoubt } from './leave-doubt.ts';
import { records } from '../shared/activity-options.ts';
import { refusedOpening } from './opening.ts';
import type { AvatarInput, AvatarOutcome } from './contract.ts';
import { beginPreviews } from './preview-start.ts';
import { createRun, type Run } from './context.ts';
import { keepForATime, promiseToKeep } from './photos-kept.ts';
import { adopt } from './training/adopt.ts';
import { submissionOf } from './training/submission-of.ts';
import { adoption, identified } from '../shared/submission-lookup.ts';
import { train } from './training/train.ts';
import { TrainingEnded } from './training/failures.ts';

/**
 * The life of one avatar, from its first card to its end.
 * Ends as Completed with the avatar, as Canceled when it was cancelled, expired or deleted, and as Failed
 * with the reason of its failure as type when nobody retried in time.
 */
export async function avatarWorkflow(input: AvatarInput): Promise<AvatarOutcome> {
  const run = createRun(input);
  registerHandlers(run);
  try {
    if (!input.carried) await begin(run);
    else if (input.carried.facesDue) run.photosChanged();
    const outcome = await live(run);
    await CancellationScope.nonCancellable(async () => {
      await keepForATime(run);
      await finish(run);
      await leaveNews(run);
      await beginPreviews(run);
    });
    return outcome;
  } catch (error) {
    // Its next run has all of it.
    if (error instanceof ContinueAsNew) throw error;
    await CancellationScope.nonCancellable(() => leaveDoubt(run));
    if (isCancellation(error)) cancelled(run);
    await CancellationScope.nonCancellable(async () => {
      await finish(run);
      await leaveNews(run);
    });
    throw error;
  }
}

/** Writes the rows, comes into focus and shows the card. */
async function begin(run: Run): Promise<void> {
  const { avatarId, person, choices, reopen, policy } = run.input;
  const { avatarsADay } = policy.limits;
  const { name, preset } = run.input.trainer;
  let kept: Kept;
  try {
    kept = await records.openAvatar.executeWithOptions({ summary: 'rows and focus' }, [
      {
        avatarId,
        person,
        choices,
        trainer: { name, preset },
        avatarsADay,
        ...defined({ reopened: reopen }),
      },
    ]);
  } catch (error) {
    // Unblock `open` callers: the insert failed.
    run.signals.refused = refusedOpening(error);
    throw error;
  }
  run.rows.opened();
  if (kept.language !== undefined) run.life.language = kept.language;
  if (kept.usualMs) run.life.usualMs = kept.usualMs;
  if (reopen) recall(run.life, kept);
  if (run.life.adopted) {
    run.happen('retried_training');
  } else if (run.life.status === 'training') {
    // Its last run was lost at the moment of the submission: nobody knows what became of it.
    run.happen('failed');
    run.tell('failed');
  } else if (run.life.status === 'cancelled') {
    run.happen('retried_upload');
    run.recount();
    run.photosChanged();
  }
  run.signals.opened = true;
  run.show();
}

async function live(run: Run): Promise<AvatarOutcome> {
  const { life, input } = run;
  for (;;) {
    switch (life.status) {
      case 'draft':
      case 'uploading':
      case 'ready':
        await collect(run, () => isHistoryLong(run));
        break;
      case 'training': {
        const result = await trained(run);
        if (result) return { status: 'completed', avatarId: input.avatarId, ...result };
        break;
      }
      case 'error':
        await waitForRetry(run);
        break;
      case 'completed':
      case 'cancelled':
        throw ApplicationFailure.nonRetryable(`a life cannot go on in status "${life.status}"`, 'ImpossibleStatus');
    }
    if (isHistoryLong(run)) await startAfresh(run);
  }
}

/** @returns null when it failed: the avatar is in `error` then */
async function trained(run: Run): Promise<Omit<AvatarOutcome, 'status' | 'avatarId'> | null> {
  const { life } = run;
  try {
    const result = await train(run);
    stopIfDeleted(run);
    life.progress = 100;
    delete life.queuePosition;
    promiseToKeep(run);
    run.happen('training_completed');
    run.tell('completed');
    return result;
  } catch (error) {
    if (!(error instanceof TrainingEnded)) throw error;
    stopIfDeleted(run);
    await fail(run, error);
    return null;
  }
}

/** Nothing is made, kept or told of an avatar that is being deleted. @throws {CancelledFailure} */
function stopIfDeleted({ life }: Run): void {
  if (life.ending === 'deleted') throw new CancelledFailure('the avatar is deleted');
}

/** @throws {ApplicationFailure} of the failure's own type when nobody retries in time */
async function waitForRetry(run: Run): Promise<void> {
  const { life, input } = run;
  const until = life.touchedAt + input.policy.timing.retryWindowMs;
  const told = toldOf(run);
  const news = () => toldOf(run) !== told;
  if (told !== undefined && (await adopted(run, told))) return;
  if (await soughtAgain(run)) return;
  const woken = () => life.status !== 'error' || news() || isHistoryLong(run);
  const moved = await condition(woken, Math.max(1, until - Date.now()), { summary: 'time to retry' });
  if (moved || life.status !== 'error') return;
  // From here on a retry is refused, also one that is just being granted: it takes the avatar up in a new run.
  life.ending = 'unretried';
  throw ApplicationFailure.nonRetryable('nobody retried in time', life.failure ?? 'failed');
}

/** What the trainer itself says of a submission that nobody could confirm. */
function toldOf({ life: { failure, attempt }, signals }: Run): string | undefined {
  // What was given up as never accepted may have been, after all.
  const isOpen = failure === 'submission_unconfirmed' || failure === 'submission_given_up';
  return isOpen ? signals.claimedRequestIds.get(attempt) : undefined;
}

/** What may have been submitted when its last run was lost is looked for once more. @returns whether it was found */
async function soughtAgain(run: Run): Promise<boolean> {
  const { life } = run;
  if (!life.unsought) return false;
  delete life.unsought;
  const found = await identified(submissionOf(run), undefined);
  if (!found || life.failure !== 'submission_unconfirmed') return false;
  await adopt(run, found, 'nobody');
  return true;
}

/** A request that made itself known late is waited for after all. */
async function adopted(run: Run, requestId: string): Promise<boolean> {
  const submission = submissionOf(run);
  if ((await adoption(submission, requestId)) !== 'adopted' || run.life.status !== 'error') return false;
  await adopt(run, { requestId, endpoint: submission.trainer.endpoint }, 'nobody');
  return true;
}

/** The last chapter of a life that was cut short, by its owner, an operator or time. */
function cancelled(run: Run): void {
  const { life } = run;
  log.info('the avatar is cancelled', { ending: life.ending ?? 'operator' });
  if (life.ending === 'deleted') {
    life.status = 'cancelled';
    return;
  }
  if (life.ending === undefined) run.decided('cancelled', 'team');
  run.happen('cancelled');
  if (life.ending === 'expired') run.tell('expired');
}

/** Leaves nothing half done: what must be seen is shown, and every handler has answered. */
async function finish(run: Run): Promise<void> {
  // Whoever leaves does not wait for Telegram, either.
  if (!run.life.leaving) await run.settled();
  await Promise.all(run.unfinished);
  await condition(allHandlersFinished);
}

/** Goes on in a new run with an empty history. What Telegram does not take now is told by that one. */
async function startAfresh(run: Run): Promise<never> {
  const untold = await run.stopTelling();
  await finish(run);
  return continueAsNew<typeof avatarWorkflow>({ ...run.input, carried: run.life, untold });
}

function isHistoryLong({ input }: Run): boolean {
  const { continueAsNewSuggested, historyLength } = workflowInfo();
  return continueAsNewSuggested || historyLength > input.policy.historyEvents;
}
