/** Shared by the clients of all workflows. No workflow imports it. */
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
  /** Longest wait for Temporal, ms; absent: the connection's own. Without a running worker an update would wait without end. */
  readonly deadlineMs?: number;
}

export interface StartingOptions extends ClientOptions {
  readonly taskQueue: string;
}

export type InTime = <T>(call: () => Promise<T>) => Promise<T>;

export const within =
  (client: Client, { deadlineMs }: ClientOptions): InTime =>
  (call) =>
    deadlineMs === undefined ? call() : client.withDeadline(Date.now() + deadlineMs, call);

/** The attribute by which operators, and the deletion of a user's data, find a run. */
export const ofUser = (telegramId: number): TypedSearchAttributes =>
  new TypedSearchAttributes([{ key: telegramUserIdKey, value: String(telegramId) }]);

export interface Signalled<Argument> extends Pick<WorkflowOptions, 'workflowId' | 'memo' | 'staticSummary'> {
  readonly workflowType: string;
  /** Used only when the signal starts the run. */
  readonly input: unknown;
  readonly signal: SignalDefinition<[Argument]>;
  readonly argument: Argument;
}

/** Signals a user's run, and starts it if needed. */
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

/** @returns false: there is no such run, or it has ended: Temporal says «not found» for both */
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

/** Whether a run of this status has ended. Unknown statuses count as open, so that what may be in use is left alone. */
export function hasEnded(status: string): boolean {
  return endings.has(status);
}

/** An idle worker polls every minute, a busy one more often, ms. */
const AT_WORK_MS = 90_000;

/** Whether a worker polled lately for workflow tasks. */
export async function isAnybodyAtWork({ workflowService, options }: Client, taskQueue: string): Promise<boolean> {
  const { pollers } = await workflowService.describeTaskQueue({
    namespace: options.namespace,
    taskQueue: { name: taskQueue },
  });
  const since = Date.now() - AT_WORK_MS;
  return (pollers ?? []).some(({ lastAccessTime }) => Number(lastAccessTime?.seconds ?? 0) * 1_000 > since);
}

/** How long Temporal keeps ended runs, ms; null: unknown. */
export async function historyKeptMs({ workflowService, options }: Client): Promise<number | null> {
  const { config } = await workflowService.describeNamespace({ namespace: options.namespace });
  const { seconds } = config?.workflowExecutionRetentionTtl ?? {};
  return seconds === undefined || seconds === null ? null : Number(seconds) * 1000;
}
