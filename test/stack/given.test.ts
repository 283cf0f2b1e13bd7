import { expect } from 'chai';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { startStack, type StackOptions } from '../../stack/index.ts';
import { temporaryFolder } from './support.ts';

const log = () => undefined;
const servers = {
  DATABASE_URL: 'postgresql://somebody:secret@db.example:5433/aisha',
  MINIO_ENDPOINT: 'https://s3.example',
  FAL_API_ROOT: 'http://fal.example',
  TELEGRAM_API_ROOT: 'http://telegram.example',
  TEMPORAL_ADDRESS: 'temporal.example:7233',
};

async function addressesOf(options: Omit<StackOptions, 'log'>) {
  const stack = await startStack({ ...options, log });
  const { addresses, settings, env } = stack;
  await stack.stop();
  return { addresses: addresses.map(({ address }) => address), settings, env };
}

describe('a server that the environment names', () => {
  it('is used instead of one of our own', async () => {
    const stack = await addressesOf({ env: { ...servers } });
    expect(stack.addresses).to.deep.equal([
      'temporal.example:7233',
      'db.example:5433',
      'https://s3.example',
      'http://fal.example',
      'http://telegram.example',
    ]);
    expect(stack.settings).to.deep.equal({});
    expect(stack.env).to.deep.equal(servers);
  });

  it("may be named in a file of Temporal's own", async () => {
    const folder = await temporaryFolder();
    const file = join(folder.path, 'temporal.toml');
    await writeFile(file, '[profile.default]\naddress = "toml.example:7233"\n');
    const stack = await addressesOf({ env: { TEMPORAL_CONFIG_FILE: file }, parts: ['temporal'] });
    await folder.remove();
    expect(stack.addresses).to.deep.equal(['toml.example:7233']);
  });

  it('is FAL itself with a key, unless the test mode is requested', async () => {
    const live = await addressesOf({ env: { FAL_KEY: 'id:secret' }, parts: ['fal'] });
    expect(live.addresses).to.deep.equal(['FAL itself, by FAL_KEY']);
    const test = await addressesOf({ env: { FAL_KEY: 'id:secret', AVATAR_TEST_MODE: 'true' }, parts: ['fal'] });
    expect(test.addresses[0]).to.match(/^http:\/\/127/);
    expect(test.settings.FAL_API_ROOT).to.equal(test.addresses[0]);
  });

  it('is refused in a line when its address is none', async () => {
    const error = await addressesOf({ env: { DATABASE_URL: 'localhost' }, parts: ['postgres'] }).catch(
      (reason: unknown) => reason,
    );
    expect(error).to.have.property('name', 'BadSetting');
    expect(error).to.have.property('message').that.includes('DATABASE_URL');
  });
});
