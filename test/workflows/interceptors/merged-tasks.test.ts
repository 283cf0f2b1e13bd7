import { setTimeout as pause } from 'node:timers/promises';
import { Worker } from '@temporalio/worker';
import { expect } from 'chai';
import * as messages from '../../../src/workflows/contracts.ts';
import { OWNER, quickPolicy, WorkflowLab } from '../../support/workflow-lab.ts';
import { shippedBundle } from '../../support/lab-workers.ts';
import { HeldTasks } from '../storm/held-tasks.ts';

const QUIET_MS = 2_000;

/** Temporal replays a workflow task that left no event together with the next one, by the later clock. */
describe('workflow tasks that replay as one', () => {
  const tasks = new HeldTasks();
  let lab: WorkflowLab;
  before(async () => (lab = await WorkflowLab.startAlone({ dataConverter: { payloadCodecs: [tasks] } })));
  after(() => lab.stop());

  it('decide the same for a photo in a burst, and a refused command that is on its way when the burst ends', async () => {
    const avatar = await lab.avatar({ policy: quickPolicy({ burstQuietMs: QUIET_MS }) });
    const { workflowId } = avatar.handle;
    await avatar.handle.executeUpdate(messages.openAvatar, { args: [{ by: OWNER }] });
    await avatar.send('a');
    await tasks.begun(workflowId, 'end of a burst of photos', 20_000);
    const begun = Date.now();
    await pause(QUIET_MS / 2);
    await avatar.send('b');
    await pause(begun + QUIET_MS * 0.8 - Date.now());
    // Until after the end of the burst as 'b' moved it, and before that by this task's clock.
    tasks.hold(workflowId, QUIET_MS * 0.85);
    const args: [messages.Command] = [{ by: OWNER + 1 }];
    await avatar.handle.executeUpdate(messages.startTraining, { args }).catch(() => undefined);
    await avatar.is('all judged', ({ photos }) => photos.pending === 0 && photos.valid === 2);
    const history = await avatar.handle.fetchHistory();
    await avatar.handle.terminate();
    await Worker.runReplayHistory({ workflowBundle: await shippedBundle() }, history, workflowId);
    expect(history.events).not.to.equal(undefined);
  });
});
