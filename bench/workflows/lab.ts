import { randomUUID } from 'node:crypto';
import { fileURLToPath } from 'node:url';
import { Client, Connection, type WorkflowClientInterceptor } from '@temporalio/client';
import { loadClientConnectConfig } from '@temporalio/envconfig';
import { bundleWorkflowCode, DefaultLogger, NativeConnection, Worker } from '@temporalio/worker';
import { bundleWorkflows } from '../../src/runtime/workflow-bundle.ts';
import * as messages from '../../src/workflows/contracts.ts';
import type { Stack } from '../../stack/index.ts';
import { benchActivities, type Scene } from './activities.ts';
import { Chat } from './chat.ts';
import { createPlainActivities, Ready } from './plain/activities.ts';
import type { Rows } from './rows.ts';
import { BenchTrainer } from './trainer.ts';
import { Turns } from './turns.ts';

/** Workers with activities without side effects, on the stack's Temporal. */
export interface Lab extends Scene {
  readonly client: Client;
  readonly taskQueue: string;
  /** How often the product has queried each run, by workflow id: history does not tell. */
  readonly queries: ReadonlyMap<string, number>;
  /** The worker of the plain workflows, without the product's interceptors. */
  readonly plain: { readonly taskQueue: string; readonly ready: Ready };
  stop(): Promise<void>;
}

export interface LabOptions {
  /** The activities of a run end one at a time; otherwise as fast as they can. */
  readonly inTurn?: true;
  /** Absent: no row is written. */
  readonly rows?: Rows;
}

export async function startLab({ env }: Pick<Stack, 'env'>, { inTurn, rows }: LabOptions = {}): Promise<Lab> {
  const { connectionOptions, namespace = 'default' } = loadClientConnectConfig({ overrideEnvVars: temporalOnly(env) });
  const [connection, workerConnection, workflowBundle, plainBundle] = await Promise.all([
    Connection.connect(connectionOptions),
    NativeConnection.connect(connectionOptions),
    benchBundle(),
    plainBundled(),
  ]);
  const queries = new Map<string, number>();
  const client = new Client({ connection, namespace, interceptors: { workflow: [countingQueries(queries)] } });
  const uncounted = new Client({ connection, namespace });
  const turns = inTurn ? new Turns((id) => uncounted.workflow.getHandle(id).query(messages.state)) : undefined;
  const trainer = new BenchTrainer(async (avatarId) => turns?.idle(messages.avatarWorkflowId(avatarId)));
  const scene: Scene = { chat: new Chat(), trainer, turns };
  const plain = { taskQueue: `plain-${randomUUID()}`, ready: new Ready() };
  const taskQueue = `bench-${randomUUID()}`;
  const common = { connection: workerConnection, namespace };
  const fakes = benchActivities(client, scene);
  const activities = rows?.beside(fakes) ?? fakes;
  const workers = await Promise.all([
    Worker.create({ ...common, activities, taskQueue, workflowBundle }),
    Worker.create({ ...common, activities, taskQueue: messages.photoTaskQueue(taskQueue) }),
    Worker.create({
      ...common,
      activities: createPlainActivities(plain.ready),
      taskQueue: plain.taskQueue,
      workflowBundle: plainBundle,
    }),
  ]);
  const running = Promise.all(workers.map((worker) => worker.run()));
  return {
    ...scene,
    client,
    taskQueue,
    queries,
    plain,
    async stop() {
      await scene.turns?.over();
      for (const worker of workers) worker.shutdown();
      await running;
      await Promise.all([workerConnection.close(), connection.close()]);
    },
  };
}

function countingQueries(queries: Map<string, number>): WorkflowClientInterceptor {
  return {
    query(input, next) {
      const { workflowId } = input.workflowExecution;
      queries.set(workflowId, (queries.get(workflowId) ?? 0) + 1);
      return next(input);
    },
  };
}

let bundle: ReturnType<typeof bundleWorkflows> | undefined;
let plainBundle: ReturnType<typeof bundleWorkflowCode> | undefined;

/** Built once, for all labs. */
function benchBundle(): ReturnType<typeof bundleWorkflows> {
  return (bundle ??= bundleWorkflows(pathOf('./bundle.ts')));
}

function plainBundled(): ReturnType<typeof bundleWorkflowCode> {
  const logger = new DefaultLogger('WARN');
  return (plainBundle ??= bundleWorkflowCode({ workflowsPath: pathOf('./plain/workflow.ts'), logger }));
}

const pathOf = (file: string): string => fileURLToPath(new URL(file, import.meta.url));

function temporalOnly(env: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(Object.entries(env).filter(([name]) => name.startsWith('TEMPORAL_')));
}
