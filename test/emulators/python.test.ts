import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { expect } from 'chai';
import { startFalEmulator } from '../../emulators/fal/index.ts';
import { zipOfPhotos } from '../../emulators/fal/test/support.ts';
import { TelegramUser, textOf, type ChatView } from '../../emulators/telegram/client.ts';
import { EMULATOR_BOT_TOKEN, startTelegramEmulator, type TelegramEmulator } from '../../emulators/telegram/index.ts';
import { picture } from '../../emulators/telegram/test/support.ts';
import { packageOrSkip } from './python/package.ts';

describe('python-telegram-bot (npm run test:full installs it), unmodified, at the Telegram emulator', function () {
  this.timeout(400_000);
  let emulator: TelegramEmulator;
  let bot: ChildProcess | undefined;
  let user: TelegramUser;

  before(async function () {
    const run = await packageOrSkip(this, 'python-telegram-bot==22.8');
    emulator = await startTelegramEmulator();
    bot = run('telegram_bot.py', emulator.url, EMULATOR_BOT_TOKEN);
    user = new TelegramUser(emulator.url, { first_name: 'Ann' });
  });
  after(async () => {
    if (!bot) return;
    bot.kill('SIGTERM');
    const [code] = await once(bot, 'exit');
    await emulator.close();
    expect(code).to.equal(0);
  });

  /** Waits for the bot's next message. */
  async function answerTo(act: Promise<unknown>): Promise<ChatView['messages'][number]> {
    const known = (await user.chat()).messages.length;
    await act;
    const came = (chat: ChatView) => chat.messages.slice(known).find(({ from }) => from === 'bot');
    return user.waitFor(came, { timeoutMs: 60_000, what: 'an answer of the bot' });
  }

  it('sends MarkdownV2, which becomes entities', async () => {
    const message = await answerTo(user.say('/start'));
    expect(message.text).to.equal('Hello, Ann Ann!');
    expect(message.entities?.map(({ type, offset, length }) => `${type} ${offset}+${length}`)).to.deep.equal([
      'bold 0+5',
      'text_mention 7+3',
      'italic 11+3',
    ]);
  });

  it('gets the server’s own words for MarkdownV2 that is none', async () => {
    expect(textOf(await answerTo(user.say('/unescaped')))).to.equal(
      "Can't parse entities: character '.' is reserved and must be escaped with the preceding '\\'",
    );
  });

  it('answers a tap, pins, reacts, edits, and takes the pin away', async () => {
    const { message_id: id } = await user.tap('Pin it');
    const pinned = await user.waitFor(({ messages }) => messages.find((one) => one.id === id && one.edit_count > 0));
    expect(pinned).to.deep.include({ text: 'Pinned', pinned: true, reaction: '👍', buttons: [] });
    expect((await user.chat()).toasts.at(-1)).to.include({ text: 'Pinned' });
    expect(textOf(await answerTo(user.say('/unpin')))).to.equal('Nothing is pinned');
  });

  it('downloads a photo, and sends an album', async () => {
    const bytes = await picture(1);
    const { media, caption, album_id: album } = await answerTo(user.sendPhotos([{ name: 'a.jpg', bytes }]));
    expect(caption).to.match(/^\d+ bytes$/);
    expect(media?.kind).to.equal('photo');
    const { messages } = await user.chat();
    expect(messages.filter(({ album_id }) => album_id === album && album !== undefined)).to.have.length(2);
  });
});

describe('FAL’s client for Python (npm run test:full installs it), unmodified, at the FAL emulator', function () {
  this.timeout(400_000);
  let folder: string;
  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'fal-python-'));
  });
  after(() => rm(folder, { recursive: true }));

  it('uploads by token, whole and in parts, trains, and is told what was refused', async function () {
    const run = await packageOrSkip(this, 'fal-client==1.0.3');
    const emulator = await startFalEmulator({ queueMs: 0, trainingMs: 500 });
    try {
      const archive = join(folder, 'photos.zip');
      await writeFile(archive, Buffer.from(await (await zipOfPhotos(10)).arrayBuffer()));
      const script = run('fal.py', emulator.url, archive);
      const [printed, [code]] = await Promise.all([text(script.stdout), once(script, 'exit')]);
      expect(code).to.equal(0);
      const { uploads, training, refusals } = JSON.parse(printed) as Told;
      expect(uploads).to.deep.equal({
        'by token': true,
        'of a file': true,
        'in parts': true,
        'by storage': true,
        async: true,
      });
      expect(training.statuses.at(-1)).to.equal('Completed');
      expect(training.logs).to.be.above(0);
      expect(training.weights).to.equal(training.file_size);
      expect(refusals.input).to.deep.equal([422, ['missing']]);
      expect(refusals.model).to.deep.equal([404, "Application 'fal-ai/no-such-model' not found"]);
    } finally {
      await emulator.close();
    }
  });
});

interface Told {
  uploads: Record<string, boolean>;
  training: { statuses: string[]; logs: number; weights: number; file_size: number };
  refusals: Record<'input' | 'model', unknown>;
}
