import { expect } from 'chai';
import { mkdir, readdir, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { madeOnce } from '../../stack/cache.ts';
import { temporaryFolder } from './support.ts';

describe('madeOnce', () => {
  let folder: Awaited<ReturnType<typeof temporaryFolder>>;
  let made: number;
  const make = async (dir: string) => {
    made += 1;
    await sleep(50);
    await writeFile(join(dir, 'file'), 'content');
  };

  beforeEach(async () => {
    folder = await temporaryFolder();
    made = 0;
  });
  afterEach(() => folder.remove());

  it('makes a folder once for two parallel callers', async () => {
    const dirs = await Promise.all([madeOnce(folder.path, 'tool', make), madeOnce(folder.path, 'tool', make)]);
    expect(made).to.equal(1);
    expect(dirs[0]).to.equal(dirs[1]);
    expect(await readdir(dirs[0])).to.deep.equal(['file']);
    expect(await readdir(folder.path)).to.deep.equal(['tool']);
  });

  it('leaves nothing after a failure, so that the next call makes it', async () => {
    const failing = async (dir: string) => {
      await make(dir);
      throw new Error('no network');
    };
    const error = await madeOnce(folder.path, 'tool', failing).catch((reason: unknown) => reason);
    expect(error).to.be.an('error').with.property('message', 'no network');
    expect(await readdir(folder.path)).to.deep.equal([]);
    await madeOnce(folder.path, 'tool', make);
    expect(await readdir(folder.path)).to.deep.equal(['tool']);
  });

  it('takes over the lock of a killed process', async () => {
    const lock = join(folder.path, '.tool.lock');
    await mkdir(lock);
    const longAgo = new Date(Date.now() - 60_000);
    await utimes(lock, longAgo, longAgo);
    await madeOnce(folder.path, 'tool', make);
    expect(await readdir(folder.path)).to.deep.equal(['tool']);
  });
});
