import type { Client } from '@temporalio/client';
import { describeRun, signalWithStart, within, type StartingOptions } from '../shared/client.ts';
import {
  userDeletionWorkflowType,
  requestDeletion,
  awaitDeletionStart,
  DELETION_QUESTIONS,
  deletionWorkflowId,
  type UserDeletionInput,
} from './contract.ts';

export interface LastDeletion {
  readonly isUnderWay: boolean;
  /** The confirmed commands that it serves. */
  readonly questions: readonly string[];
}

export function createDeletionClient(client: Client, options: StartingOptions) {
  const inTime = within(client, options);

  return {
    /** null: Temporal remembers none. */
    async last(telegramId: number): Promise<LastDeletion | null> {
      const run = await inTime(() => describeRun(client, deletionWorkflowId(telegramId)));
      if (!run) return null;
      const questions: unknown = run.memo?.[DELETION_QUESTIONS];
      const known = Array.isArray(questions) ? questions.filter((question) => typeof question === 'string') : [];
      return { isUnderWay: run.status.name === 'RUNNING', questions: known };
    },

    /** Starts a deletion, or tells the running one of another command. @param granted earlier commands */
    async ask(
      input: Omit<UserDeletionInput, 'questions'>,
      question: string,
      granted: readonly string[],
    ): Promise<void> {
      const { telegramId } = input;
      const questions = [...granted, question];
      await signalWithStart(client, options, telegramId, {
        workflowType: userDeletionWorkflowType,
        workflowId: deletionWorkflowId(telegramId),
        input: { ...input, questions } satisfies UserDeletionInput,
        signal: requestDeletion,
        argument: { question },
        memo: { [DELETION_QUESTIONS]: questions },
        staticSummary: 'delete all data of a user',
      });
    },

    /** Waits until nothing new of the user is accepted. @throws Temporal's timeout after `withinMs` */
    async holds(telegramId: number, withinMs: number): Promise<void> {
      const run = client.workflow.getHandle(deletionWorkflowId(telegramId));
      await within(client, { deadlineMs: withinMs })(() => run.executeUpdate(awaitDeletionStart, { args: [] }));
    },
  };
}
