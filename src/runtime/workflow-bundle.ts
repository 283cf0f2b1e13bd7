import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
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

/** Longest bundle, bytes; it has some 3 million. */
const MOST_BYTES = 64e6;

/** Bundles in a process of its own, since webpack leaves 200 MB behind. @throws {Error} with what the process printed */
export async function bundleApart(): Promise<{ readonly code: string }> {
  const { stdout } = await promisify(execFile)(process.execPath, [pathOf(import.meta.url)], { maxBuffer: MOST_BYTES });
  return { code: stdout };
}

if (import.meta.main) process.stdout.write((await bundleWorkflows()).code);
