import { randomUUID } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { Context } from '@temporalio/activity';
import { Client, Connection, type WorkflowClientInterceptor } from '@temporalio/client';
import { ApplicationFailure } from '@temporalio/common';
import { NativeConnection, Worker, type WorkerOptions, type WorkflowBundle } from '@temporalio/worker';
import type { Activities } from '../../src/activities/index.ts';
import { bundleWorkflows } from '../../src/runtime/workflow-bundle.ts';
import { photoTaskQueue } from '../../src/workflows/contracts.ts';
import { atTheEnd, servers, sharedServers } from './servers.ts';
import { quietRuntime } from './worker-log.ts';

let bundle: Promise<WorkflowBundle> | undefined;

/** The shipped bundle, built once per test run. */
export function shippedBundle(): Promise<WorkflowBundle> {
  return (bundle ??= sharedServers().then(async (shared) =>
    shared ? { code: await readFile(shared.bundle, 'utf8') } : bundleWorkflows(),
  ));
}

/** A connection of a client's to this process's part of Temporal. */
export async function connect(): Promise<{ connection: Connection; namespace: string }> {
  const { env } = await servers();
  const connection = await Connection.connect({ address: env.TEMPORAL_ADDRESS ?? '' });
  return { connection, namespace: env.TEMPORAL_NAMESPACE ?? 'default' };
}

/** The workers of one task queue, and of its queue for photos. */
export class LabWorkers {
  readonly taskQueue: string;
  readonly #workers: readonly Worker[];
  readonly #connection: NativeConnection;
  readonly #running: Promise<unknown>;

  private constructor(taskQueue: string, workers: readonly Worker[], connection: NativeConnection) {
    this.taskQueue = taskQueue;
    this.#workers = workers;
    this.#connection = connection;
    this.#running = Promise.all(workers.map((worker) => worker.run()));
    this.#running.catch(() => undefined);
  }

  static async start(
    activities: object,
    { taskQueue = `test-${randomUUID()}`, ...options }: Partial<WorkerOptions> = {},
  ): Promise<LabWorkers> {
    quietRuntime();
    const { env } = await servers();
    const connection = await NativeConnection.connect({ address: env.TEMPORAL_ADDRESS ?? '' });
    const common = { connection, namespace: env.TEMPORAL_NAMESPACE ?? 'default', activities };
    const workers = await Promise.all([
      Worker.create({ ...common, taskQueue, workflowBundle: await shippedBundle(), ...options }),
      Worker.create({ ...common, taskQueue: photoTaskQueue(taskQueue), maxHeartbeatThrottleInterval: '100ms' }),
    ]);
    return new LabWorkers(taskQueue, workers, connection);
  }

  async stop(): Promise<void> {
    for (const worker of this.#workers) worker.shutdown();
    await this.#running;
    await this.#connection.close();
  }
}

/** A test among those that share the workers: its activities, and its runs. */
export interface Tenant {
  readonly activities: Activities;
  readonly workflowIds: Set<string>;
}

/** By workflow id, and by the avatar's id in it: a child's id has it, too. */
const tenants = new Map<string, Tenant>();
const avatarIdIn = (workflowId: string) => /[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}/.exec(workflowId)?.[0];

/** Counts the runs that a client starts as the tenant's. */
export function recordRuns(tenantOfClient: () => Tenant): WorkflowClientInterceptor {
  const record = (workflowId: string) => {
    const tenant = tenantOfClient();
    tenant.workflowIds.add(workflowId);
    for (const key of [workflowId, avatarIdIn(workflowId)]) if (key !== undefined) tenants.set(key, tenant);
  };
  return {
    startWithDetails(input, next) {
      record(input.options.workflowId);
      return next(input);
    },
    signalWithStart(input, next) {
      record(input.options.workflowId);
      return next(input);
    },
    startUpdateWithStart(input, next) {
      record(input.workflowStartOptions.workflowId);
      return next(input);
    },
  };
}

/** Any activity, as the tenant whose run calls it has it. @throws {ApplicationFailure} where no test has started the run */
function callOfTenant(...given: unknown[]): unknown {
  const { activityType, workflowExecution } = Context.current().info;
  const { workflowId = '' } = workflowExecution ?? {};
  const tenant = tenants.get(workflowId) ?? tenants.get(avatarIdIn(workflowId) ?? '');
  if (!tenant) throw ApplicationFailure.nonRetryable(`no test has started ${workflowId}`);
  tenant.workflowIds.add(workflowId);
  return (tenant.activities as unknown as Record<string, (...all: unknown[]) => unknown>)[activityType]?.(...given);
}

export interface SharedLabWorkers {
  readonly taskQueue: string;
  readonly client: (interceptors: WorkflowClientInterceptor[]) => Client;
}

let shared: Promise<SharedLabWorkers> | undefined;

/** Workers for all tests of this process, since their start costs more than most tests. A run calls the activities of its tenant. */
export function sharedLabWorkers(): Promise<SharedLabWorkers> {
  return (shared ??= startShared());
}

async function startShared(): Promise<SharedLabWorkers> {
  const { connection, namespace } = await connect();
  const workers = await LabWorkers.start(
    { default: callOfTenant },
    {
      maxCachedWorkflows: 100,
      // What a test leaves hanging takes no other test's place, and the end does not wait for it.
      maxConcurrentActivityTaskExecutions: 1_000,
      shutdownForceTime: '1s',
    },
  );
  atTheEnd(async () => {
    await workers.stop().catch(() => undefined);
    await connection.close();
  });
  const client = (workflow: WorkflowClientInterceptor[]) =>
    new Client({ connection, namespace, interceptors: { workflow } });
  return { taskQueue: workers.taskQueue, client };
}
