import { CancellationScope, CancelledFailure, condition, log, sleep } from '@temporalio/workflow';
import type { TrainingRequest } from '../domain/life.ts';
import type { ChosenTrainer } from '../domain/trainers.ts';
import { doubts, inquiries, paid } from './activity-options.ts';
import type { Heard } from './handlers.ts';
import type { Run } from './run.ts';
import { causeType, endedBy, reasonOf, TrainingEnded } from './training-failures.ts';

/** Longest wait between two submissions to a busy trainer, as a multiple of the first. */
const LONGEST_BACKOFF = 10;
/** Submissions that a busy trainer may refuse before the person is told. */
const BUSY_ATTEMPTS = 20;
/** Times FAL is asked for a submission in doubt, evenly over the time there is. */
const INQUIRIES = 10;
/** How long a submission may be in doubt where the policy does not say, ms. */
const DOUBT_MS = 15 * 60_000;

export type Submission = {
  avatarId: string;
  attempt: number;
  choices: Run['input']['choices'];
  trainer: ChosenTrainer;
};

/**
 * Submits once. Only what was surely not accepted is submitted again, after a wait.
 * @throws {TrainingEnded} submission_unconfirmed, when nobody could tell what became of it
 */
export async function submit(run: Run, heard: Heard, submission: Submission): Promise<TrainingRequest> {
  for (let tryNumber = 1; ; tryNumber += 1) {
    stopIfCancelled();
    const numbered = { ...submission, tryNumber };
    try {
      return await uninterrupted(() =>
        paid.submitTraining.executeWithOptions({ summary: `submit, attempt ${submission.attempt}.${tryNumber}` }, [
          numbered,
        ]),
      );
    } catch (error) {
      if (causeType(error) !== 'TrainerBusy') {
        if (isRefused(error)) throw endedBy(error, 'trainer_rejected');
        const fate = await uninterrupted(() =>
          doubts.settleSubmission.executeWithOptions({ summary: 'what became of it?' }, [numbered]),
        );
        if (fate.fate === 'accepted') return fate.request;
        if (fate.fate === 'in_doubt') return uninterrupted(() => reconcile(run, heard, submission));
      }
      if (tryNumber === BUSY_ATTEMPTS) throw endedBy(error, 'trainer_unreachable');
    }
    await backOff(run, tryNumber);
  }
}

/** Surely not accepted, for whatever reason: there is nothing to settle. */
function isRefused(error: unknown): boolean {
  const reason = reasonOf(error);
  return reason !== undefined && reason !== 'submission_unconfirmed';
}

/** Waits for the request to make itself known, by FAL's own word or by FAL's list of requests. */
async function reconcile(run: Run, heard: Heard, submission: Submission): Promise<TrainingRequest> {
  const { endpoint } = submission.trainer;
  const every = Math.max(1, Math.floor((run.input.policy.timing.submissionDoubtMs ?? DOUBT_MS) / INQUIRIES));
  log.warn('a submission is in doubt', { attempt: submission.attempt });
  for (let inquiry = 0; inquiry < INQUIRIES; inquiry += 1) {
    const told = heard.told.get(submission.attempt);
    if (told !== undefined && (await isOurs({ requestId: told, endpoint }))) return { requestId: told, endpoint };
    const found = await inquiries.findSubmission
      .executeWithOptions({ summary: 'was it accepted?' }, [submission])
      .catch((error: unknown) => {
        log.warn('FAL could not be asked for a submission in doubt', { error });
        return null;
      });
    if (found) return found;
    const isDeleted = () => run.life.ending === 'deleted';
    const changed = () => isDeleted() || heard.told.get(submission.attempt) !== told;
    await condition(changed, every, { summary: 'until FAL tells of it' });
    if (isDeleted()) throw new CancelledFailure('the avatar is deleted while a submission of it is in doubt');
  }
  throw new TrainingEnded('submission_unconfirmed');
}

/** Whether FAL knows a request as ours; what cannot be told now is not. */
export async function isOurs(request: TrainingRequest): Promise<boolean> {
  try {
    return await inquiries.isOurs.executeWithOptions({ summary: 'is it ours?' }, [request]);
  } catch (error) {
    log.warn('FAL could not be asked for a request', { error });
    return false;
  }
}

/** A submission under way is not cancelled: its outcome must be known. */
function uninterrupted<T>(work: () => Promise<T>): Promise<T> {
  return CancellationScope.nonCancellable(work);
}

function stopIfCancelled(): void {
  if (CancellationScope.current().consideredCancelled) throw new CancelledFailure('cancelled before the submission');
}

async function backOff({ input }: Run, attempt: number): Promise<void> {
  const wait = input.policy.timing.submitRetryMs * Math.min(2 ** (attempt - 1), LONGEST_BACKOFF);
  await sleep(wait, { summary: 'the trainer is busy' });
}
