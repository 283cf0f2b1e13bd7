import { Context } from '@temporalio/activity';
import { stillTraining } from '../../src/activities/failures.ts';
import type { Activities } from '../../src/activities/index.ts';
import { createFakeActivities } from '../../test/support/fake-activities.ts';
import type { Chat } from './chat.ts';
import type { Turns } from './turns.ts';

/** How a training goes. */
export interface TrainingPlan {
  /** Polls yet to come that find it running. */
  polls: number;
  /** Then it ends with this. */
  readonly over: Promise<void>;
}

export interface Scene {
  readonly chat: Chat;
  /** By workflow id; a training without a plan ends at once. */
  readonly trainings: Map<string, TrainingPlan>;
  /** Set: the activities of a run end one at a time. */
  readonly turns: Turns | undefined;
}

/** Activities that touch nothing and take no time. */
export function benchActivities({ chat, trainings, turns }: Scene): Activities {
  const { activities: fakes } = createFakeActivities({ cancel: async () => undefined });
  const activities: Activities = {
    ...fakes,
    async showCard(argument) {
      const shown = await fakes.showCard(argument);
      chat.show(argument.avatar);
      return shown;
    },
  };
  return {
    ...(turns ? inTurn(activities, turns) : activities),
    // Waits beside the others: they must not wait for it.
    async awaitTraining({ pollIntervalMs }) {
      const plan = trainings.get(thisWorkflowId());
      if (plan && plan.polls > 0) {
        plan.polls -= 1;
        throw stillTraining('training', pollIntervalMs);
      }
      await plan?.over;
    },
  };
}

function inTurn(activities: Activities, turns: Turns): Activities {
  return Object.fromEntries(
    Object.entries(activities).map(([name, activity]) => [
      name,
      (argument: never) => turns.take(thisWorkflowId(), async () => activity(argument)),
    ]),
  ) as unknown as Activities;
}

function thisWorkflowId(): string {
  return Context.current().info.workflowExecution?.workflowId ?? '';
}
