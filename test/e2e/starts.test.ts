import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { expect } from 'chai';
import { startTelegramEmulator, type TelegramEmulator } from '../../emulators/telegram/index.ts';
import { compileCache } from '../support/compile-cache.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));
/** The default size of a terminal. */
const SCREEN = { lines: 24, columns: 100 };

interface Ending {
  readonly code: number;
  readonly output: string;
}

/** Runs a process of the product to its end, with these variables and none of the developer's. */
function run(script: 'src/bot.ts' | 'src/worker.ts', variables: Record<string, string>): Promise<Ending> {
  const { PATH = '', SystemRoot = '' } = process.env;
  const options = {
    cwd: root,
    env: { PATH, SystemRoot, ...compileCache, ...variables },
    timeout: 60_000,
    killSignal: 'SIGKILL',
  } as const;
  return new Promise((resolve, reject) => {
    execFile(process.execPath, [script], options, (error, stdout, stderr) => {
      const code = error === null ? 0 : error.code;
      if (typeof code === 'number') resolve({ code, output: stdout + stderr });
      else reject(error ?? new Error('no exit code'));
    });
  });
}

describe('a process of the product', () => {
  const secret = 'AAE-abcdefghijklmnopqrstuvwxyz01234';
  const database = { DATABASE_URL: 'postgresql://aisha:word-of-a-database@127.0.0.1:1/aisha' };
  let telegram: TelegramEmulator;
  before(async () => {
    telegram = await startTelegramEmulator();
  });
  after(() => telegram.close());

  const tokens: [what: string, token: string][] = [
    ['that is no token', `123456:${secret.slice(0, 30)}`],
    ['that Telegram does not know', `123456789:${secret}`],
  ];
  for (const [what, token] of tokens) {
    it(`is a bot that explains how to get a token when it has one ${what}, and ends with 1`, async () => {
      const env = { ...database, TELEGRAM_BOT_TOKEN: token, TELEGRAM_API_ROOT: telegram.url };
      const { code, output } = await run('src/bot.ts', env);
      expect(code).to.equal(1);
      expect(output).to.include('TELEGRAM_BOT_TOKEN').and.include('@BotFather').and.include('/newbot');
      const lines = output.trimEnd().split('\n');
      expect(lines.length).to.be.at.most(SCREEN.lines);
      expect(Math.max(...lines.map((line) => line.length))).to.be.at.most(SCREEN.columns);
      expect(output).to.not.match(/\n\s+at /);
      expect(output).to.not.include(secret.slice(0, 10));
    });
  }

  it('is a bot that does not blame its token when Telegram does not answer', async () => {
    const env = { ...database, TELEGRAM_BOT_TOKEN: `123456789:${secret}`, TELEGRAM_API_ROOT: 'http://127.0.0.1:1' };
    const { code, output } = await run('src/bot.ts', env);
    expect(code).to.equal(1);
    expect(output).to.include('127.0.0.1:1').and.include('TELEGRAM_API_ROOT');
    expect(output).to.not.include('@BotFather');
    expect(output).to.not.include(secret.slice(0, 10));
  });

  it('is a worker that refuses production without a key, in one line', async () => {
    const { code, output } = await run('src/worker.ts', {
      ...database,
      NODE_ENV: 'production',
      TELEGRAM_BOT_TOKEN: `123456789:${secret}`,
      MINIO_ENDPOINT: 'http://127.0.0.1:1',
      MINIO_ACCESS_KEY: 'name-of-a-storage',
      MINIO_SECRET_KEY: 'word-of-a-storage',
    });
    expect(code).to.equal(1);
    const told = output.split('\n').filter((line) => line.includes('FAL_KEY'));
    expect(told).to.have.length(1);
    expect(told[0]).to.include('AVATAR_TEST_MODE=true');
    expect(output).to.not.match(/\n\s+at /);
    expect(output).to.not.match(new RegExp(`word-of|${secret}`));
  });

  it('names all missing settings, and how to get them', async () => {
    const { code, output } = await run('src/bot.ts', {});
    expect(code).to.equal(1);
    expect(output).to.match(/TELEGRAM_BOT_TOKEN is missing: .*@BotFather/);
    expect(output).to.match(/DATABASE_URL is missing: .*postgresql:/);
    expect(output).to.not.match(/\n\s+at /);
  });
});
