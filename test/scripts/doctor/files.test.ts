import { expect } from 'chai';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { models, workflowBundle } from '../../../scripts/doctor/checks/files.ts';
import { node } from '../../../scripts/doctor/checks/node.ts';
import { modelFiles } from '../../../src/activities/adapters/photos/inspector/model-files.ts';
import { levels, look, nowhere } from './lab.ts';

describe('the checks of what is installed', () => {
  let folder: string;
  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'doctor-test-'));
    await writeFile(join(folder, 'centerface.onnx'), 'version https://git-lfs.github.com/spec/v1\n');
  });
  after(() => rm(folder, { recursive: true, force: true }));

  const at = (name: string) => pathToFileURL(join(folder, name));

  it('find the models that are shipped', async () => {
    expect(levels(await look(() => models(), nowhere))).to.deep.equal(['ok']);
  });

  it('report a wrong or missing model by its name', async () => {
    const { sha256 } = modelFiles.detector;
    const lines = await look(
      () =>
        models([
          { file: at('centerface.onnx'), sha256 },
          { file: at('gone.onnx'), sha256 },
        ]),
      nowhere,
    );
    expect(lines[0]).to.match(/^error: centerface.onnx is another file .*: restore the file/);
    expect(lines[1]).to.match(/^error: gone.onnx cannot be read \(ENOENT\): restore the file/);
    expect(lines).to.have.length(2);
  });

  it('report a missing bundle', async () => {
    const [line = ''] = await look(() => workflowBundle(join(folder, 'bundle.js')), nowhere);
    expect(line).to.match(/^error: bundle.js, which WORKFLOW_BUNDLE names, cannot be read \(ENOENT\): .*npm run build/);
    expect(levels(await look(() => workflowBundle(join(folder, 'centerface.onnx')), nowhere))).to.deep.equal(['ok']);
    expect(levels(await look(() => workflowBundle(undefined), nowhere))).to.deep.equal(['ok']);
  });

  it('compare Node with the tested version', async () => {
    const seen = async (version?: string) => levels(await look(() => node(version), nowhere));
    expect(await seen()).to.deep.equal(['ok']);
    expect(await seen('22.18.0')).to.deep.equal(['error']);
    expect(await seen('99.0.0')).to.deep.equal(['warning']);
  });
});
