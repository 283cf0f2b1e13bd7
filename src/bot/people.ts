import type { Client } from '@temporalio/client';
import { TypedSearchAttributes } from '@temporalio/common';
import { AVATAR_TASK_QUEUE } from '../workflows/messages.ts';
import * as messages from '../workflows/person-messages.ts';
import { telegramUserIdKey } from '../workflows/search-attributes.ts';
import type { People } from './ports.ts';

export interface PeopleOptions {
  readonly taskQueue?: string;
  /** Longest wait for Temporal, ms. */
  readonly deadlineMs?: number;
}

/** The bot's way to the workflows about a person as a whole. */
export function createPeople(client: Client, options: PeopleOptions = {}): People {
  const { taskQueue = AVATAR_TASK_QUEUE, deadlineMs = 5_000 } = options;
  const inTime = <T>(call: () => Promise<T>): Promise<T> => client.withDeadline(Date.now() + deadlineMs, call);
  const of = (telegramId: number) => ({
    taskQueue,
    typedSearchAttributes: new TypedSearchAttributes([{ key: telegramUserIdKey, value: String(telegramId) }]),
  });

  return {
    async deleteData(telegramId, language) {
      const input: messages.DeletePersonInput = { telegramId, language };
      await inTime(() =>
        client.workflow.signalWithStart(messages.personWorkflowTypes.deletePerson, {
          ...of(telegramId),
          workflowId: messages.deletionWorkflowId(telegramId),
          args: [input],
          signal: messages.deletionAsked,
          staticSummary: 'delete all that is kept of a person',
        }),
      );
    },

    async presence(telegramId, blocked, updateId) {
      await inTime(() =>
        client.workflow.signalWithStart(messages.personWorkflowTypes.personPresence, {
          ...of(telegramId),
          workflowId: messages.presenceWorkflowId(telegramId),
          args: [{ telegramId }],
          signal: messages.presenceChanged,
          signalArgs: [{ blocked, updateId }],
        }),
      );
    },

    async historyKeptMs() {
      try {
        const { namespace } = client.options;
        const { config } = await inTime(() => client.workflowService.describeNamespace({ namespace }));
        const { seconds } = config?.workflowExecutionRetentionTtl ?? {};
        return seconds === undefined || seconds === null ? null : Number(seconds) * 1000;
      } catch {
        // The rest is worth telling without it.
        return null;
      }
    },
  };
}
