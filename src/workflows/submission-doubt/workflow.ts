import { allHandlersFinished, condition, log, setCurrentDetails, setHandler } from '@temporalio/workflow';
import type { TrainingRequest } from '../../domain/avatar/life.ts';
import { cancellingFor, forgetting, trainingRecords } from '../shared/activity-options.ts';
import { decideSubmission, reportTrainingEnd } from '../avatar/contract.ts';
import type { SubmissionDoubtInput, SubmissionDoubtResult } from './contract.ts';
import { notAdopted } from '../shared/submission-lookup.ts';
import { undecided } from '../shared/refused.ts';
import { adoption, identified, INQUIRIES } from '../shared/submission-lookup.ts';

/** How long FAL is told to stop, ms. */
const STOP_FOR_MS = 24 * 3_600_000;

const details = `### A submission may have been paid, and its avatar is cancelled or deleted
Nobody knows whether FAL accepted it. Look at FAL’s dashboard, then send the update \`decideSubmission\`:
\`{"decision":"adopt","requestId":"…"}\` has FAL stop and forget it, \`{"decision":"give_up"}\` says that there is none.`;

/**
 * Settles a submission in doubt whose avatar's run has ended. A found request is stopped and deleted at FAL, because
 * nobody waits for its result. It is found by FAL's webhook, its list of requests, or an operator.
 */
export async function submissionDoubtWorkflow(input: SubmissionDoubtInput): Promise<SubmissionDoubtResult> {
  const { lookEveryMs, until, ...submission } = input;
  const { endpoint } = submission.trainer;
  let told: string | undefined;
  let request: TrainingRequest | null = null;
  let isGivenUp = false;
  const isSettled = () => request !== null || isGivenUp;
  setHandler(
    reportTrainingEnd,
    ({ requestId, attempt }) => {
      if (attempt === submission.attempt) told = requestId;
    },
    { description: 'FAL says that a training of this attempt has ended.' },
  );
  setHandler(
    decideSubmission,
    async (resolution) => {
      if (resolution.decision === 'adopt') {
        const { requestId } = resolution;
        const verdict = await adoption(submission, requestId);
        if (verdict !== 'adopted') throw undecided(notAdopted[verdict ?? 'not_known_now']);
        request = { requestId, endpoint };
      } else if (resolution.decision === 'give_up') isGivenUp = true;
      else throw undecided('its avatar is cancelled or deleted');
    },
    {
      validator: (_resolution) => {
        if (isSettled()) throw undecided('it is settled');
      },
      description: 'For operators: names the request to stop at FAL, or says that there is none.',
    },
  );
  setCurrentDetails(details);

  for (let look = 1; !isSettled() && Date.now() < until; look += 1) {
    const named = told;
    const found = await identified(submission, named);
    // An operator may have named it meanwhile.
    request ??= found;
    const wait = look < INQUIRIES ? lookEveryMs : until - Date.now();
    const woken = () => isSettled() || told !== named;
    if (!isSettled()) await condition(woken, Math.max(1, wait), { summary: 'until FAL reports it' });
  }
  await condition(allHandlersFinished);
  if (request) await stopAndForget(input, request);
  else await close(input, 'failed');
  return request ? 'stopped' : isGivenUp ? 'given_up' : 'never_known';
}

async function stopAndForget(input: SubmissionDoubtInput, request: TrainingRequest): Promise<void> {
  setCurrentDetails(`### Found: \`${request.requestId}\`. Stopping it, and having FAL forget it.`);
  try {
    await cancellingFor(STOP_FOR_MS).cancelTraining.executeWithOptions({ summary: 'tell FAL to stop' }, [request]);
  } catch (error) {
    log.error('a training goes on that nobody waits for', { requestId: request.requestId, error });
  }
  await close(input, 'cancelled');
  await forgetting.forgetRequest
    .executeWithOptions({ summary: 'delete it at FAL' }, [request])
    .catch((error: unknown) => log.warn('FAL could not be made to forget a request', { error }));
  setCurrentDetails('### Done: stopped, and forgotten as far as FAL lets us.');
}

/** Closes its row, if there is one. */
async function close({ avatarId, attempt }: SubmissionDoubtInput, outcome: 'cancelled' | 'failed'): Promise<void> {
  await trainingRecords.endTraining.executeWithOptions({ summary: `the training is ${outcome}` }, [
    { avatarId, attempt, outcome, ...(outcome === 'failed' && { failure: 'submission_unconfirmed' as const }) },
  ]);
}
