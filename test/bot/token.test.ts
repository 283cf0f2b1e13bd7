import { expect } from 'chai';
import { createServer } from 'node:net';
import { once } from 'node:events';
import { EMULATOR_BOT_TOKEN, startTelegramEmulator, type TelegramEmulator } from '../../emulators/telegram/index.ts';
import { BadToken, checkToken } from '../../src/bot/index.ts';

const UNKNOWN = `1000000002:${'B'.repeat(35)}`;

async function thrownBy(call: Promise<unknown>): Promise<Error> {
  const thrown: unknown = await call.then(
    () => new Error('nothing was thrown'),
    (error: unknown) => error,
  );
  return thrown instanceof Error ? thrown : new Error(String(thrown));
}

describe('the check of the token', () => {
  let telegram: TelegramEmulator;

  before(async () => {
    telegram = await startTelegramEmulator();
  });
  after(() => telegram.close());

  it('tells whose token it is', async () => {
    expect(await checkToken(EMULATOR_BOT_TOKEN, telegram.url)).to.include({ is_bot: true, id: 1000000001 });
  });

  for (const [what, token] of [
    ['no token', ''],
    ['a word', 'changeme'],
    ['a token without its end', EMULATOR_BOT_TOKEN.slice(0, -1)],
    ['a token in quotes', `"${EMULATOR_BOT_TOKEN}"`],
  ] as const) {
    it(`does not send ${what} to Telegram`, async () => {
      const error = await thrownBy(checkToken(token, 'http://127.0.0.1:1'));
      expect(error).to.be.instanceOf(BadToken);
    });
  }

  it('gives the steps to get a token in one screen, and never the token', async () => {
    const error = await thrownBy(checkToken(UNKNOWN, telegram.url));
    expect(error).to.be.instanceOf(BadToken);
    expect(error.message).to.contain('@BotFather').and.contain('/newbot').and.contain('TELEGRAM_BOT_TOKEN');
    expect(error.message.split('\n').length).to.be.at.most(24);
    expect(`${error.message}${error.stack}`).not.to.contain('BBBB');
  });

  it('distinguishes a network failure from a bad token', async () => {
    const server = createServer().listen(0, '127.0.0.1');
    await once(server, 'listening');
    const address = server.address();
    const port = typeof address === 'object' ? address?.port : 0;
    await new Promise((resolve) => server.close(resolve));
    const error = await thrownBy(checkToken(UNKNOWN, `http://127.0.0.1:${port}`));
    expect(error.name).to.equal('TelegramUnreachable');
    expect(`${error.message}${error.stack}`).not.to.contain('BBBB');
  });
});
