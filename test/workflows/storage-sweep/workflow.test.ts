import { Client, Connection } from '@temporalio/client';
import { NativeConnection, Worker } from '@temporalio/worker';
import { expect } from 'chai';
import { randomUUID } from 'node:crypto';
import { Client as MinioClient } from 'minio';
import { createStorage } from '../../../src/activities/adapters/s3/storage.ts';
import { createRuns } from '../../../src/activities/adapters/temporal/runs.ts';
import { keys } from '../../../src/activities/lib/storage-keys.ts';
import { createLostRunActivities } from '../../../src/activities/take-up/lost-runs.ts';
import { createSweepActivities } from '../../../src/activities/storage-sweep/sweep.ts';
import { STORAGE_SWEEP } from '../../../src/workflows/storage-sweep/contract.ts';
import { workflowTypes } from '../../../src/workflows/contracts.ts';
import type { storageSweepWorkflow } from '../../../src/workflows/storage-sweep/workflow.ts';
import { setUpSchedules } from '../../../temporal/schedules.ts';
import { validPhoto } from '../../entities/support.ts';
import { recordsLab } from '../../entities/writers/lab.ts';
import { servers } from '../../support/servers.ts';
import { until } from '../../support/until.ts';
import { shippedBundle } from '../../support/lab-workers.ts';
import { quietRuntime } from '../../support/worker-log.ts';

describe('the workflow that sweeps storage, on the real servers', () => {
  const lab = recordsLab();
  const taskQueue = `sweep-${randomUUID()}`;
  const endings: (() => unknown)[] = [];
  let client: Client;
  let storage: ReturnType<typeof createStorage>;
  let named: string;
  let orphan: string;

  before(async () => {
    quietRuntime();
    const env = { ...process.env, ...(await servers()).env };
    const address = env['TEMPORAL_ADDRESS'] ?? '';
    const connection = await Connection.connect({ address });
    const workerConnection = await NativeConnection.connect({ address });
    client = new Client({ connection });
    const bucket = `sweep-${randomUUID()}`;
    const endpoint = new URL(env['MINIO_ENDPOINT'] ?? '');
    const account = { accessKey: env['MINIO_ACCESS_KEY'] ?? '', secretKey: env['MINIO_SECRET_KEY'] ?? '' };
    storage = createStorage({ endpoint, ...account, bucket });
    await storage.ensureBucket();
    const minio = new MinioClient({
      endPoint: endpoint.hostname,
      port: Number(endpoint.port),
      useSSL: false,
      ...account,
    });
    const worker = await Worker.create({
      connection: workerConnection,
      taskQueue,
      workflowBundle: await shippedBundle(),
      activities: {
        ...createSweepActivities({ records: lab.records, storage, runs: createRuns(client) }),
        ...createLostRunActivities({ records: lab.records, runs: createRuns(client) }),
      },
    });
    const running = worker.run();
    endings.push(
      () => worker.shutdown(),
      () => running,
      () => workerConnection.close(),
      () => connection.close(),
      () => storage.removeAll(''),
      () => minio.removeBucket(bucket),
    );
    const { avatarId } = await lab.opened();
    await lab.records.savePhoto(validPhoto(avatarId, 1));
    [named, orphan] = [keys.photo(avatarId, 1), keys.photo(avatarId, 2)];
    for (const key of [named, orphan]) await storage.put(key, Buffer.from('12345'), 'image/jpeg');
  });
  after(async () => {
    for (const ending of endings) await ending();
  });

  it('is started by the schedule, when an operator triggers it, and spares a day’s work', async () => {
    await setUpSchedules(client, taskQueue);
    const schedule = client.schedule.getHandle(STORAGE_SWEEP);
    try {
      await schedule.trigger();
      const { info } = await until(
        'the run',
        () => schedule.describe(),
        (found) => found.info.recentActions.length > 0,
      );
      const workflowId = info.recentActions[0]?.action.workflow.workflowId ?? '';
      expect(workflowId.startsWith(`${STORAGE_SWEEP}-`)).to.equal(true);
      const counts = await client.workflow.getHandle<typeof storageSweepWorkflow>(workflowId).result();
      expect(counts).to.deep.equal({ objectsSeen: 2, removed: 0, bytesRemoved: 0, uploadsAborted: 0 });
      expect(await storage.size(orphan)).to.equal(5);
    } finally {
      await schedule.delete();
    }
  });

  it('removes objects without a row, with the given grace time', async () => {
    const counts = await client.workflow.execute<typeof storageSweepWorkflow>(workflowTypes.storageSweep, {
      workflowId: `${STORAGE_SWEEP}-${randomUUID()}`,
      taskQueue,
      args: [{ graceMs: 0 }],
    });
    expect(counts).to.deep.equal({ objectsSeen: 2, removed: 1, bytesRemoved: 5, uploadsAborted: 0 });
    expect([await storage.size(named), await storage.size(orphan)]).to.deep.equal([5, null]);
  });
});
