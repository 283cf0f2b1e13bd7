import { expect } from 'chai';
import { execFile } from 'node:child_process';
import { mkdir, rm, stat, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { NOBODY, reachableCopy, reachableDir } from '../../stack/servers/within-reach.ts';
import { temporaryFolder } from './support.ts';

describe('PostgreSQL for root, below a folder that nobody else may enter', () => {
  let folder: Awaited<ReturnType<typeof temporaryFolder>>;
  const elsewhere: string[] = [];

  before(async function () {
    if (process.getuid?.() !== 0) this.skip();
    folder = await temporaryFolder();
  });
  after(async () => {
    await folder?.remove();
    for (const path of elsewhere) await rm(path, { recursive: true, force: true });
  });

  it('runs from a copy of files that only root can read', async () => {
    const packaged = join(folder.path, 'native');
    await mkdir(join(packaged, 'bin'), { recursive: true, mode: 0o700 });
    await writeFile(join(packaged, 'bin', 'postgres'), '#!/bin/sh\ncat "$(dirname "$0")/text"', { mode: 0o700 });
    await writeFile(join(packaged, 'bin', 'text'), 'it runs', { mode: 0o600 });
    const copy = await reachableCopy(packaged, join('bin', 'postgres'));
    elsewhere.push(copy);
    const { stdout } = await promisify(execFile)(join(copy, 'bin', 'postgres'), { uid: NOBODY, gid: NOBODY, cwd: '/' });
    expect(stdout).to.equal('it runs');
  });

  it('keeps its data in one and the same folder for the same --data', async () => {
    const dir = join(folder.path, 'data', 'postgres');
    const [first, second] = [await reachableDir(dir, true), await reachableDir(dir, true)];
    elsewhere.push(first);
    expect(first).to.equal(second);
    expect(dirname(first)).to.equal('/var/tmp');
    expect(await stat(first)).to.include({ uid: NOBODY, gid: NOBODY });
  });
});
