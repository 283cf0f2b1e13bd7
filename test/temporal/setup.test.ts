import { Client, Connection } from '@temporalio/client';
import { expect } from 'chai';
import { execFile } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { STORAGE_SWEEP } from '../../src/workflows/storage-sweep/contract.ts';
import { workflowTypes } from '../../src/workflows/contracts.ts';
import { searchAttributeKeys } from '../../src/workflows/shared/search-attributes.ts';
import { servers } from '../support/servers.ts';

const script = `${import.meta.dirname}/../../temporal/setup.ts`;

describe('npm run temporal:setup', () => {
  const namespace = `setup-${randomUUID()}`;
  let address: string;
  let client: Client;

  before(async () => {
    address = (await servers()).env['TEMPORAL_ADDRESS'] ?? '';
    client = new Client({ connection: await Connection.connect({ address }), namespace });
  });
  after(async () => {
    await client.schedule.getHandle(STORAGE_SWEEP).delete();
    await client.connection.close();
  });

  /** Runs the script as npm does. @returns what it printed */
  const setUp = (variables: Record<string, string> = {}): Promise<string> =>
    new Promise((resolve, reject) => {
      const env = { ...process.env, TEMPORAL_ADDRESS: address, TEMPORAL_NAMESPACE: namespace, ...variables };
      execFile(process.execPath, [script], { env }, (error, stdout) => (error ? reject(error) : resolve(stdout)));
    });
  const sweep = () => client.schedule.getHandle(STORAGE_SWEEP).describe();

  it('makes the namespace, the search attributes and the schedule', async () => {
    expect(await setUp({ TEMPORAL_TASK_QUEUE: '' })).to.equal(
      [
        `namespace ${namespace}: registered`,
        ...searchAttributeKeys.map(({ name, type }) => `search attribute ${name}: registered as ${type}`),
        `schedule ${STORAGE_SWEEP}: registered\n`,
      ].join('\n'),
    );
    const { spec, action, policies, info } = await sweep();
    expect(action).to.include({ workflowType: workflowTypes.storageSweep, taskQueue: 'avatars' });
    expect(policies).to.include({ overlap: 'SKIP' });
    expect(spec.calendars).to.have.length(1);
    const [first, second] = info.nextActionTimes.map((time) => time.getTime());
    expect((second ?? 0) - (first ?? 0)).to.equal(24 * 3_600_000);
  });

  it('may be repeated, several at once, and leaves a pause in place', async () => {
    await client.schedule.getHandle(STORAGE_SWEEP).pause('a backup is being restored');
    const said = await Promise.all([setUp(), setUp()]);
    for (const one of said)
      expect(one)
        .to.match(new RegExp(`^schedule ${STORAGE_SWEEP}: there$`, 'm'))
        .and.not.include('registered');
    const { state, action } = await sweep();
    expect(state).to.include({ paused: true, note: 'a backup is being restored' });
    expect(action).to.include({ taskQueue: 'avatars' });
  });

  it('updates an existing schedule', async () => {
    await client.schedule
      .getHandle(STORAGE_SWEEP)
      .update((schedule) => ({ ...schedule, spec: { intervals: [{ every: '1 minute' }] } }));
    await setUp({ TEMPORAL_TASK_QUEUE: ' another-queue ' });
    const { spec, action } = await sweep();
    expect(action).to.include({ taskQueue: 'another-queue' });
    expect([spec.intervals?.length ?? 0, spec.calendars?.length ?? 0]).to.deep.equal([0, 1]);
  });
});
