import { expect } from 'chai';
import { execFile } from 'node:child_process';
import { stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { writeEnvFile } from '../../stack/env-file.ts';
import { temporaryFolder } from './support.ts';

describe('the env file', () => {
  const env = {
    DATABASE_URL: 'postgresql://user:p%40ss@127.0.0.1:5432/aisha?sslmode=disable&a=b',
    MINIO_SECRET_KEY: `spaces # and "quotes" and \\n and $HOME`,
    TELEGRAM_BOT_TOKEN: `it's 1:A`,
    PATH: '/bin',
    HOME: '/home/somebody',
  };
  const { PATH: _path, HOME: _home, ...settings } = env;
  let folder: Awaited<ReturnType<typeof temporaryFolder>>;
  let file: string;

  before(async () => {
    folder = await temporaryFolder();
    file = join(folder.path, 'env');
    await writeFile(file, 'OLD=1', { mode: 0o644 });
    await writeEnvFile(file, { env });
  });
  after(() => folder.remove());

  it('gives Node every setting unchanged, and nothing else', async () => {
    const print = 'console.log(JSON.stringify(process.env))';
    const { stdout } = await promisify(execFile)(process.execPath, [`--env-file=${file}`, '-e', print], { env: {} });
    expect(JSON.parse(stdout)).to.deep.equal(settings);
  });

  it('gives the same to a shell', async () => {
    const script = `set -a; . "$1"; exec "$0" -e 'console.log(JSON.stringify(process.env))'`;
    const { stdout } = await promisify(execFile)('/bin/sh', ['-c', script, process.execPath, file], { env: {} });
    expect(JSON.parse(stdout)).to.include(settings);
  });

  it('is readable only by its owner', async () => {
    expect(((await stat(file)).mode & 0o777).toString(8)).to.equal('600');
  });
});
