import { fileURLToPath } from 'node:url';
import { bundleWorkflowCode, DefaultLogger, type Logger, type WorkflowBundleWithSourceMap } from '@temporalio/worker';

const pathOf = (file: string): string => fileURLToPath(new URL(file, import.meta.url));

/** The one way to bundle: for the worker, the prebuilt file and the replay tests. */
export function bundleWorkflows(
  workflowsPath: string = pathOf('../workflows/index.ts'),
  logger: Logger = new DefaultLogger('WARN'),
): Promise<WorkflowBundleWithSourceMap> {
  return bundleWorkflowCode({
    workflowsPath,
    workflowInterceptorModules: [
      pathOf('../workflows/interceptors/activation-mark.ts'),
      pathOf('../workflows/interceptors/checked-messages.ts'),
    ],
    logger,
  });
}
