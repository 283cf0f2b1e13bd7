import { expect } from 'chai';
import { Bot, GrammyError } from 'grammy';
import { EMULATOR_BOT_TOKEN } from '../index.ts';
import { failure, botApiRefusal, request, startScene, until } from './support.ts';
import type { TelegramScene } from './support.ts';

const texts = (updates: { message?: { text?: string } }[]): (string | undefined)[] =>
  updates.map((update) => update.message?.text);

describe('Telegram emulator: getUpdates', () => {
  let scene: TelegramScene;
  beforeEach(async () => {
    scene = await startScene();
  });
  afterEach(async () => await scene.emulator.close());

  it('gives the same updates again until an offset confirms them', async () => {
    const { api, user } = scene;
    for (const text of ['one', 'two', 'three']) await user.say(text);
    const first = await api.getUpdates();
    expect(texts(first)).to.deep.equal(['one', 'two', 'three']);
    expect(await api.getUpdates()).to.deep.equal(first);
    const [one, two] = first;
    expect(two?.update_id).to.equal((one?.update_id ?? 0) + 1);
    expect(texts(await api.getUpdates({ offset: two?.update_id ?? 0 }))).to.deep.equal(['two', 'three']);
    expect(texts(await api.getUpdates())).to.deep.equal(['two', 'three']);
  });

  it('restarts its ids on request, at random by default; an earlier offset confirms nothing', async () => {
    const { api, user, url } = scene;
    const { body } = await request(`${url}/emulator/update-ids`, {});
    expect(body.next).to.be.within(2_000_001, 1_000_000_000);
    await request(`${url}/emulator/update-ids`, { next: 5 });
    await user.say('one');
    expect((await api.getUpdates({ offset: 700_000_000 })).map(({ update_id: id }) => id)).to.deep.equal([5]);
    expect(texts(await api.getUpdates({ offset: 5 }))).to.deep.equal(['one']);
    expect(await api.getUpdates({ offset: 6 })).to.deep.equal([]);
  });

  it('obeys the limit and a negative offset', async () => {
    const { api, user } = scene;
    for (const text of ['one', 'two', 'three']) await user.say(text);
    expect(texts(await api.getUpdates({ limit: 2 }))).to.deep.equal(['one', 'two']);
    expect(texts(await api.getUpdates({ offset: -1 }))).to.deep.equal(['three']);
    expect(texts(await api.getUpdates())).to.deep.equal(['three']);
  });

  it('holds a long poll until an update comes', async () => {
    const { api, user } = scene;
    let answered = false;
    const poll = api.getUpdates({ timeout: 30 }).finally(() => (answered = true));
    await pollIsOpen(scene);
    expect(answered).to.equal(false);
    await user.say('awaited');
    expect(texts(await poll)).to.deep.equal(['awaited']);
  });

  it('ends an empty long poll after its timeout', async () => {
    expect(await scene.api.getUpdates({ timeout: 1 })).to.deep.equal([]);
  });

  it('ends the older of two polls with 409', async () => {
    const older = failure(scene.api.getUpdates({ timeout: 30 }));
    await pollIsOpen(scene);
    const newer = scene.api.getUpdates({ timeout: 30 });
    const error = await older;
    expect(error).to.be.instanceOf(GrammyError);
    expect(error).to.include({
      error_code: 409,
      description: 'Conflict: terminated by other getUpdates request; make sure that only one bot instance is running',
    });
    await scene.user.say('for the newer one');
    expect(texts(await newer)).to.deep.equal(['for the newer one']);
  });

  it('refuses polling while a webhook is set, and setWebhook ends a poll', async () => {
    const poll = botApiRefusal(scene.api.getUpdates({ timeout: 30 }));
    await pollIsOpen(scene);
    await scene.api.setWebhook('http://127.0.0.1:9/');
    expect(await poll).to.equal('409: Conflict: terminated by setWebhook request');
    expect(await botApiRefusal(scene.api.getUpdates())).to.equal(
      "409: Conflict: can't use getUpdates method while webhook is active; use deleteWebhook to delete the webhook first",
    );
    await scene.api.deleteWebhook();
    expect(await scene.api.getUpdates()).to.deep.equal([]);
  });

  it('sends only allowed kinds, and keeps the list if it is omitted', async () => {
    const { api, user } = scene;
    await api.getUpdates({ allowed_updates: ['my_chat_member'] });
    await user.say('not wanted');
    await user.block();
    const updates = await api.getUpdates();
    expect(updates).to.have.length(1);
    expect(updates[0]?.my_chat_member?.new_chat_member.status).to.equal('kicked');
    await user.unblock();
    await api.getUpdates({ offset: -1, allowed_updates: [] });
    await user.say('wanted again');
    expect(texts(await api.getUpdates()).at(-1)).to.equal('wanted again');
  });

  it('ends long polls at once when it closes', async () => {
    const poll = scene.api.getUpdates({ timeout: 50 }).catch(() => 'cut');
    await pollIsOpen(scene);
    await scene.emulator.close();
    expect(await poll).to.satisfy((end: unknown) => end === 'cut' || (Array.isArray(end) && end.length === 0));
  });

  it('drives an unmodified grammY bot through commands and buttons', async () => {
    const bot = new Bot(EMULATOR_BOT_TOKEN, { client: { apiRoot: scene.url } });
    bot.command('new', async (context) => {
      await context.reply('Type?', {
        reply_markup: { inline_keyboard: [[{ text: 'Portrait', callback_data: `type:${context.match}` }]] },
      });
    });
    bot.callbackQuery(/^type:(.*)$/, async (context) => {
      await context.answerCallbackQuery('Noted');
      await context.editMessageText(`Chosen ${context.match[1]}`);
    });
    const running = bot.start();
    const { user } = scene;
    await user.say('/new abc');
    await user.waitFor((chat) => chat.messages.some((message) => message.buttons.length > 0));
    await user.tap('Portrait');
    const chat = await user.waitFor((view) => view.messages.some(({ text }) => text === 'Chosen abc') && view);
    expect(chat.toasts.map(({ text, data }) => [text, data])).to.deep.equal([['Noted', 'type:abc']]);
    expect(chat.unanswered_callbacks).to.deep.equal([]);
    await bot.stop();
    await running;
  });
});

async function pollIsOpen({ url }: TelegramScene): Promise<void> {
  await until(async () => {
    const { body } = await request(`${url}/emulator/calls?method=getUpdates`);
    return body.at(-1)?.ok === null;
  }, 'a long poll');
}
