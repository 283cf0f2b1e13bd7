import { expect } from 'chai';
import { encode } from '../../src/chat/callbacks.ts';
import { withPhotos } from './fake-avatars.ts';
import { Scene, type Somebody } from './scene.ts';

const ID = '4c8f2f64-0d0c-5b6f-9a55-0a8f5a7e1c11';

describe('the button for first pictures', () => {
  let scene: Scene;
  let anna: Somebody;
  beforeEach(async () => {
    scene = await Scene.start();
    anna = await scene.person();
  });
  afterEach(() => scene.stop());

  const asked = () => scene.avatars.commands.filter((command) => command.startsWith('preview'));
  const put = (status: 'completed' | 'error') =>
    scene.avatars.put(ID, anna.person, 'Анна', (life) => {
      withPhotos(life, 10);
      life.status = status;
    });
  async function opens(icon: string): Promise<void> {
    await anna.user.say('/avatars');
    await anna.user.waitFor(({ messages }) => messages.some(({ buttons }) => buttons.flat().length > 0));
    await anna.user.tap(anna.t('gallery-item', { icon: anna.t('status-icon', { value: icon }), name: 'Анна' }));
  }

  it('requests them, and says that they will come', async () => {
    put('completed');
    await opens('completed');
    await anna.taps('button-preview');
    await anna.hears(anna.t('toast-preview'));
    expect(asked()).to.have.length(1);
    expect(await anna.botMessages()).to.have.length(1);
  });

  it('is missing before the avatar is completed, and does nothing if tapped anyway', async () => {
    put('error');
    await opens('error');
    await anna.sees(anna.t('card-error'));
    const [message] = await anna.botMessages();
    expect(message?.buttons.flat().map(({ label }) => label)).to.not.include(anna.t('button-preview'));
    const data = encode({ kind: 'avatar', tap: 'preview', avatarId: ID });
    await anna.user.tap({ data }, { messageId: message?.id ?? 0, force: true });
    await anna.hears(anna.t('toast-stale'));
    expect(asked()).to.deep.equal([]);
  });

  it('says so when nobody answers', async () => {
    put('completed');
    await opens('completed');
    scene.avatars.answerAll = { ok: false, why: 'late' };
    await anna.taps('button-preview');
    await anna.sees(anna.t('server-away'));
    scene.avatars.answerAll = undefined;
    await anna.user.waitFor(() => scene.logged.some((line) => line.includes('"granted"')));
    expect(new Set(asked()), 'one command, however often it is made').to.have.property('size', 1);
  });
});
