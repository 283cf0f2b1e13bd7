import { setTimeout as pause } from 'node:timers/promises';
import { Worker } from '@temporalio/worker';
import { expect } from 'chai';
import * as messages from '../../src/workflows/messages.ts';
import { OWNER, quickPolicy, shippedBundle, WorkflowLab, type LabAvatar } from '../support/workflow-lab.ts';
import { until } from '../support/until.ts';

const QUIET_MS = 400;

/** Temporal replays a workflow task that left no event together with the next one, by the later clock. */
describe('workflow tasks that replay as one', () => {
  let lab: WorkflowLab;
  before(async () => (lab = await WorkflowLab.start()));
  after(() => lab.stop());

  it('decide the same: a photo in a burst, and a refused wish that is on its way when the burst ends', async () => {
    const avatar = await lab.avatar({ policy: quickPolicy({ burstQuietMs: QUIET_MS }) });
    await avatar.send('a');
    const begun = await timerStarted(avatar);
    await avatar.send('b');
    await pause(40);
    await avatar.send('c');
    await pause(begun + QUIET_MS - 20 - Date.now());
    const refused = avatar.handle
      .executeUpdate(messages.confirmStart, { args: [{ by: OWNER + 1 }] })
      .catch(() => undefined);
    await pause(10);
    // The task of the wish stays open while the timer fires: the worker, in this process, is held up.
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 300);
    await refused;
    await avatar.is('all judged', ({ photos }) => photos.pending === 0 && photos.valid === 3);
    const history = await avatar.handle.fetchHistory();
    await avatar.handle.terminate();
    await Worker.runReplayHistory({ workflowBundle: await shippedBundle() }, history, avatar.handle.workflowId);
    expect(history.events).not.to.equal(undefined);
  });
});

/** @returns when the timer of the burst was started, ms since the epoch */
async function timerStarted(avatar: LabAvatar): Promise<number> {
  const times = await until(
    'the timer of the burst',
    async () =>
      ((await avatar.handle.fetchHistory()).events ?? [])
        .filter(({ timerStartedEventAttributes: timer }) => Number(timer?.startToFireTimeout?.seconds ?? 1) === 0)
        .map(({ eventTime }) => Number(eventTime?.seconds) * 1000 + Number(eventTime?.nanos) / 1e6),
    (started) => started.length > 0,
  );
  return times[0] ?? 0;
}
