import { WorkflowNotFoundError, type Client } from '@temporalio/client';
import { TypedSearchAttributes } from '@temporalio/common';
import type { Language } from '../domain/avatar/avatar.ts';
import type { DayLimits } from '../domain/limits/limits.ts';
import type { Person } from '../domain/user/person.ts';
import { AVATAR_TASK_QUEUE } from '../workflows/shared/task-queues.ts';
import * as messages from '../workflows/contracts.ts';
import { telegramUserIdKey } from '../workflows/shared/search-attributes.ts';
import type { People } from './ports.ts';

export interface PeopleOptions {
  /** Whose counts outlast a deletion. */
  readonly limits: DayLimits;
  readonly taskQueue?: string;
  /** Longest wait for Temporal, ms. */
  readonly deadlineMs?: number;
}

/** How long a choice of language is waited for until it is kept, ms. */
const KEPT_WITHIN_MS = 2_000;
/** How long a deletion is waited for until nothing new is taken, ms: with no worker up, nothing is. */
const HOLDS_WITHIN_MS = 2_000;

/** The bot's way to the workflows about a person as a whole. */
export function createPeople(client: Client, options: PeopleOptions): People {
  const { taskQueue = AVATAR_TASK_QUEUE, deadlineMs = 5_000 } = options;
  const inTime = <T>(call: () => Promise<T>): Promise<T> => client.withDeadline(Date.now() + deadlineMs, call);
  const of = (telegramId: number) => ({
    taskQueue,
    typedSearchAttributes: new TypedSearchAttributes([{ key: telegramUserIdKey, value: String(telegramId) }]),
  });

  const deletionOf = (telegramId: number) => client.workflow.getHandle(messages.deletionWorkflowId(telegramId));

  /** The latest deletion, if Temporal remembers any. */
  async function lastDeletion(telegramId: number): Promise<{ isUnderWay: boolean; wishes: string[] } | null> {
    try {
      const { status, memo } = await inTime(() => deletionOf(telegramId).describe());
      const wishes: unknown = memo?.[messages.DELETION_WISHES];
      const known = Array.isArray(wishes) ? wishes.filter((wish) => typeof wish === 'string') : [];
      return { isUnderWay: status.name === 'RUNNING', wishes: known };
    } catch (error) {
      if (error instanceof WorkflowNotFoundError) return null;
      throw error;
    }
  }

  const sayLanguage = (person: Person, chosen: Language | null, updateId: number) =>
    inTime(() =>
      client.workflow.signalWithStart(messages.workflowTypes.personLanguage, {
        ...of(person.telegramId),
        workflowId: messages.languageWorkflowId(person.telegramId),
        args: [{ telegramId: person.telegramId }],
        signal: messages.languageChanged,
        signalArgs: [{ person, chosen, updateId }],
      }),
    );

  return {
    async deleteData(telegramId, language, wish) {
      const last = await lastDeletion(telegramId);
      if (last?.wishes.includes(wish)) return last.isUnderWay ? 'under_way' : 'over';
      const wishes = [...(last?.wishes ?? []), wish];
      const { trainingsADay, avatarsADay } = options.limits;
      const limits = { trainingsADay, avatarsADay };
      const input: messages.DeletePersonInput = { telegramId, language, wishes, limits };
      await inTime(() =>
        client.workflow.signalWithStart(messages.workflowTypes.deletePerson, {
          ...of(telegramId),
          workflowId: messages.deletionWorkflowId(telegramId),
          args: [input],
          signal: messages.deletionAsked,
          signalArgs: [{ wish }],
          memo: { [messages.DELETION_WISHES]: wishes },
          staticSummary: 'delete all that is kept of a person',
        }),
      );
      // What the person sends next is refused already. The wish itself is safe, whatever comes of this.
      await client
        .withDeadline(Date.now() + HOLDS_WITHIN_MS, () =>
          deletionOf(telegramId).executeUpdate(messages.deletionHolds, { args: [] }),
        )
        .catch(() => undefined);
      return 'under_way';
    },

    async isDeleting(telegramId) {
      return (await lastDeletion(telegramId))?.isUnderWay ?? false;
    },

    async presence(telegramId, blocked, { updateId, at }) {
      await inTime(() =>
        client.workflow.signalWithStart(messages.workflowTypes.personPresence, {
          ...of(telegramId),
          workflowId: messages.presenceWorkflowId(telegramId),
          args: [{ telegramId }],
          signal: messages.presenceChanged,
          signalArgs: [{ blocked, updateId, ...(at === undefined ? {} : { at }) }],
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
