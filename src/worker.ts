/** The worker process: composition only. */
import { Runtime, Worker, type WorkerOptions } from '@temporalio/worker';
import { readFile } from 'node:fs/promises';
import { defined } from './domain/defined.ts';
import { createImageGenerator } from './activities/adapters/fal/image-generator.ts';
import { createTrainer } from './activities/adapters/fal/trainer.ts';
import { createRecords } from './entities/records.ts';
import { createPreviewRecords } from './entities/writers/previews.ts';
import { createStorage } from './activities/adapters/s3/storage.ts';
import { createPhotoPrints } from './activities/adapters/photos/prints.ts';
import { createPhotoInspector } from './activities/adapters/photos/inspector/index.ts';
import { createMessenger } from './activities/adapters/telegram/messenger.ts';
import { createPhotoSource } from './activities/adapters/telegram/photo-source.ts';
import { createRuns } from './activities/adapters/temporal/runs.ts';
import { createArchiver } from './activities/adapters/zip-archive.ts';
import { createActivities } from './activities/index.ts';
import { readWorkerConfig, type WorkerConfig } from './runtime/config/index.ts';
import { connectRecords, requireCurrentSchema } from './entities/orm.ts';
import { createLogger } from './runtime/logging.ts';
import { runProcess } from './runtime/process.ts';
import { connectClient } from './runtime/temporal-connection.ts';
import { keyedUserHash } from './runtime/user-hash.ts';
import { bundleApart } from './runtime/workflow-bundle.ts';
import { photoTaskQueue } from './workflows/shared/task-queues.ts';
import {
  connectWorker,
  LONGEST_HEARTBEAT_PAUSE_MS,
  runtimeOptions,
  SHUTDOWN_GRACE_MS,
} from './runtime/worker-runtime.ts';

await runProcess('worker', async (stopping) => {
  const config = readWorkerConfig(process.env);
  const logger = createLogger('worker', config.logLevel);
  Runtime.install(runtimeOptions(logger));

  const orm = await connectRecords(config.databaseUrl);
  const emulator = await startEmulator(config, logger);
  const photoInspector = await createPhotoInspector({ threads: config.photoThreads });
  try {
    await requireCurrentSchema(orm);
    const storage = createStorage({ ...config.minio, endpoint: new URL(config.minio.endpoint) });
    await storage.ensureBucket();
    const client = await connectClient();
    const { connection, namespace } = await connectWorker();
    const apiRoot = config.fal.apiRoot ?? emulator?.url;
    const fal = {
      credentials: config.fal.credentials,
      mode: config.fal.mode,
      ...(apiRoot === undefined ? {} : { apiRoot: new URL(apiRoot) }),
    };
    const activities = createActivities({
      records: createRecords(orm, keyedUserHash(config.telegram.token)),
      previewRecords: createPreviewRecords(orm),
      photoSource: createPhotoSource(config.telegram),
      photoInspector,
      photoPrints: createPhotoPrints(),
      storage,
      archiver: createArchiver(),
      trainer: createTrainer(fal),
      imageGenerator: createImageGenerator(fal),
      messenger: createMessenger(config.telegram),
      runs: createRuns(client),
      ...defined({ webhookUrl: config.fal.webhookUrl }),
    });
    const { taskQueue } = config;
    const common = {
      connection,
      namespace,
      activities,
      shutdownGraceTime: SHUTDOWN_GRACE_MS,
      maxHeartbeatThrottleInterval: LONGEST_HEARTBEAT_PAUSE_MS,
    };
    const workers = [
      await Worker.create({ ...common, taskQueue, ...(await workflows(config)) }),
      await Worker.create({
        ...common,
        taskQueue: photoTaskQueue(taskQueue),
        // Each holds the bytes of one photo: while some are inspected, as many are fetched.
        maxConcurrentActivityTaskExecutions: 2 * photoInspector.threads,
        // A heartbeat tells a check that its photo was removed.
        maxHeartbeatThrottleInterval: '5s',
      }),
    ];
    logger.info({ taskQueue, namespace, trainer: config.fal.mode }, 'the worker is ready');
    stopping.addEventListener('abort', () => shutdown(workers));
    await runAll(workers);
    await Promise.all([connection.close(), client.connection.close()]);
  } finally {
    await photoInspector.close();
    await orm.close(true);
    await emulator?.close();
  }
});

/** Until all have ended: when one fails, the others are not abandoned. */
async function runAll(workers: readonly Worker[]): Promise<void> {
  const running = workers.map((worker) => worker.run());
  try {
    await Promise.all(running);
  } catch (error) {
    shutdown(workers);
    await Promise.allSettled(running);
    throw error;
  }
}

function shutdown(workers: readonly Worker[]): void {
  for (const worker of workers) if (worker.getState() === 'RUNNING') worker.shutdown();
}

/** Without a key, FAL is simulated (outside production or on purpose), and the real client talks to the emulator. */
async function startEmulator({ fal }: WorkerConfig, logger: ReturnType<typeof createLogger>) {
  if (fal.mode === 'live' || fal.apiRoot !== undefined) return undefined;
  const { startFalEmulator } = await import('../emulators/fal/index.ts');
  const emulator = await startFalEmulator({
    dataDir: fal.testData,
    log: (message, fields) => logger.info(fields, message),
  });
  logger.info({ url: emulator.url }, '🧪 ТЕСТОВЫЙ РЕЖИМ: FAL заменён симулятором');
  return emulator;
}

async function workflows({ workflowBundle }: WorkerConfig): Promise<Pick<WorkerOptions, 'workflowBundle'>> {
  return {
    workflowBundle: workflowBundle ? { code: await readFile(workflowBundle, 'utf8') } : await bundleApart(),
  };
}
