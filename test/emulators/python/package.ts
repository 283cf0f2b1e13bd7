import { spawn, type ChildProcessByStdio } from 'node:child_process';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import { fileURLToPath } from 'node:url';
import { cacheDir, exists, madeOnce } from '../../../stack/cache.ts';
import { output, python } from '../../../stack/commands.ts';

const INSTALL_TIMEOUT_MS = 300_000;

/** Starts a script of this folder, that may import the package. Its output is piped, its errors are shown. */
type RunPython = (script: string, ...args: string[]) => ChildProcessByStdio<null, Readable, null>;

/**
 * A package of Python's with all that it needs, kept in the user's cache. The full run installs it; any other goes without, says so and
 * leaves the tests out, as the full one does on a developer's machine without Python.
 * @param requirement as `fal-client==1.0.3`
 */
export async function packageOrSkip(test: Mocha.Context, requirement: string): Promise<RunPython> {
  const [root, name] = [cacheDir(), `python-${requirement.replace('==', '-')}`];
  const interpreter = await python();
  const full = process.env['TEST_FULL'] !== undefined;
  const installed = await exists(join(root, name));
  if (interpreter === null || (!installed && !full)) {
    const why = interpreter === null ? 'there is no Python with pip' : 'npm run test:full installs it';
    if (full && process.env['CI'] === 'true') throw new Error(why);
    process.stderr.write(`      left out: ${requirement} is not here; ${why}\n`);
    return test.skip();
  }
  const folder = await madeOnce(root, name, async (draft) => {
    const quietly = ['--disable-pip-version-check', '--no-input', '--quiet'];
    await output(interpreter, ['-m', 'pip', 'install', ...quietly, '--target', draft, requirement], INSTALL_TIMEOUT_MS);
  });
  return (script, ...args) =>
    spawn(interpreter, ['-u', fileURLToPath(new URL(script, import.meta.url)), ...args], {
      env: { ...process.env, PYTHONPATH: folder },
      stdio: ['ignore', 'pipe', 'inherit'],
    });
}
