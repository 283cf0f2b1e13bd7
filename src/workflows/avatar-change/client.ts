import { WorkflowExecutionAlreadyStartedError, type Client } from '@temporalio/client';
import { ofUser, within, type StartingOptions } from '../shared/client.ts';
import {
  avatarChangeWorkflowId,
  avatarChangeWorkflowType,
  CHANGE_ASKED_BY,
  type AvatarChangeInput,
  type AvatarChangeResult,
} from './contract.ts';

export interface ChangeOptions {
  /** Identifies the command: a repeated one is carried out once. */
  readonly askedBy: string;
  /** Called when Temporal has the change: it will be carried out, even if the caller goes. */
  readonly onAccepted?: () => void;
}

export function createAvatarChangeClient(client: Client, options: StartingOptions) {
  const { workflow } = client;
  const { taskQueue } = options;
  const inTime = within(client, options);

  async function changed(
    input: AvatarChangeInput,
    { askedBy, onAccepted }: ChangeOptions,
  ): Promise<AvatarChangeResult> {
    const run = await workflow.start(avatarChangeWorkflowType, {
      workflowId: avatarChangeWorkflowId(input.avatarId),
      taskQueue,
      args: [input],
      workflowIdConflictPolicy: 'FAIL',
      memo: { [CHANGE_ASKED_BY]: askedBy },
      typedSearchAttributes: ofUser(input.by),
      staticSummary: input.change.kind,
    });
    onAccepted?.();
    return run.result();
  }

  /** The running change may belong to this very command, delivered again. */
  async function underWay(avatarId: string, askedBy: string, error: unknown): Promise<AvatarChangeResult> {
    if (!(error instanceof WorkflowExecutionAlreadyStartedError)) throw error;
    const run = workflow.getHandle(avatarChangeWorkflowId(avatarId));
    if ((await run.describe()).memo?.[CHANGE_ASKED_BY] !== askedBy) throw error;
    return run.result();
  }

  return {
    /** Changes an avatar whose run has ended, and waits for it. @throws {WorkflowExecutionAlreadyStartedError} another change is running */
    change: (input: AvatarChangeInput, how: ChangeOptions): Promise<AvatarChangeResult> =>
      inTime(() => changed(input, how).catch((error: unknown) => underWay(input.avatarId, how.askedBy, error))),
  };
}
