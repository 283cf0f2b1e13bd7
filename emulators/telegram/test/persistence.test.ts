import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect } from 'chai';
import { InlineKeyboard } from 'grammy';
import { TelegramUser } from '../client.ts';
import { EMULATOR_BOT_TOKEN, startTelegramEmulator } from '../index.ts';
import { apiOf, picture, botApiRefusal, request, startScene } from './support.ts';

const MAIN = fileURLToPath(new URL('../main.ts', import.meta.url));

describe('Telegram emulator: state over a restart', () => {
  let folder: string;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'telegram-emulator-test-'));
  });
  afterEach(async () => await rm(folder, { recursive: true, force: true }));

  it('keeps users, chats, files, pending updates, callbacks and calls', async () => {
    const { emulator, api, user, chatId } = await startScene({ dataDir: folder });
    const markup = { reply_markup: new InlineKeyboard().text('Go', 'go') };
    const { message_id: sent } = await api.sendMessage(chatId, 'card', markup);
    const { callback_query_id: callback = '' } = await user.tap('Go');
    await user.sendPhotos([{ name: 'a.jpg', bytes: await picture(1) }]);
    const before = await api.getUpdates();
    const chatBefore = await user.chat();
    const { body: callsBefore } = await request(`${emulator.url}/emulator/calls`);
    await emulator.close();

    const again = await startTelegramEmulator({ dataDir: folder });
    const later = apiOf(again.url);
    expect(await later.getUpdates()).to.deep.equal(before);
    const { body: chat } = await request(`${again.url}/emulator/chats/${chatId}`);
    expect(JSON.stringify(chat).replaceAll(again.url, '')).to.equal(
      JSON.stringify(chatBefore).replaceAll(emulator.url, ''),
    );
    await later.answerCallbackQuery(callback, { text: 'late but valid' });
    const { file_path: path } = await later.getFile(before.at(-1)?.message?.photo?.at(-1)?.file_id ?? '');
    const file = await fetch(`${again.url}/file/bot${EMULATOR_BOT_TOKEN}/${path}`);
    expect(file.status).to.equal(200);
    await later.editMessageText(chatId, sent, 'edited after the restart');
    expect((await later.sendMessage(chatId, 'next')).message_id).to.be.greaterThan(
      Math.max(...chatBefore.messages.map(({ id }) => id)),
    );
    const { body: calls } = await request(`${again.url}/emulator/calls`);
    expect(calls.slice(0, callsBefore.length)).to.deep.equal(callsBefore);
    await again.close();
  });

  it('keeps confirmations, and continues the update ids', async () => {
    const { emulator, api, user } = await startScene({ dataDir: folder });
    await user.say('confirmed');
    const [update] = await api.getUpdates();
    await api.getUpdates({ offset: (update?.update_id ?? 0) + 1 });
    await emulator.close();
    const again = await startTelegramEmulator({ dataDir: folder });
    const person = new TelegramUser(again.url, { id: await user.id(), first_name: 'Анна' });
    await person.say('new');
    const [next] = await apiOf(again.url).getUpdates();
    expect(next?.message?.text).to.equal('new');
    expect(next?.update_id).to.equal((update?.update_id ?? 0) + 1);
    await again.close();
  });

  it('keeps the webhook, the commands and the block', async () => {
    const { emulator, api, user, chatId } = await startScene({ dataDir: folder });
    await api.setWebhook('http://127.0.0.1:9/hook', { secret_token: 's' });
    await api.setMyCommands([{ command: 'new', description: 'New' }]);
    await user.block();
    await emulator.close();
    const again = await startTelegramEmulator({ dataDir: folder });
    const later = apiOf(again.url);
    expect((await later.getWebhookInfo()).url).to.equal('http://127.0.0.1:9/hook');
    expect(await later.getMyCommands()).to.deep.equal([{ command: 'new', description: 'New' }]);
    expect(await botApiRefusal(later.sendMessage(chatId, 'x'))).to.equal('403: Forbidden: bot was blocked by the user');
    await again.close();
  });

  it('leaves no half-written file behind', async () => {
    const { emulator } = await startScene({ dataDir: folder });
    await emulator.close();
    expect((await readdir(folder)).toSorted()).to.deep.equal(['calls.jsonl', 'files', 'state.json']);
  });

  for (const signal of ['SIGTERM', 'SIGINT'] as const) {
    it(`runs as a process that ends cleanly on ${signal} with its state written`, async () => {
      const child = spawn(process.execPath, [MAIN, '--port', '0', '--data', folder], {
        stdio: ['ignore', 'pipe', 'inherit'],
      });
      const url = await addressOf(child);
      const user = new TelegramUser(url, { first_name: 'Анна' });
      await user.say('remember me');
      const poll = fetch(`${url}/bot${EMULATOR_BOT_TOKEN}/getUpdates?offset=-0&timeout=0`);
      expect((await poll).status).to.equal(200);
      child.kill(signal);
      const [code] = await once(child, 'exit');
      expect(code).to.equal(0);
      const again = await startTelegramEmulator({ dataDir: folder });
      const [update] = await apiOf(again.url).getUpdates();
      expect(update?.message?.text).to.equal('remember me');
      await again.close();
    });
  }
});

async function addressOf(child: ChildProcess): Promise<string> {
  let output = '';
  for await (const chunk of child.stdout ?? []) {
    output += String(chunk);
    const url = /http:\S+/.exec(output)?.[0];
    if (url !== undefined) return url;
  }
  throw new Error(`the emulator did not start: ${output}`);
}
