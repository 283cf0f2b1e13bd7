import { Worker } from '@temporalio/worker';
import { expect } from 'chai';
import { quickPolicy, shippedBundle, WorkflowLab } from '../support/workflow-lab.ts';
import { squall } from './storm/squall.ts';

const QUIET_MS = 400;

/** Temporal replays a workflow task that left no event together with the next one, by the later clock. */
describe('workflow tasks that replay as one', () => {
  let lab: WorkflowLab;
  before(async () => (lab = await WorkflowLab.start()));
  after(() => lab.stop());

  it('decide the same: a photo in a burst, and a refused wish that is on its way when the burst ends', async () => {
    const avatar = await lab.avatar({ policy: quickPolicy({ burstQuietMs: QUIET_MS }) });
    await squall(avatar, QUIET_MS);
    await avatar.is('all judged', ({ photos }) => photos.pending === 0 && photos.valid === 3);
    const history = await avatar.handle.fetchHistory();
    await avatar.handle.terminate();
    await Worker.runReplayHistory({ workflowBundle: await shippedBundle() }, history, avatar.handle.workflowId);
    expect(history.events).not.to.equal(undefined);
  });
});
