import { expect } from 'chai';
import { request, startScene, until } from './support.ts';
import type { Json, TelegramScene } from './support.ts';

/** Events as they come, of one listener. */
class Listener {
  readonly events: { event: string; data: Json }[] = [];
  readonly #leave = new AbortController();
  readonly ended: Promise<void>;

  private constructor(response: Response, leave: AbortController) {
    this.#leave = leave;
    this.ended = this.#read(response).catch(() => undefined);
  }

  static async join(url: string): Promise<Listener> {
    const leave = new AbortController();
    const response = await fetch(`${url}/emulator/events`, { signal: leave.signal });
    expect(response.headers.get('content-type')).to.equal('text/event-stream');
    return new Listener(response, leave);
  }

  of(event: string): Json[] {
    return this.events.filter((one) => one.event === event).map(({ data }) => data);
  }

  async leave(): Promise<void> {
    this.#leave.abort();
    await this.ended;
  }

  async #read(response: Response): Promise<void> {
    let text = '';
    for await (const part of response.body ?? []) {
      text += Buffer.from(part).toString();
      const blocks = text.split('\n\n');
      text = blocks.pop() ?? '';
      for (const block of blocks) {
        const [, event, data] = /^event: (.*)\ndata: (.*)$/.exec(block) ?? [];
        if (event !== undefined && data !== undefined) this.events.push({ event, data: JSON.parse(data) });
      }
    }
  }
}

describe('Telegram emulator: events', () => {
  let scene: TelegramScene;
  let listener: Listener;
  beforeEach(async () => {
    scene = await startScene();
    listener = await Listener.join(scene.url);
  });
  afterEach(async () => {
    await listener.leave();
    await scene.emulator.close();
  });

  it('report each change of a chat, with its version', async () => {
    const { message_id: id } = await scene.api.sendMessage(scene.chatId, 'Привет');
    await scene.api.editMessageText(scene.chatId, id, 'Здравствуйте');
    await scene.api.deleteMessage(scene.chatId, id);
    await until(() => listener.of('chat').length === 3, 'three events');
    const { version } = await scene.user.chat();
    expect(listener.of('chat')).to.deep.equal(
      [version - 2, version - 1, version].map((one) => ({ user_id: scene.chatId, version: one })),
    );
  });

  it('report a call on arrival and on answer, with user, result and duration', async () => {
    await scene.api.sendMessage(scene.chatId, 'Привет');
    await scene.api.sendMessage(404, 'Кто здесь?').catch(() => undefined);
    await until(() => listener.of('call').length === 4, 'four events');
    const [begun, ended, , refused] = listener.of('call');
    expect(begun).to.include({ method: 'sendMessage', ok: null, chat: scene.chatId }).and.not.have.property('ms');
    expect(ended).to.include({ index: begun.index, ok: true, chat: scene.chatId });
    expect(ended.ms).to.be.a('number').and.at.least(0);
    expect(ended.result).to.include({ text: 'Привет' });
    expect(refused).to.include({ ok: false, error_code: 400, error: 'Bad Request: chat not found' });
    expect(JSON.stringify(listener.events)).to.not.contain('EmulatorToken');
  });

  it('know the user of an answer to a tap and of the updates of a poll', async () => {
    await scene.api.sendMessage(scene.chatId, 'Да?', {
      reply_markup: { inline_keyboard: [[{ text: 'Да', callback_data: 'yes' }]] },
    });
    await scene.user.tap('Да');
    const [update] = await scene.api.getUpdates();
    await scene.api.answerCallbackQuery(update?.callback_query?.id ?? '');
    const { body } = await request(`${scene.url}/emulator/calls?last=2`);
    expect(body.map(({ method, chat }: Json) => [method, chat])).to.deep.equal([
      ['getUpdates', scene.chatId],
      ['answerCallbackQuery', scene.chatId],
    ]);
  });

  it('report new users, changes of the bot’s texts, and links', async () => {
    await request(`${scene.url}/emulator/users`, { first_name: 'Борис' });
    await scene.api.setMyCommands([{ command: 'start', description: 'Начать' }]);
    await request(`${scene.url}/emulator/links`, { links: [] }, 'PUT');
    await until(() => listener.of('people').length === 3, 'three events');
  });

  it('end with the emulator', async () => {
    await scene.emulator.close();
    await listener.ended;
  });

  it('leave out long results', async () => {
    for (let index = 0; index < 10; index++) await scene.user.say('я'.repeat(4096));
    const updates = await scene.api.getUpdates();
    expect(updates).to.have.length(10);
    const { body } = await request(`${scene.url}/emulator/calls?last=1`);
    expect(body[0]).to.include({ method: 'getUpdates', ok: true }).and.not.have.property('result');
  });
});
