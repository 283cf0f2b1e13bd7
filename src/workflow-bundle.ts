import { fileURLToPath } from 'node:url';
import { bundleWorkflowCode, DefaultLogger, type Logger, type WorkflowBundleWithSourceMap } from '@temporalio/worker';

/** The entry of the workflows' bundle. */
const workflowsPath = fileURLToPath(new URL('./workflows/index.ts', import.meta.url));

/** The bundle that ships: the worker, the prebuilt file and the replay suite all come by it here. */
export function bundleWorkflows(
  path: string = workflowsPath,
  logger: Logger = new DefaultLogger('WARN'),
): Promise<WorkflowBundleWithSourceMap> {
  return bundleWorkflowCode({ workflowsPath: path, logger });
}
