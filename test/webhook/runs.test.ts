import { randomUUID } from 'node:crypto';
import { Client, Connection } from '@temporalio/client';
import { expect } from 'chai';
import { createTrainingRuns, type TrainingRuns } from '../../src/webhook/runs.ts';
import { avatarWorkflowId } from '../../src/workflows/avatar/contract.ts';
import { takeUpWorkflowId } from '../../src/workflows/take-up/contract.ts';
import { closedUrl } from '../support/http-stub.ts';
import { servers } from '../support/servers.ts';
import { outcome } from './signing.ts';

describe("a webhook's report", () => {
  let connection: Connection;
  let client: Client;
  let runs: TrainingRuns;
  before(async () => {
    const { env } = await servers();
    connection = await Connection.connect({ address: env['TEMPORAL_ADDRESS'] ?? '' });
    client = new Client({ connection });
    runs = createTrainingRuns(client);
  });
  after(() => connection.close());

  const end = { attempt: 2, requestId: 'r-1', outcome: 'ok' } as const;

  it('is a signal to the avatar’s run, and restarts a terminated one', async () => {
    const avatarId = randomUUID();
    const workflowId = avatarWorkflowId(avatarId);
    const run = await client.workflow.start('nobody', { workflowId, taskQueue: `webhook-${randomUUID()}` });
    expect(await runs.tell({ avatarId, ...end })).to.equal(true);
    const { events } = await run.fetchHistory();
    const [signal] = (events ?? []).flatMap((event) => event.workflowExecutionSignaledEventAttributes ?? []);
    expect(signal?.signalName).to.equal('reportTrainingEnd');
    const said: unknown = JSON.parse(Buffer.from(signal?.input?.payloads?.[0]?.data ?? []).toString());
    expect(said).to.deep.equal(end);

    await run.terminate();
    expect(await runs.tell({ avatarId, ...end })).to.equal(true);
    const { taskQueue, type } = await client.workflow.getHandle(takeUpWorkflowId(avatarId)).describe();
    expect({ taskQueue, type }).to.deep.equal({ taskQueue: (await run.describe()).taskQueue, type: 'takeUpWorkflow' });
    await client.workflow.getHandle(takeUpWorkflowId(avatarId)).terminate();
  });

  it('is ignored for an avatar that never existed', async () => {
    expect(await runs.tell({ avatarId: randomUUID(), ...end })).to.equal(false);
  });

  it('is refused for a retry when Temporal does not answer', async () => {
    const lost = Connection.lazy({ address: new URL(await closedUrl()).host });
    const nowhere = createTrainingRuns(new Client({ connection: lost }));
    expect(await outcome(() => nowhere.tell({ avatarId: randomUUID(), ...end }))).to.match(/^503 /);
    await lost.close();
  });

  it('is refused for a retry when the namespace is missing', async () => {
    const elsewhere = createTrainingRuns(new Client({ connection, namespace: `none-${randomUUID()}` }));
    expect(await outcome(() => elsewhere.tell({ avatarId: randomUUID(), ...end }))).to.match(/^503 /);
  });
});
