import { fileURLToPath } from 'node:url';
import { DeterminismViolationError } from '@temporalio/workflow';
import { Worker } from '@temporalio/worker';
import { expect } from 'chai';
import { bundleWorkflows } from '../../src/workflow-bundle.ts';
import { quietRuntime, shippedBundle } from '../support/workflow-lab.ts';
import { committedHistory, historyFiles, readManifest } from './committed.ts';
import { paths } from './paths.ts';

describe('the committed histories', () => {
  before(quietRuntime);

  it('are there for every path, and none is there for no path', async () => {
    const manifest = await readManifest();
    expect(Object.keys(manifest).toSorted()).to.deep.equal(Object.keys(paths).toSorted());
    expect(await historyFiles()).to.deep.equal(Object.values(manifest).flat().toSorted());
  });

  it('are whole: from the start of a run to its end', async () => {
    for (const file of await historyFiles()) {
      const { events = [] } = (await committedHistory(file)).history;
      expect(events?.[0]?.workflowExecutionStartedEventAttributes, file).to.be.an('object');
      const last = events?.at(-1);
      const end =
        last?.workflowExecutionCompletedEventAttributes ??
        last?.workflowExecutionCanceledEventAttributes ??
        last?.workflowExecutionFailedEventAttributes ??
        last?.workflowExecutionContinuedAsNewEventAttributes;
      expect(end, `${file} ends`).to.be.an('object');
    }
  });

  it('replay on the bundle that ships', async () => {
    const workflowBundle = await shippedBundle();
    for (const file of await historyFiles()) {
      const { workflowId, history } = await committedHistory(file);
      await Worker.runReplayHistory({ workflowBundle }, history, workflowId);
    }
  });

  it('do not replay on a twin that is broken on purpose', async () => {
    const twin = fileURLToPath(new URL('./broken-twin/index.ts', import.meta.url));
    const workflowBundle = await bundleWorkflows(twin);
    for (const file of await historyFiles()) {
      const { workflowId, history } = await committedHistory(file);
      const error: unknown = await Worker.runReplayHistory({ workflowBundle }, history, workflowId).catch(
        (thrown: unknown) => thrown,
      );
      expect(error, file).to.be.instanceOf(DeterminismViolationError);
    }
  });
});
