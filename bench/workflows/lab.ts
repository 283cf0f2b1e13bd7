import { randomUUID } from 'node:crypto';
import { fileURLToPath } from 'node:url';
import { Client, Connection } from '@temporalio/client';
import { loadClientConnectConfig } from '@temporalio/envconfig';
import { NativeConnection, Worker } from '@temporalio/worker';
import { bundleWorkflows } from '../../src/runtime/workflow-bundle.ts';
import * as messages from '../../src/workflows/contracts.ts';
import type { Stack } from '../../stack/index.ts';
import { benchActivities, type Scene } from './activities.ts';
import { Chat } from './chat.ts';
import { BenchTrainer } from './trainer.ts';
import { Turns } from './turns.ts';

/** A worker with activities without side effects, on the stack's Temporal. */
export interface Lab extends Scene {
  readonly client: Client;
  readonly taskQueue: string;
  stop(): Promise<void>;
}

/** @param options `inTurn`: the activities of a run end one at a time; otherwise as fast as they can */
export async function startLab({ env }: Pick<Stack, 'env'>, options: { readonly inTurn: boolean }): Promise<Lab> {
  const { connectionOptions, namespace = 'default' } = loadClientConnectConfig({ overrideEnvVars: temporalOnly(env) });
  const [connection, workerConnection, workflowBundle] = await Promise.all([
    Connection.connect(connectionOptions),
    NativeConnection.connect(connectionOptions),
    benchBundle(),
  ]);
  const client = new Client({ connection, namespace });
  const turns = options.inTurn ? new Turns((id) => client.workflow.getHandle(id).query(messages.state)) : undefined;
  const trainer = new BenchTrainer(async (avatarId) => turns?.idle(messages.avatarWorkflowId(avatarId)));
  const scene: Scene = { chat: new Chat(), trainer, turns };
  const taskQueue = `bench-${randomUUID()}`;
  const common = { connection: workerConnection, namespace, activities: benchActivities(client, scene) };
  const workers = await Promise.all([
    Worker.create({ ...common, taskQueue, workflowBundle }),
    Worker.create({ ...common, taskQueue: messages.photoTaskQueue(taskQueue) }),
  ]);
  const running = Promise.all(workers.map((worker) => worker.run()));
  return {
    ...scene,
    client,
    taskQueue,
    async stop() {
      await scene.turns?.over();
      for (const worker of workers) worker.shutdown();
      await running;
      await Promise.all([workerConnection.close(), connection.close()]);
    },
  };
}

let bundle: ReturnType<typeof bundleWorkflows> | undefined;

/** Built once, for all labs. */
function benchBundle(): ReturnType<typeof bundleWorkflows> {
  return (bundle ??= bundleWorkflows(fileURLToPath(new URL('./bundle.ts', import.meta.url))));
}

function temporalOnly(env: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(Object.entries(env).filter(([name]) => name.startsWith('TEMPORAL_')));
}
