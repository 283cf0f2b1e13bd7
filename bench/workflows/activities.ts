import { Context } from '@temporalio/activity';
import type { Client } from '@temporalio/client';
import { createRuns } from '../../src/activities/adapters/temporal/runs.ts';
import type { Activities } from '../../src/activities/index.ts';
import { createFakeActivities } from '../../test/support/fake-activities.ts';
import * as messages from '../../src/workflows/contracts.ts';
import { quietProduct } from '../quiet-product.ts';
import type { Chat } from './chat.ts';
import type { BenchTrainer } from './trainer.ts';
import type { Turns } from './turns.ts';

export interface Scene {
  readonly chat: Chat;
  readonly trainer: BenchTrainer;
  /** If set, the activities of a run end one at a time. */
  readonly turns: Turns | undefined;
}

/** Activities without side effects that take no time, and the product's own polls of a trainer. */
export function benchActivities(client: Client, { chat, trainer, turns }: Scene): Activities {
  const { activities: fakes } = createFakeActivities(createRuns(client));
  const activities: Activities = {
    ...fakes,
    async showCard(argument) {
      const shown = await fakes.showCard(argument);
      chat.show(argument.avatar);
      return shown;
    },
    async submitTraining({ avatarId, attempt }) {
      return { requestId: trainer.submit(avatarId, attempt), endpoint: 'fal-ai/bench' };
    },
    async cancelTraining({ requestId }) {
      trainer.stop(requestId);
      return 'requested';
    },
    async takeResult(argument) {
      trainer.result(argument.requestId);
      return fakes.takeResult(argument);
    },
  };
  const status = (_endpoint: string, requestId: string) => trainer.status(requestId);
  const { awaitTraining, checkPhotos } = quietProduct(client, { status, onCard: (card) => chat.show(card) });
  return {
    ...(turns ? inTurn(activities, turns) : activities),
    // These run beside the others, which must not wait for them.
    awaitTraining,
    checkPhotos: (asked) =>
      turns ? turns.beside(messages.avatarWorkflowId(asked.avatarId), () => checkPhotos(asked)) : checkPhotos(asked),
  };
}

function inTurn(activities: Activities, turns: Turns): Activities {
  return Object.fromEntries(
    Object.entries(activities).map(([name, activity]) => [
      name,
      (argument: never) => {
        const { isLocal, workflowExecution } = Context.current().info;
        const work = async () => activity(argument);
        // A local activity ends within its workflow task: nothing can share that by chance, and no query is answered before.
        return isLocal ? work() : turns.take(workflowExecution?.workflowId ?? '', work);
      },
    ]),
  ) as unknown as Activities;
}
