import { Context } from '@temporalio/activity';
import { stillTraining } from '../../src/activities/lib/failures.ts';
import type { Activities } from '../../src/activities/index.ts';
import { createFakeActivities } from '../../test/support/fake-activities.ts';
import type { Chat } from './chat.ts';
import type { Turns } from './turns.ts';

/** A training that goes on until it is over. */
export interface Training {
  /** How often it was polled. */
  polls: number;
  isOver: boolean;
}

export interface Scene {
  readonly chat: Chat;
  /** By workflow id; a missing one is over at once. */
  readonly trainings: Map<string, Training>;
  /** If set, the activities of a run end one at a time. */
  readonly turns: Turns | undefined;
}

/** Activities without side effects that take no time. */
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
    // Runs beside the others: they must not wait for it.
    async awaitTraining({ pollIntervalMs }) {
      const training = trainings.get(thisWorkflowId());
      if (!training) return;
      training.polls += 1;
      if (!training.isOver) throw stillTraining('training', pollIntervalMs);
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
