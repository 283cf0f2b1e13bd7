import { CancellationScope } from '@temporalio/workflow';
import { touch } from '../../../domain/avatar/life.ts';
import type { FailureReason } from '../../../domain/training/training.ts';
import { trainingRecords } from '../../shared/activity-options.ts';
import { undecided } from '../../shared/refused.ts';
import { adoption, notAdopted } from '../../shared/submission-lookup.ts';
import type { AvatarContext } from '../context.ts';
import * as messages from '../contract.ts';
import { adopt } from '../training/adopt.ts';
import { endAfterAll } from '../training/submit.ts';
import { submissionOf } from '../training/submission-of.ts';
import { setUpdate } from './command.ts';

/** Sets the handler of an operator's decision about a submission in doubt; one decision at a time. */
export function registerOperatorHandlers(context: AvatarContext): void {
  let deciding = false;

  function authorize(): void {
    const { life } = context;
    if (deciding) throw undecided('another decision is under way');
    if (life.status !== 'error' || life.failure !== 'submission_unconfirmed') {
      throw undecided(`there is no submission in doubt (the avatar is ${life.status})`);
    }
  }

  setUpdate(
    context,
    messages.decideSubmission,
    async (resolution) => {
      authorize();
      deciding = true;
      try {
        await CancellationScope.nonCancellable(() => resolve(context, resolution));
      } finally {
        deciding = false;
      }
    },
    {
      validator: () => authorize(),
      description:
        'For operators: decides about a submission that nobody could confirm. Look at FAL’s dashboard first.',
    },
  );
}

async function resolve(context: AvatarContext, resolution: messages.Resolution): Promise<void> {
  const { life } = context;
  switch (resolution.decision) {
    case 'adopt': {
      const { requestId } = resolution;
      const verdict = await adoption(submissionOf(context), requestId);
      if (verdict !== 'adopted') throw undecided(notAdopted[verdict ?? 'not_known_now']);
      return adopt(context, { requestId, endpoint: submissionOf(context).trainer.endpoint }, 'team');
    }
    case 'submit_again':
      if (life.ending) throw undecided('its owner has cancelled it: adopt a request, or give it up');
      await close(context, 'submission_unconfirmed');
      delete life.doubt;
      touch(life, Date.now());
      context.decided('submitted_again', 'team');
      return context.transition('retried_training');
    case 'give_up':
      await close(context, 'submission_given_up');
      delete life.doubt;
      life.failure = 'submission_given_up';
      delete life.failureWords;
      context.decided('given_up', 'team');
      if (life.ending) return endAfterAll();
      context.publish('now');
      return context.notify('failed');
  }
}

/** Closes its row, and forgets its input. */
async function close({ life, input }: AvatarContext, failure: FailureReason): Promise<void> {
  await trainingRecords.endTraining.executeWithOptions({ summary: 'the submission in doubt is over' }, [
    { avatarId: input.avatarId, attempt: life.attempt, outcome: 'failed', failure },
  ]);
}
