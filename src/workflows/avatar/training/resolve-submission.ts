import { CancellationScope } from '@temporalio/workflow';
import type { Decider } from '../../../domain/avatar/decision.ts';
import type { TrainingRequest } from '../../../domain/avatar/life.ts';
import type { FailureReason } from '../../../domain/training/training.ts';
import { doubts } from '../../shared/activity-options.ts';
import * as messages from '../contract.ts';
import type { Opening } from '../opening.ts';
import type { Run } from '../context.ts';
import { undecided } from '../../shared/refused.ts';
import { submissionOf } from './submission-of.ts';
import { adoption, notAdopted } from '../../shared/submission-lookup.ts';
import { endAfterAll } from './submit.ts';

/** Sets the handler by which an operator decides about a submission in doubt; one decision at a time. */
export function letOperatorsResolve(run: Run, { setUpdate }: Opening, touched: () => void): void {
  const { life, input } = run;
  let deciding = false;

  function inDoubt(): void {
    if (deciding) throw undecided('another decision is under way');
    if (life.status !== 'error' || life.failure !== 'submission_unconfirmed') {
      throw undecided(`there is no submission in doubt (the avatar is ${life.status})`);
    }
  }

  /** Its row is over, and what it was submitted with is forgotten. */
  async function close(failure: FailureReason): Promise<void> {
    const { avatarId } = input;
    await doubts.endTraining.executeWithOptions({ summary: 'the submission in doubt is over' }, [
      { avatarId, attempt: life.attempt, outcome: 'failed', failure },
    ]);
  }

  async function decide(resolution: messages.Resolution): Promise<void> {
    switch (resolution.decision) {
      case 'adopt': {
        const { requestId } = resolution;
        const verdict = await adoption(submissionOf(run), requestId);
        if (verdict !== 'adopted') throw undecided(notAdopted[verdict ?? 'not_known_now']);
        return adopt(run, { requestId, endpoint: submissionOf(run).trainer.endpoint }, 'team');
      }
      case 'submit_again':
        if (life.ending) throw undecided('its owner has cancelled it: adopt a request, or give it up');
        await close('submission_unconfirmed');
        delete life.doubt;
        touched();
        run.decided('submitted_again', 'team');
        return run.happen('retried_training');
      case 'give_up':
        await close('submission_given_up');
        delete life.doubt;
        life.failure = 'submission_given_up';
        delete life.failureWords;
        run.decided('given_up', 'team');
        if (life.ending) return endAfterAll();
        run.show('now');
        return run.tell('failed');
    }
  }

  setUpdate(
    messages.resolveSubmission,
    async (resolution) => {
      inDoubt();
      deciding = true;
      try {
        await CancellationScope.nonCancellable(() => decide(resolution));
      } finally {
        deciding = false;
      }
    },
    {
      validator: (_resolution) => inDoubt(),
      description:
        'For operators: decides about a submission that nobody could confirm. Look at FAL’s dashboard first.',
    },
  );
}

/** Waits for a request after all, as the attempt that was in doubt; where its owner has cancelled it meanwhile, it is stopped. */
export async function adopt(run: Run, request: TrainingRequest, by: Decider): Promise<void> {
  const { life } = run;
  // Meanwhile the avatar may have been deleted, or be about to.
  if (life.status !== 'error') return;
  life.adopted = request;
  delete life.doubt;
  life.touched = true;
  // What its owner has cancelled does not go on: it is stopped.
  if (!life.ending) run.decided('adopted', by);
  run.happen('retried_training');
  if (life.ending) await endAfterAll();
}
