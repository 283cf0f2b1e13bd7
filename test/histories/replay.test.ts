import { fileURLToPath } from 'node:url';
import { DeterminismViolationError } from '@temporalio/workflow';
import { ReplayError, Worker, type ReplayResult, type WorkflowBundle } from '@temporalio/worker';
import { expect } from 'chai';
import { bundleWorkflows } from '../../src/runtime/workflow-bundle.ts';
import { shippedBundle } from '../support/lab-workers.ts';
import { quietRuntime } from '../support/worker-log.ts';
import { committedHistory, historyFiles, readManifest } from '../../scripts/replay/committed.ts';
import { paths } from './paths.ts';

describe('the committed histories', () => {
  before(quietRuntime);

  it('exist for every path, and only for these', async () => {
    const manifest = await readManifest();
    expect(Object.keys(manifest).toSorted()).to.deep.equal(Object.keys(paths).toSorted());
    expect(await historyFiles()).to.deep.equal(Object.values(manifest).flat().toSorted());
  });

  it('are complete, from the start of a run to its end', async () => {
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

  /** The replay results of a bundle, by one worker for all histories. */
  async function replayed(workflowBundle: WorkflowBundle): Promise<ReplayResult[]> {
    async function* all() {
      for (const file of await historyFiles()) yield committedHistory(file);
    }
    const results: ReplayResult[] = [];
    for await (const result of Worker.runReplayHistories({ workflowBundle }, all())) results.push(result);
    return results;
  }

  it('replay on the bundle that ships', async () => {
    const results = await replayed(await shippedBundle());
    expect(results).to.have.length((await historyFiles()).length);
    for (const { workflowId, error } of results) expect(error, workflowId).to.equal(undefined);
  }).timeout(180_000);

  it('do not replay on a deliberately broken copy', async () => {
    const twin = fileURLToPath(new URL('./broken-twin/index.ts', import.meta.url));
    const results = await replayed(await bundleWorkflows(twin));
    expect(results).to.have.length((await historyFiles()).length);
    // Where the events fit no state of the replay at all, Temporal throws another class.
    const isRefused = (error: unknown) => error instanceof DeterminismViolationError || error instanceof ReplayError;
    for (const { workflowId, error } of results) expect(error, workflowId).to.satisfy(isRefused);
  }).timeout(180_000);
});
