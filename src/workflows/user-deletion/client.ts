import type { Client } from '@temporalio/client';
import { describeRun, signalWithStart, within, type StartingOptions } from '../shared/client.ts';
import {
  deletePersonWorkflowType,
  deletionAsked,
  deletionHolds,
  DELETION_WISHES,
  deletionWorkflowId,
  type DeletePersonInput,
} from './contract.ts';

export interface LastDeletion {
  readonly isUnderWay: boolean;
  /** The confirmed commands that it serves. */
  readonly wishes: readonly string[];
}

export function createDeletionClient(client: Client, options: StartingOptions) {
  const inTime = within(client, options);

  return {
    /** null: Temporal remembers none. */
    async last(telegramId: number): Promise<LastDeletion | null> {
      const run = await inTime(() => describeRun(client, deletionWorkflowId(telegramId)));
      if (!run) return null;
      const wishes: unknown = run.memo?.[DELETION_WISHES];
      const known = Array.isArray(wishes) ? wishes.filter((wish) => typeof wish === 'string') : [];
      return { isUnderWay: run.status.name === 'RUNNING', wishes: known };
    },

    /** Starts a deletion, or tells the running one of another command. @param granted earlier commands */
    async ask(input: Omit<DeletePersonInput, 'wishes'>, wish: string, granted: readonly string[]): Promise<void> {
      const { telegramId } = input;
      const wishes = [...granted, wish];
      await signalWithStart(client, options, telegramId, {
        workflowType: deletePersonWorkflowType,
        workflowId: deletionWorkflowId(telegramId),
        input: { ...input, wishes } satisfies DeletePersonInput,
        signal: deletionAsked,
        argument: { wish },
        memo: { [DELETION_WISHES]: wishes },
        staticSummary: 'delete all that is kept of a person',
      });
    },

    /** Waits until nothing new of the user is accepted. @throws Temporal's timeout after `withinMs` */
    async holds(telegramId: number, withinMs: number): Promise<void> {
      const run = client.workflow.getHandle(deletionWorkflowId(telegramId));
      await within(client, { deadlineMs: withinMs })(() => run.executeUpdate(deletionHolds, { args: [] }));
    },
  };
}
