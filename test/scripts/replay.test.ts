import { Worker } from '@temporalio/worker';
import { expect } from 'chai';
import { begun } from '../../scripts/replay/begun.ts';
import { committedHistory, historyFiles } from '../../scripts/replay/committed.ts';
import { shippedBundle } from '../support/lab-workers.ts';
import { quietRuntime } from '../support/worker-log.ts';

describe('npm run replay', () => {
  before(quietRuntime);

  it('skips a run without a workflow task, and goes on with the next', async () => {
    const [file = ''] = await historyFiles();
    const whole = await committedHistory(file);
    const { history } = await committedHistory(file);
    history.events?.splice(1);
    const histories = begun([{ workflowId: 'delayed', history }, whole]);
    const replayed: string[] = [];
    for await (const { workflowId } of Worker.runReplayHistories(
      { workflowBundle: await shippedBundle() },
      histories,
    )) {
      replayed.push(workflowId);
    }
    expect(replayed).to.deep.equal([file]);
  }).timeout(120_000);
});
