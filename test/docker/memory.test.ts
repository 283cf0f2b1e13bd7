import { expect } from 'chai';
import { readFile } from 'node:fs/promises';
import { MOST_BYTES } from '../../src/activities/adapters/photos/inspector/decode-memory.ts';
import { readWorkerConfig } from '../../src/runtime/config/index.ts';

const MB = 2 ** 20;
/** Measured by `npm run bench -- photos`: a worker without its threads, and each thread at its height, MB. docs/operations.md has the table. */
const WORKER_MB = 440;
const THREAD_MB = 65;

const needed = {
  TELEGRAM_BOT_TOKEN: '123456:of-a-bot',
  AVATAR_TEST_MODE: 'true',
  DATABASE_URL: 'postgresql://aisha@127.0.0.1/aisha',
  MINIO_ENDPOINT: 'http://127.0.0.1:9000',
  MINIO_ACCESS_KEY: 'storage',
  MINIO_SECRET_KEY: 'ofTheStorage',
};

function isAllowed(threads: number): boolean {
  try {
    return readWorkerConfig({ ...needed, PHOTO_THREADS: String(threads) }).photoThreads === threads;
  } catch {
    return false;
  }
}

describe('the memory that Compose gives a worker', () => {
  it('is enough for the most threads, and for the largest picture', async () => {
    const most =
      Array.from({ length: 256 }, (_, index) => index + 1).findLast(isAllowed) ?? expect.fail('none may be set');
    const text = await readFile(new URL('../../docker-compose.yml', import.meta.url), 'utf8');
    const [, service = ''] = /\n {2}worker:\n((?: {4}.*\n|\n)+)/.exec(text) ?? [];
    const [, gigabytes] = /\n {4}mem_limit: (\d+)g\n/.exec(service) ?? [];
    expect(most).to.be.at.least(8);
    expect(Number(gigabytes) * 1024).to.be.at.least(WORKER_MB + most * THREAD_MB + MOST_BYTES / MB);
  });
});
