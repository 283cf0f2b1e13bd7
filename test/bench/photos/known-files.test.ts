import { expect } from 'chai';
import { createHash } from 'node:crypto';
import { execFile } from 'node:child_process';
import { createWriteStream } from 'node:fs';
import { chmod, mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { promisify } from 'node:util';
import { ZipFile } from 'yazl';
import { knownFiles, NotTheFile } from '../../../bench/photos/accuracy/known-files.ts';
import { obtainLabelledSet } from '../../../bench/photos/accuracy/obtain.ts';
import type { Source } from '../../../bench/photos/accuracy/sources.ts';
import { unpack } from '../../../bench/photos/accuracy/unpack.ts';

const run = promisify(execFile);
const source: Source = { requirement: 'pictures@1.0.0', from: 'npm' };
const known = (path: string, content: string) => ({
  path,
  sha256: createHash('sha256').update(content).digest('hex'),
});

describe('what the bench takes out of packages', () => {
  let folder: string;
  let archive: string;
  let env: NodeJS.ProcessEnv;
  let lines: string[];
  const log = (line: string) => void lines.push(line);

  beforeEach(() => {
    lines = [];
  });

  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'known-files-test-'));
    await mkdir(join(folder, 'package', 'demo'), { recursive: true });
    await writeFile(join(folder, 'package', 'demo', 'cat.jpg'), 'a cat');
    await writeFile(join(folder, 'package', 'index.js'), 'code');
    archive = join(folder, 'pictures-1.0.0.tgz');
    await run('tar', ['-czf', archive, '-C', folder, 'package']);

    // An npm with one package that records its calls.
    const bin = join(folder, 'bin');
    await mkdir(bin);
    const last = 'for last; do :; done';
    await writeFile(
      join(bin, 'npm'),
      `#!/bin/sh\necho "$2" >> "${folder}/asked"\n${last}\n[ "$2" = pictures@1.0.0 ] && cp "${archive}" "$last"\n`,
    );
    await chmod(join(bin, 'npm'), 0o755);
    env = { ...process.env, PATH: `${bin}${delimiter}${process.env.PATH}`, XDG_CACHE_HOME: join(folder, 'cache') };
  });

  after(() => rm(folder, { recursive: true, force: true }));

  describe('known files', () => {
    it('are extracted from their package once, and nothing else is', async () => {
      const dirs = [
        await knownFiles(source, [known('demo/cat.jpg', 'a cat')], { env, log }),
        await knownFiles(source, [known('demo/cat.jpg', 'a cat')], { env, log }),
      ];
      expect(dirs[0]).to.equal(dirs[1]);
      expect(await readFile(join(dirs[0] ?? '', 'demo/cat.jpg'), 'utf8')).to.equal('a cat');
      expect(await readdir(dirs[0] ?? '')).to.deep.equal(['demo']);
      expect(await readFile(join(folder, 'asked'), 'utf8')).to.equal('pictures@1.0.0\n');
    });

    for (const [what, file] of [
      ['another than was labelled', known('demo/cat.jpg', 'a dog')],
      ['missing', known('demo/dog.jpg', 'a dog')],
    ] as const) {
      it(`are refused when one is ${what}, and nothing is kept`, async () => {
        const error = await knownFiles(source, [file], { env, log }).catch((thrown: unknown) => thrown);
        expect(error).to.be.instanceOf(NotTheFile);
        expect((await readdir(join(folder, 'cache', 'aisha'))).filter((name) => name.startsWith('.'))).to.deep.equal(
          [],
        );
      });
    }

    it('are refused when a kept file was changed', async () => {
      const files = [known('demo/cat.jpg', 'a cat')];
      const dir = await knownFiles(source, files, { env, log });
      await writeFile(join(dir, 'demo/cat.jpg'), 'a tiger');
      const error = await knownFiles(source, files, { env, log }).catch((thrown: unknown) => thrown);
      expect(error).to.be.instanceOf(NotTheFile);
    });
  });

  describe('a wheel', () => {
    it('is a zip from which only wanted files are extracted', async () => {
      const zip = new ZipFile();
      zip.addBuffer(Buffer.from('a moon'), 'space/moon.png');
      zip.addBuffer(Buffer.from('code'), 'space/__init__.py');
      zip.end();
      const wheel = join(folder, 'space-1.0-py3-none-any.whl');
      await pipeline(zip.outputStream, createWriteStream(wheel));
      const dir = join(folder, 'from-wheel');
      const taken = await unpack(wheel, (path) => path.endsWith('.png'), dir, folder);
      expect(taken).to.deep.equal(['space/moon.png']);
      expect(await readFile(join(dir, 'space/moon.png'), 'utf8')).to.equal('a moon');
    });
  });

  describe('the labelled set', () => {
    it('is empty, and says what is missing and why, on a machine without a network', async () => {
      const set = await obtainLabelledSet({ env: { PATH: '', XDG_CACHE_HOME: join(folder, 'nothing') }, log });
      expect(set).to.deep.include({ pictures: [], bursts: [], samePictures: [] });
      expect(set.missing.map(({ what, why }) => `${what}: ${why}`)).to.include.members([
        '@vladmandic/face-api@1.7.15: no npm on PATH',
        'face_recognition==1.3.0: no python3 with pip on PATH',
      ]);
      expect(lines.filter((line) => line.includes('without '))).to.have.length(set.missing.length);
      expect(await readdir(join(folder, 'nothing', 'aisha'))).to.deep.equal([]);
    });
  });
});
