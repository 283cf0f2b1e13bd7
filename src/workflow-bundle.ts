import { fileURLToPath } from 'node:url';
import { bundleWorkflowCode, DefaultLogger, type WorkflowBundleWithSourceMap } from '@temporalio/worker';

/** The entry of the workflows' bundle. */
const workflowsPath = fileURLToPath(new URL('./workflows/index.ts', import.meta.url));
/** What stands before them: it checks what they are sent. */
const interceptorsPath = fileURLToPath(new URL('./workflows/checked-messages.ts', import.meta.url));

/** The bundle that ships: the worker, the prebuilt file and the replay suite all come by it here. */
export function bundleWorkflows(path: string = workflowsPath): Promise<WorkflowBundleWithSourceMap> {
  return bundleWorkflowCode({
    workflowsPath: path,
    workflowInterceptorModules: [interceptorsPath],
    logger: new DefaultLogger('WARN'),
  });
}
