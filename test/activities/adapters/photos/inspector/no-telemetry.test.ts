import { expect } from 'chai';
import { execFile } from 'node:child_process';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';

const folder = '../../../../../src/activities/adapters/photos/inspector';
const inspectorFile = new URL(`${folder}/index.ts`, import.meta.url).href;
const modelFile = new URL(`${folder}/face-detector.ts`, import.meta.url).href;
const photo = new URL('../../../../../demo/photos/astronaut.png', import.meta.url).pathname;

const scripts = {
  'the inspector': `
    const { createPhotoInspector } = await import('${inspectorFile}');
    const { readFile } = await import('node:fs/promises');
    const inspector = await createPhotoInspector({ threads: 1 });
    const demands = { minSide: 512, maxPixels: 5e7, avatarType: 'character' };
    const { finding } = await inspector.inspect(await readFile('${photo}'), demands);
    console.log(finding);
    await inspector.close();`,
  'a model alone': `
    const { createFaceDetector } = await import('${modelFile}');
    const detect = await createFaceDetector();
    await detect({ data: new Uint8Array(64 * 64 * 3), width: 64, height: 64 }, 0.5);
    console.log(null);`,
};

describe("the models' runtime", () => {
  let home: string;
  beforeEach(async () => {
    home = await mkdtemp(join(tmpdir(), 'home-'));
  });
  afterEach(() => rm(home, { recursive: true }));

  for (const [what, script] of Object.entries(scripts)) {
    it(`keeps no identifier of the machine and no report of its use: ${what}`, async () => {
      // It sends nothing under tests and in pipelines anyway.
      const { CI: _, ORT_RUNNING_UNIT_TESTS: __, ORT_DISABLE_TELEMETRY: ___, ...env } = process.env;
      const { stdout } = await promisify(execFile)(process.execPath, ['--input-type=module', '-e', script], {
        env: { ...env, HOME: home, XDG_CACHE_HOME: home, TMPDIR: home },
      });
      expect(stdout.trim()).to.equal('null');
      expect(await readdir(home, { recursive: true })).to.deep.equal([]);
    });
  }
});
