/** The worker process: composition only. */
import { Runtime, Worker, type WorkerOptions } from '@temporalio/worker';
import { readFile } from 'node:fs/promises';
import { createTrainer } from './activities/adapters/fal-trainer.ts';
import { createRecords } from './activities/adapters/mikro-orm-records.ts';
import { createStorage } from './activities/adapters/minio-storage.ts';
import { createPhotoInspector } from './activities/adapters/sharp-photo-inspector.ts';
import { createMessenger } from './activities/adapters/telegram-messenger.ts';
import { createPhotoSource } from './activities/adapters/telegram-photo-source.ts';
import { createRuns } from './activities/adapters/temporal-runs.ts';
import { createArchiver } from './activities/adapters/zip-archive.ts';
import { createActivities } from './activities/index.ts';
import { readWorkerConfig, type WorkerConfig } from './config.ts';
import { connectRecords, requireCurrentSchema } from './entities/orm.ts';
import { createLogger } from './logging.ts';
import { runProcess } from './process.ts';
import { connectClient } from './temporal-connection.ts';
import { bundleWorkflows } from './workflow-bundle.ts';
import { connectWorker, temporalLogger } from './worker-runtime.ts';

await runProcess('worker', async (stopping) => {
  const config = readWorkerConfig(process.env);
  const logger = createLogger('worker', config.logLevel);
  Runtime.install({ logger: temporalLogger(logger), shutdownSignals: [] });

  const orm = await connectRecords(config.databaseUrl);
  const simulator = await startSimulator(config, logger);
  try {
    await requireCurrentSchema(orm);
    const storage = createStorage({ ...config.minio, endpoint: new URL(config.minio.endpoint) });
    await storage.ensureBucket();
    const client = await connectClient();
    const { connection, namespace } = await connectWorker();
    const apiRoot = config.fal.apiRoot ?? simulator?.url;
    const activities = createActivities({
      records: createRecords(orm),
      photoSource: createPhotoSource(config.telegram),
      photoInspector: createPhotoInspector(),
      storage,
      archiver: createArchiver(),
      trainer: createTrainer({
        credentials: config.fal.credentials,
        mode: config.fal.mode,
        ...(apiRoot === undefined ? {} : { apiRoot: new URL(apiRoot) }),
      }),
      messenger: createMessenger(config.telegram),
      runs: createRuns(client),
      ...(config.fal.webhookUrl === undefined ? {} : { webhookUrl: config.fal.webhookUrl }),
    });
    const worker = await Worker.create({
      connection,
      namespace,
      taskQueue: config.taskQueue,
      activities,
      ...(await workflows(config)),
      shutdownGraceTime: '10s',
    });
    logger.info({ taskQueue: config.taskQueue, namespace, trainer: config.fal.mode }, 'the worker is ready');
    stopping.addEventListener('abort', () => worker.shutdown());
    await worker.run();
    await Promise.all([connection.close(), client.connection.close()]);
  } finally {
    await orm.close(true);
    await simulator?.close();
  }
});

/** Without a key, outside production or on purpose, FAL is simulated: the real client runs against it all the same. */
async function startSimulator({ fal }: WorkerConfig, logger: ReturnType<typeof createLogger>) {
  if (fal.mode === 'live' || fal.apiRoot !== undefined) return undefined;
  const { startFalSimulator } = await import('../emulators/fal/index.ts');
  const simulator = await startFalSimulator({
    dataDir: fal.testData,
    log: (message, fields) => logger.info(fields, message),
  });
  logger.info({ url: simulator.url }, '🧪 ТЕСТОВЫЙ РЕЖИМ: FAL заменён симулятором');
  return simulator;
}

async function workflows({ workflowBundle }: WorkerConfig): Promise<Pick<WorkerOptions, 'workflowBundle'>> {
  return {
    workflowBundle: workflowBundle ? { code: await readFile(workflowBundle, 'utf8') } : await bundleWorkflows(),
  };
}
