import { expect } from 'chai';
import { encode } from '../../src/chat/callbacks.ts';
import { until } from '../support/until.ts';
import { withPhotos } from './fake-avatars.ts';
import { Scene, type Somebody } from './scene.ts';

const ID = '4c8f2f64-0d0c-5b6f-9a55-0a8f5a7e1c11';

describe('a call that Telegram refuses', () => {
  let scene: Scene;
  let anna: Somebody;
  beforeEach(async () => {
    scene = await Scene.start();
    anna = await scene.person();
  });
  afterEach(() => scene.stop());

  async function messageOf(status: 'ready' | 'completed'): Promise<number> {
    scene.avatars.put(ID, anna.person, 'Анна', (life) => {
      withPhotos(life, 12);
      life.status = status;
    });
    await anna.user.say('/avatars');
    return anna.user.waitFor(({ messages }) => messages.find(({ buttons }) => buttons.flat().length > 0)?.id);
  }
  const tap = (which: 'start' | 'open', messageId: number) =>
    anna.user.tap({ data: encode({ kind: 'avatar', tap: which, avatarId: ID }) }, { messageId, force: true });
  const said = async () => (await anna.botMessages()).map(({ text }) => text);

  for (const fault of [{ kind: 429, retry_after: 30 }, { kind: 500 }, { kind: 403 }, { kind: 'reset-before' }]) {
    it(`(${fault.kind}) as the answer to a tap does not affect the tap's command`, async () => {
      const messageId = await messageOf('ready');
      await scene.fault({ method: 'answerCallbackQuery', count: 1, ...fault });
      await tap('start', messageId);
      await anna.user.waitFor(() => scene.avatars.kept.get(ID)?.life.status === 'training');
      await until(
        'one try',
        () => scene.calls('answerCallbackQuery'),
        (tries) => tries.length === 1,
      );
      expect(await said()).not.to.include(anna.t('trouble'));
      expect(scene.logged.join('')).not.to.include('an update failed');
    });
  }

  it('as a toast with a refusal is replaced by a message', async () => {
    const messageId = await messageOf('completed');
    await scene.fault({ method: 'answerCallbackQuery', count: 1, kind: 429, retry_after: 30 });
    scene.avatars.answerAll = { ok: false, why: 'busy' };
    await tap('open', messageId);
    await anna.sees(anna.t('toast-busy'));
  });

  it('for now is made later, as often as Telegram asks, while other updates go on', async () => {
    await scene.fault({ method: 'sendMessage', count: 4, kind: 429, retry_after: 1 });
    await anna.user.say('/start');
    await anna.user.sendPhotos([{ name: '1.heic', bytes: Buffer.from('photo') }], { as: 'document' });
    await anna.user.waitFor(() => scene.avatars.inbox.length === 1);
    await anna.user.waitFor(({ messages }) => messages.some(({ from }) => from === 'bot'));
    expect(scene.logged.join('')).not.to.include('an update failed');
  });

  it('because the user has blocked the bot is no fault', async () => {
    await scene.fault({
      method: 'sendMessage',
      count: 1,
      kind: 403,
      description: 'Forbidden: bot was blocked by the user',
    });
    await anna.user.say('/start');
    await anna.user.waitFor(() => scene.logged.some((line) => line.includes('the user has blocked the bot')));
    expect(scene.logged.filter((line) => (JSON.parse(line) as { level: number }).level >= 50)).to.deep.equal([]);
  });

  it("for a lost connection is logged by the error's name", async () => {
    await scene.fault({ method: 'sendMessage', count: 1, kind: 'reset-before' });
    await anna.user.say('/start');
    await anna.user.waitFor(() => scene.logged.some((line) => line.includes('an update failed')));
    const lines = scene.logged.map((line) => JSON.parse(line) as { msg: string; err?: { type: string } });
    expect(lines.find(({ msg }) => msg === 'an update failed')?.err?.type).to.equal('HttpError');
  });
});

describe('a flood of messages that are not photos', () => {
  it('is answered once, without any query', async () => {
    const scene = await Scene.start();
    const anna = await scene.person();
    let asked = 0;
    scene.avatars.accountOf = async () => {
      asked += 1;
      return null;
    };
    await scene.fault({ method: 'sendMessage', count: 1, kind: 429, retry_after: 30 });
    for (let number = 0; number < 40; number += 1) await anna.user.sendMedia('voice');
    await anna.user.say('/help');
    await anna.sees('Как это работает');
    const sent = await scene.calls('sendMessage');
    expect(sent, 'the hint, and the answer to the command').to.have.length(2);
    expect(asked).to.equal(2);
    await scene.stop();
  });
});
