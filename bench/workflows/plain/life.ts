import { randomUUID } from 'node:crypto';
import { WithStartWorkflowOperation } from '@temporalio/client';
import type { Lab } from '../lab.ts';
import { addPhotos, open, plainWorkflowType, start, type PlainInput } from './contract.ts';
import type { plainWorkflow } from './workflow.ts';

/** One whole plain workflow, with the messages of an album's life. @returns its workflow id */
export async function livePlainly({ client, plain: { taskQueue, ready } }: Lab, input: PlainInput): Promise<string> {
  const workflowId = `plain-${randomUUID()}`;
  const isReady = ready.expect(workflowId);
  const startWorkflowOperation = new WithStartWorkflowOperation<typeof plainWorkflow>(plainWorkflowType, {
    workflowId,
    taskQueue,
    args: [input],
    workflowIdConflictPolicy: 'USE_EXISTING',
  });
  await client.workflow.executeUpdateWithStart(open, { startWorkflowOperation });
  const run = client.workflow.getHandle(workflowId);
  const [first = '', ...others] = Array.from({ length: input.photos }, (_, index) => `file-${index + 1}`);
  await run.signal(addPhotos, [first]);
  if (others.length > 0) await run.signal(addPhotos, others);
  await isReady;
  await run.executeUpdate(start);
  await run.result();
  return workflowId;
}
