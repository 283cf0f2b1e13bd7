import { expect } from 'chai';
import { Client, Connection } from '@temporalio/client';
import { TypedSearchAttributes } from '@temporalio/common';
import { randomUUID } from 'node:crypto';
import { createRuns } from '../../../../src/activities/adapters/temporal/runs.ts';
import type { Runs } from '../../../../src/activities/ports/runs.ts';
import { avatarWorkflowId } from '../../../../src/workflows/avatar/contract.ts';
import { photoRetentionWorkflowId } from '../../../../src/workflows/photo-retention/contract.ts';
import { submissionDoubtWorkflowId } from '../../../../src/workflows/submission-doubt/contract.ts';
import { workflowTypes } from '../../../../src/workflows/contracts.ts';
import { telegramUserIdKey } from '../../../../src/workflows/shared/search-attributes.ts';
import { servers } from '../../../support/servers.ts';
import { until } from '../../../support/until.ts';
import { closedUrl, rejection } from '../../../support/http-stub.ts';

describe('the Temporal adapter for runs', () => {
  let connection: Connection;
  let client: Client;
  let runs: Runs;

  before(async () => {
    const { env } = await servers();
    connection = await Connection.connect({ address: env['TEMPORAL_ADDRESS'] ?? '' });
    client = new Client({ connection });
    runs = createRuns(client);
  });
  after(() => connection.close());

  /** A run without a worker: its history shows what it was sent. */
  const start = (workflowId = `runs-${randomUUID()}`) =>
    client.workflow.start('nobody', { workflowId, taskQueue: `runs-${randomUUID()}` });

  async function events(workflowId: string) {
    const { events: found } = await client.workflow.getHandle(workflowId).fetchHistory();
    return found ?? [];
  }

  it('reports progress by the signal that the workflow listens to', async () => {
    const run = await start();
    await runs.reportProgress(run.workflowId, { requestId: 'r-1', percent: 40, queuePosition: 2 });
    const signal = (await events(run.workflowId)).find((event) => event.workflowExecutionSignaledEventAttributes);
    const { signalName, input } = signal?.workflowExecutionSignaledEventAttributes ?? {};
    expect(signalName).to.equal('reportProgress');
    const said: unknown = JSON.parse(Buffer.from(input?.payloads?.[0]?.data ?? []).toString());
    expect(said).to.deep.equal({ requestId: 'r-1', percent: 40, queuePosition: 2 });
    await run.terminate();
  });

  it("starts another run for an avatar with the lost run's input, once", async () => {
    const avatarId = randomUUID();
    expect(await runs.takeUp(avatarId), 'nothing is known of it').to.equal(false);
    const workflowId = avatarWorkflowId(avatarId);
    const input = { avatarId, policy: { historyEvents: 7 }, cardMessageId: 5, carried: { name: 'old' } };
    const taskQueue = `runs-${randomUUID()}`;
    const typedSearchAttributes = new TypedSearchAttributes([{ key: telegramUserIdKey, value: '7' }]);
    const run = await client.workflow.start('nobody', { workflowId, taskQueue, typedSearchAttributes, args: [input] });
    await run.terminate();
    expect(await Promise.all([runs.takeUp(avatarId), runs.takeUp(avatarId)])).to.deep.equal([true, true]);
    const again = await client.workflow.getHandle(workflowId).describe();
    expect({ type: again.type, taskQueue: again.taskQueue, status: again.status.name }).to.deep.equal({
      type: workflowTypes.avatar,
      taskQueue,
      status: 'RUNNING',
    });
    expect(again.typedSearchAttributes.get(telegramUserIdKey)).to.equal('7');
    const [began] = await events(workflowId);
    const payload = began?.workflowExecutionStartedEventAttributes?.input?.payloads?.[0];
    const given: unknown = JSON.parse(Buffer.from(payload?.data ?? []).toString());
    expect(given).to.deep.equal({ avatarId, policy: { historyEvents: 7 }, cardMessageId: 5, reopen: true });
    await client.workflow.getHandle(workflowId).terminate();
  });

  it('requests the cancellation of that run', async () => {
    const run = await start();
    await runs.cancel(run.workflowId, run.firstExecutionRunId);
    const asked = (await events(run.workflowId)).some((event) => event.workflowExecutionCancelRequestedEventAttributes);
    expect(asked).to.equal(true);
    await run.terminate();
  });

  it('cancels the waiting removal of an avatar’s photos; a missing one is no error', async () => {
    const avatarId = randomUUID();
    await runs.callOffRemoval(avatarId);
    const run = await start(photoRetentionWorkflowId(avatarId));
    await runs.callOffRemoval(avatarId);
    const asked = (await events(run.workflowId)).some((event) => event.workflowExecutionCancelRequestedEventAttributes);
    expect(asked).to.equal(true);
    await run.terminate();
    await runs.callOffRemoval(avatarId);
  });

  it('ignores a run that has ended or never existed', async () => {
    const run = await start();
    await run.terminate();
    await runs.reportProgress(run.workflowId, { requestId: 'r-1', percent: 40 });
    await runs.cancel(run.workflowId, run.firstExecutionRunId);
    await runs.reportProgress('avatar-unknown', { requestId: 'r-1', percent: 40 });
  });

  it('tells whether an avatar’s run is open; a missing one counts as ended', async () => {
    const avatarId = randomUUID();
    expect(await runs.isOpen(avatarId)).to.equal(false);
    const run = await start(avatarWorkflowId(avatarId));
    expect(await runs.isOpen(avatarId)).to.equal(true);
    await run.terminate();
    expect(await runs.isOpen(avatarId)).to.equal(false);
  });

  it('tells whether an avatar’s submission is in doubt', async () => {
    const avatarId = randomUUID();
    const settles = (holds: boolean) =>
      until(
        `settling: ${holds}`,
        () => runs.isSettlingDoubt(avatarId),
        (told) => told === holds,
      );
    const run = await start(submissionDoubtWorkflowId(avatarId, 2));
    await settles(true);
    expect(await runs.isSettlingDoubt(randomUUID())).to.equal(false);
    await run.terminate();
    await settles(false);
  });

  it('throws other errors on', async () => {
    const { host } = new URL(await closedUrl());
    const lost = Connection.lazy({ address: host });
    const nowhere = createRuns(new Client({ connection: lost }));
    const calling = lost.withDeadline(Date.now() + 500, () => nowhere.cancel('avatar-1', randomUUID()));
    expect(await rejection(calling)).to.have.property('name', 'ServiceError');
    const asking = lost.withDeadline(Date.now() + 500, () => nowhere.isOpen(randomUUID()));
    expect(await rejection(asking)).to.have.property('name', 'ServiceError');
    await lost.close();
  });
});
