import { Client, Connection } from '@temporalio/client';
import { msToTs } from '@temporalio/common/lib/time.js';
import { expect } from 'chai';
import { randomUUID } from 'node:crypto';
import type { Check } from '../../../scripts/doctor/check.ts';
import { temporal } from '../../../scripts/doctor/checks/temporal.ts';
import { temporalNamespace } from '../../../scripts/doctor/checks/temporal-namespace.ts';
import { temporalSchedules } from '../../../scripts/doctor/checks/temporal-schedules.ts';
import { temporalSearchAttributes } from '../../../scripts/doctor/checks/temporal-search-attributes.ts';
import { temporalWorkers } from '../../../scripts/doctor/checks/temporal-workers.ts';
import type { Reach } from '../../../scripts/doctor/reach.ts';
import { photoTaskQueue } from '../../../src/workflows/shared/task-queues.ts';
import { STORAGE_SWEEP } from '../../../src/workflows/storage-sweep/contract.ts';
import { searchAttributeKeys } from '../../../src/workflows/shared/search-attributes.ts';
import { setUpSchedules } from '../../../temporal/schedules.ts';
import { servers } from '../../support/servers.ts';
import { until } from '../../support/until.ts';
import { levels, look, nowhere } from './lab.ts';

const INT = 3;
const DAY_MS = 86_400_000;

