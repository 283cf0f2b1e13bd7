/** What the clients of all workflows have in common. No workflow imports it. */
import {
  WorkflowNotFoundError,
  type Client,
  type WorkflowExecutionDescription,
  type WorkflowHandleWithSignaledRunId,
  type WorkflowOptions,
} from '@temporalio/client';
import { TypedSearchAttributes, type SignalDefinition } from '@temporalio/common';
import { telegramUserIdKey } from './search-attributes.ts';

export interface ClientOptions {
  /** Longest wait for Temporal, ms; without, the connection's own. With no worker up an update would wait for ever. */
  readonly deadlineMs?: number;
}

/** For clients that start runs. */
export interface StartingOptions extends ClientOptions {
  readonly taskQueue: string;
}

export type InTime = <T>(call: () => Promise<T>) => Promise<T>;

export const within =
  (client: Client, { deadlineMs }: ClientOptions): InTime =>
  (call) =>
    deadlineMs === undefined ? call() : client.withDeadline(Date.now() + deadlineMs, call);

/** By what operators, and the deletion of a user's data, find a run. */
export const ofUser = (telegramId: number): TypedSearchAttributes =>
  new TypedSearchAttributes([{ key: telegramUserIdKey, value: String(telegramId) }]);

export interface Signalled<Argument> extends Pick<WorkflowOptions, 'workflowId' | 'memo' | 'staticSummary'> {
  readonly workflowType: string;
  /** What the run begins with where there is none. */
  readonly input: unknown;
  readonly signal: SignalDefinition<[Argument]>;
  readonly argument: Argument;
}

/** Signals a user's run, which is begun where there is none. */
export function signalWithStart<Argument>(
  client: Client,
  options: StartingOptions,
  telegramId: number,
  { workflowType, input, signal, argument, ...how }: Signalled<Argument>,
): Promise<WorkflowHandleWithSignaledRunId> {
  return within(
    client,
    options,
  )(() =>
    client.workflow.signalWithStart(workflowType, {
      ...how,
      taskQueue: options.taskQueue,
      typedSearchAttributes: ofUser(telegramId),
      args: [input],
      signal,
      signalArgs: [argument],
    }),
  );
}

/** @returns false: there is no such run, or it has ended, of which Temporal says «not found», too */
export async function reaches(call: () => Promise<unknown>): Promise<boolean> {
  return (await unlessGone(async () => (await call(), true))) ?? false;
}

/** @returns null: Temporal knows no such run */
export function describeRun(
  { workflow }: Client,
  workflowId: string,
  runId?: string,
): Promise<WorkflowExecutionDescription | null> {
  return unlessGone(() => workflow.getHandle(workflowId, runId).describe());
}

/** @returns null: Temporal knows no such run */
export async function unlessGone<T>(call: () => Promise<T>): Promise<T | null> {
  try {
    return await call();
  } catch (error) {
    if (error instanceof WorkflowNotFoundError) return null;
    throw error;
  }
}

const endings: ReadonlySet<string> = new Set([
  'COMPLETED',
  'FAILED',
  'CANCELLED',
  'TERMINATED',
  'TIMED_OUT',
  'CONTINUED_AS_NEW',
]);

/** Whether a run in this status has ended. What Temporal may add is taken for open: whoever asks leaves alone what is in use. */
export function hasEnded(status: string): boolean {
  return endings.has(status);
}

/** A worker that waits for work asks anew every minute. One that is at work has asked since, ms. */
const AT_WORK_MS = 90_000;

/** Whether a worker has lately asked for workflows to carry on. */
export async function isAnybodyAtWork({ workflowService, options }: Client, taskQueue: string): Promise<boolean> {
  const { pollers } = await workflowService.describeTaskQueue({
    namespace: options.namespace,
    taskQueue: { name: taskQueue },
  });
  const since = Date.now() - AT_WORK_MS;
  return (pollers ?? []).some(({ lastAccessTime }) => Number(lastAccessTime?.seconds ?? 0) * 1_000 > since);
}

/** How long ended runs can be looked at, ms; null where Temporal does not say. */
export async function historyKeptMs({ workflowService, options }: Client): Promise<number | null> {
  const { config } = await workflowService.describeNamespace({ namespace: options.namespace });
  const { seconds } = config?.workflowExecutionRetentionTtl ?? {};
  return seconds === undefined || seconds === null ? null : Number(seconds) * 1000;
}
