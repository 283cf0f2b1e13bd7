/**
 * `npm run replay`: replays the committed histories on the bundle that ships. `npm run replay -- --live ["list
 * query"]`: replays the runs of the configured server, before a deployment.
 */
import { DefaultLogger, Runtime, Worker, type ReplayResult } from '@temporalio/worker';
import { connectClient } from '../src/runtime/temporal-connection.ts';
import { bundleWorkflows } from '../src/runtime/workflow-bundle.ts';
import { begun } from './replay/begun.ts';
import { committedHistory, historyFiles } from './replay/committed.ts';

Runtime.install({ logger: new DefaultLogger('ERROR') });
const workflowBundle = await bundleWorkflows();
const [mode, query] = process.argv.slice(2);

async function* committed() {
  for (const file of await historyFiles()) yield committedHistory(file);
}

async function live() {
  const client = await connectClient();
  return client.workflow.list(query === undefined ? {} : { query }).intoHistories();
}

let failed = 0;
const histories = mode === '--live' ? await live() : committed();
for await (const { workflowId, error } of Worker.runReplayHistories(
  { workflowBundle },
  begun(histories),
) as AsyncIterable<ReplayResult>) {
  if (error) failed += 1;
  console.log(error ? `✘ ${workflowId}: ${error.message.split('\n')[0]}` : `✔ ${workflowId}`);
}
process.exit(failed === 0 ? 0 : 1);