describe('the checks of Temporal', () => {
  /** One without anything, of the test's own. */
  const bare = `doctor-${randomUUID()}`;
  const taskQueue = `doctor-${randomUUID()}`;
  let connection: Connection;
  let env: Record<string, string>;

  before(async () => {
    const { TEMPORAL_ADDRESS = '' } = (await servers()).env;
    env = { ...nowhere, TEMPORAL_ADDRESS, TEMPORAL_NAMESPACE: 'default', TEMPORAL_TASK_QUEUE: taskQueue };
    connection = await Connection.connect({ address: TEMPORAL_ADDRESS });
    await connection.workflowService.registerNamespace({
      namespace: bare,
      workflowExecutionRetentionPeriod: msToTs(DAY_MS),
    });
    const there = () => connection.operatorService.listSearchAttributes({ namespace: bare });
    await until('the namespace', there, () => true);
  });
  after(() => connection.close());

  const check = (make: (reach: Reach) => Check, given: Record<string, string> = {}) => look(make, { ...env, ...given });

  it('report which server answers, or that none does', async () => {
    expect((await check(temporal))[0]).to.match(/^ok: server \d+[.]\d+.* at 127.0.0.1:\d+$/);
    const [line] = await check(temporal, { TEMPORAL_ADDRESS: '127.0.0.1:1' });
    expect(line).to.match(/^error: Temporal does not answer \(.+\): start it, or set TEMPORAL_ADDRESS/);
  });

  it('report unreadable settings of Temporal', async () => {
    const [line] = await check(temporal, {
      TEMPORAL_TLS_CLIENT_CERT_PATH: '/nowhere/cert',
      TEMPORAL_TLS_CLIENT_CERT_DATA: 'x',
    });
    expect(levels([line ?? ''])).to.deep.equal(['error']);
  });

  it('are skipped when Temporal does not answer', async () => {
    const given = { TEMPORAL_ADDRESS: '127.0.0.1:1' };
    const left = await Promise.all(
      [
        (reach: Reach) => temporalNamespace(reach, true),
        temporalSearchAttributes,
        (reach: Reach) => temporalSchedules(reach, taskQueue),
        (reach: Reach) => temporalWorkers(reach, taskQueue),
      ].map((make) => check(make, given)),
    );
    expect(new Set(left.flat())).to.deep.equal(new Set(['not_checked: not checked: Temporal does not answer']));
    expect(left.flat()).to.have.length(4);
  });

  it('report a missing namespace, and skip what would be in it', async () => {
    const given = { TEMPORAL_NAMESPACE: 'nobody-made-this' };
    expect(await check((reach) => temporalNamespace(reach, true), given)).to.deep.equal([
      'error: there is no namespace nobody-made-this: npm run temporal:setup, or set TEMPORAL_NAMESPACE',
    ]);
    expect(await check(temporalSearchAttributes, given)).to.deep.equal([
      'not_checked: not checked: the namespace is not there',
    ]);
  });

  it('report how long ended runs are kept, and warn when that is short in production', async () => {
    const given = { TEMPORAL_NAMESPACE: bare };
    expect(await check((reach) => temporalNamespace(reach, false), given)).to.deep.equal([
      `ok: ${bare} keeps ended runs for 24 h`,
    ]);
    const [line] = await check((reach) => temporalNamespace(reach, true), given);
    expect(line).to.match(/^warning: .*24 h alone.*: temporal operator namespace update .*--retention 30d$/);
  });

  it('find every search attribute, and report missing ones and wrong types', async () => {
    expect(levels(await check(temporalSearchAttributes))).to.deep.equal(['ok']);
    const given = { TEMPORAL_NAMESPACE: bare };
    expect(await check(temporalSearchAttributes, given)).to.deep.equal(
      searchAttributeKeys.map(({ name }) => `error: ${name} is not registered: npm run temporal:setup`),
    );
    const [{ name } = { name: '' }] = searchAttributeKeys;
    await connection.operatorService.addSearchAttributes({ namespace: bare, searchAttributes: { [name]: INT } });
    const seen = () => check(temporalSearchAttributes, given);
    const lines = await until('the attribute', seen, (all) => !all[0]?.includes('not registered'));
    expect(lines[0]).to.match(
      new RegExp(`^error: ${name} is registered as another type than KEYWORD: temporal operator`),
    );
  });

  it('find the schedule, and report a missing, paused or wrong one', async () => {
    const given = { TEMPORAL_NAMESPACE: bare };
    const schedules = (queue = taskQueue) => check((reach) => temporalSchedules(reach, queue), given);
    expect(await schedules()).to.deep.equal([`error: there is no schedule ${STORAGE_SWEEP}: npm run temporal:setup`]);
    const client = new Client({ connection, namespace: bare });
    await setUpSchedules(client, taskQueue);
    const handle = client.schedule.getHandle(STORAGE_SWEEP);
    try {
      expect(await schedules()).to.deep.equal([`ok: ${STORAGE_SWEEP}`]);
      expect((await schedules('another'))[0]).to.match(/^error: .*and ours is another: npm run temporal:setup/);
      await handle.pause('a backup is being restored');
      expect((await schedules())[0]).to.match(/^warning: .*paused \(a backup is being restored\): unpause/);
      await handle.update((old) => ({ ...old, action: { ...old.action, workflowType: 'otherWorkflow' } }));
      expect((await schedules())[0]).to.match(/^error: .*starts another workflow: npm run temporal:setup/);
    } finally {
      await handle.delete();
    }
  });

  it('warn of each queue that no worker polls, by its kind of tasks', async () => {
    const polling = new AbortController();
    const { TEMPORAL_ADDRESS: address = '' } = env;
    const worker = await Connection.connect({ address });
    const namespace = 'default';
    const pollers = (queue = taskQueue) => check((reach) => temporalWorkers(reach, queue));
    expect(await pollers()).to.deep.equal(
      [
        `${taskQueue}: no worker asks for workflows`,
        `${taskQueue}: no worker asks for activities`,
        `${photoTaskQueue(taskQueue)}: no worker asks for activities`,
      ].map((what) => `warning: ${what}: npm run start:worker, with this TEMPORAL_NAMESPACE and TEMPORAL_TASK_QUEUE`),
    );
    try {
      const asked = worker.withAbortSignal(polling.signal, () =>
        // Long polls are refused without a deadline.
        worker.withDeadline(Date.now() + 60_000, () =>
          Promise.allSettled([
            worker.workflowService.pollWorkflowTaskQueue({
              namespace,
              taskQueue: { name: taskQueue },
              identity: 'test',
            }),
            worker.workflowService.pollActivityTaskQueue({
              namespace,
              taskQueue: { name: photoTaskQueue(taskQueue) },
              identity: 'test',
            }),
          ]),
        ),
      );
      const lines = await until(
        'pollers',
        pollers,
        (all) => levels(all).filter((level) => level === 'ok').length === 2,
      );
      expect(lines[0]).to.equal(`ok: ${taskQueue}, workflows: 1 poller`);
      expect(lines[1]).to.match(/^warning: .*: no worker asks for activities/);
      expect(lines[2]).to.equal(`ok: ${photoTaskQueue(taskQueue)}, activities: 1 poller`);
      polling.abort();
      await asked;
    } finally {
      polling.abort();
      await worker.close();
    }
  });
});
