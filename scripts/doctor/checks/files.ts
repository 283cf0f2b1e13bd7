import { createHash } from 'node:crypto';
import { access, readFile } from 'node:fs/promises';
import { basename } from 'node:path';
import { fileURLToPath } from 'node:url';
import { modelFiles, type ModelFile } from '../../../src/activities/adapters/photos/inspector/model-files.ts';
import { ok, wrong, type Check, type Finding } from '../check.ts';
import { codeOf, inOneLine } from '../words.ts';

/** The photo models, and the native libraries that run them and decode pictures. */
export const models = (files: readonly ModelFile[] = Object.values(modelFiles)): Check => ({
  name: 'models',
  async run() {
    const findings = [...(await Promise.all(files.map(lookAt))), await loads()].flat();
    return findings.length > 0 ? findings : [ok('the models that look at photos are whole, and can be run')];
  },
});

/** The workflows' bundle, if one is configured. */
export const workflowBundle = (file: string | undefined): Check => ({
  name: 'workflow-bundle',
  async run() {
    if (file === undefined) return [ok('none is named: the worker makes it at its start')];
    try {
      await access(file);
      return [ok('is there')];
    } catch (error) {
      const what = `${basename(file)}, which WORKFLOW_BUNDLE names, cannot be read (${codeOf(error)})`;
      return [wrong(what, 'run `npm run build`, or leave WORKFLOW_BUNDLE out')];
    }
  },
});

const RESTORE = 'restore the file from version control (it is no pointer of Git LFS), or build the image anew';

async function lookAt({ file, sha256 }: ModelFile): Promise<Finding[]> {
  const name = basename(fileURLToPath(file));
  try {
    const found = createHash('sha256')
      .update(await readFile(file))
      .digest('hex');
    return found === sha256 ? [] : [wrong(`${name} is another file than the one that was measured`, RESTORE)];
  } catch (error) {
    return [wrong(`${name} cannot be read (${codeOf(error)})`, RESTORE)];
  }
}

async function loads(): Promise<Finding[]> {
  try {
    await import('sharp');
    await import('../../../src/activities/adapters/photos/inspector/model.ts');
    return [];
  } catch (error) {
    const what = `a library for pictures does not load on this machine: ${inOneLine(error)}`;
    return [wrong(what, 'install anew on this machine, without --omit=optional; musl (Alpine) will not do')];
  }
}
