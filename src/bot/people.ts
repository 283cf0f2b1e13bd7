import { WorkflowNotFoundError, type Client } from '@temporalio/client';
import { TypedSearchAttributes } from '@temporalio/common';
import type { Language } from '../domain/avatar.ts';
import type { Person } from '../domain/person.ts';
import { AVATAR_TASK_QUEUE } from '../workflows/messages.ts';
import * as messages from '../workflows/person-messages.ts';
import { telegramUserIdKey } from '../workflows/search-attributes.ts';
import type { People } from './ports.ts';

export interface PeopleOptions {
  readonly taskQueue?: string;
  /** Longest wait for Temporal, ms. */
  readonly deadlineMs?: number;
}

/** How long a choice of language is waited for until it is kept, ms. */
const KEPT_WITHIN_MS = 2_000;

/** The bot's way to the workflows about a person as a whole. */
export function createPeople(client: Client, options: PeopleOptions = {}): People {
  const { taskQueue = AVATAR_TASK_QUEUE, deadlineMs = 5_000 } = options;
  const inTime = <T>(call: () => Promise<T>): Promise<T> => client.withDeadline(Date.now() + deadlineMs, call);
  const of = (telegramId: number) => ({
    taskQueue,
    typedSearchAttributes: new TypedSearchAttributes([{ key: telegramUserIdKey, value: String(telegramId) }]),
  });

  /** Whether a deletion was begun by this wish, or a later one: a tap that is delivered again must not delete what came since. */
  async function isGranted(telegramId: number, updateId: number): Promise<boolean> {
    try {
      const { memo } = await inTime(() =>
        client.workflow.getHandle(messages.deletionWorkflowId(telegramId)).describe(),
      );
      const askedBy = memo?.[messages.DELETION_ASKED_BY];
      return typeof askedBy === 'number' && askedBy >= updateId;
    } catch (error) {
      if (error instanceof WorkflowNotFoundError) return false;
      throw error;
    }
  }

  const sayLanguage = (person: Person, chosen: Language | null, updateId: number) =>
    inTime(() =>
      client.workflow.signalWithStart(messages.personWorkflowTypes.personLanguage, {
        ...of(person.telegramId),
        workflowId: messages.languageWorkflowId(person.telegramId),
        args: [{ telegramId: person.telegramId }],
        signal: messages.languageChanged,
        signalArgs: [{ person, chosen, updateId }],
      }),
    );

  return {
    async deleteData(telegramId, language, updateId) {
      if (await isGranted(telegramId, updateId)) return;
      const input: messages.DeletePersonInput = { telegramId, language };
      await inTime(() =>
        client.workflow.signalWithStart(messages.personWorkflowTypes.deletePerson, {
          ...of(telegramId),
          workflowId: messages.deletionWorkflowId(telegramId),
          args: [input],
          signal: messages.deletionAsked,
          signalArgs: [{ updateId }],
          memo: { [messages.DELETION_ASKED_BY]: updateId },
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

    async chooseLanguage(person, language, updateId) {
      const run = await sayLanguage(person, language, updateId);
      const ended = client.withDeadline(Date.now() + KEPT_WITHIN_MS, () => run.result());
      return {
        kept: ended.then(
          () => undefined,
          () => undefined,
        ),
      };
    },

    async noteLanguage(person, updateId) {
      await sayLanguage(person, null, updateId);
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
