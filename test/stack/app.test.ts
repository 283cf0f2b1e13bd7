import { expect } from 'chai';
import { logEntry, startAppProcess } from '../../stack/app.ts';
import { Processes } from '../../stack/processes.ts';

describe('startAppProcess', () => {
  const processes = new Processes();
  const env = { PATH: process.env.PATH ?? '' };
  const stack = { env, settings: {}, addresses: [], processes, address: () => undefined, stop: async () => undefined };
  after(() => processes.stopAll());

  it('fails with the last lines of a process that ends before it is ready', async () => {
    const error = await startAppProcess(stack, 'worker').ready.catch((reason: unknown) => reason);
    expect(error).to.have.property('name', 'AppEnded');
    expect(error)
      .to.have.property('message')
      .that.matches(/^The worker ended \(exit code 1\)[^]*DATABASE_URL is missing/);
  });
});

describe('logEntry', () => {
  it('reads a line of a log', () => {
    expect(logEntry('{"level":30,"msg":"the bot is ready"}')).to.deep.equal({ level: 30, msg: 'the bot is ready' });
  });

  it('is null for any other line', () => {
    for (const line of ['words', '{"cut', '{"level":30}', '']) expect(logEntry(line), line).to.be.null;
  });
});
