import type { Client } from '@temporalio/client';
import { within, type ClientOptions } from '../shared/client.ts';
import { takeUpWorkflowId, takeUpWorkflowType, type TakeUpInput } from './contract.ts';

export interface TakeUpOptions {
  readonly taskQueue: string;
  /** Shown to operators in the Web UI. */
  readonly summary: string;
}

export function createTakeUpClient(client: Client, options: ClientOptions = {}) {
  const inTime = within(client, options);
  const begin = (avatarId: string, { taskQueue, summary }: TakeUpOptions) =>
    client.workflow.start(takeUpWorkflowType, {
      workflowId: takeUpWorkflowId(avatarId),
      workflowIdConflictPolicy: 'USE_EXISTING',
      taskQueue,
      args: [{ avatarId } satisfies TakeUpInput],
      staticSummary: summary,
    });

  return {
    /** Starts the take-up; does not wait for it. */
    async start(avatarId: string, how: TakeUpOptions): Promise<void> {
      await inTime(() => begin(avatarId, how));
    },

    /** @returns whether a new run was started */
    takeUp: (avatarId: string, how: TakeUpOptions): Promise<boolean> =>
      inTime(async () => (await begin(avatarId, how)).result()),
  };
}
