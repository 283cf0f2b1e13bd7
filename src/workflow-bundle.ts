import { fileURLToPath } from 'node:url';
import { bundleWorkflowCode, DefaultLogger, type WorkflowBundleWithSourceMap } from '@temporalio/worker';

const pathOf = (file: string): string => fileURLToPath(new URL(file, import.meta.url));

/** The bundle that ships: the worker, the prebuilt file and the replay suite all come by it here. */
export function bundleWorkflows(
  workflowsPath: string = pathOf('./workflows/index.ts'),
): Promise<WorkflowBundleWithSourceMap> {
  return bundleWorkflowCode({
    workflowsPath,
    workflowInterceptorModules: [pathOf('./workflows/activation-mark.ts'), pathOf('./workflows/checked-messages.ts')],
    logger: new DefaultLogger('WARN'),
  });
}
