import { expect } from 'chai';
import { isServiceKind, serviceMessages } from '../../emulators/telegram/service-messages.ts';
import { serviceKinds } from '../../src/bot/updates/message-kinds.ts';
import { Scene, type Somebody } from './scene.ts';

const ID = '4c8f2f64-0d0c-5b6f-9a55-0a8f5a7e1c11';

describe('a service message of Telegram', () => {
  let scene: Scene;
  let anna: Somebody;
  beforeEach(async () => {
    scene = await Scene.start();
    anna = await scene.person();
    scene.avatars.put(ID, anna.person, 'Анна');
  });
  afterEach(() => scene.stop());

  it('is not answered, whatever its kind: the bot and the emulator know all kinds', async () => {
    expect(Object.keys(serviceMessages)).to.have.members(serviceKinds);
    for (const kind of Object.keys(serviceMessages).filter(isServiceKind)) await anna.user.serviceMessage(kind);
    await anna.user.say('/help');
    await anna.sees('Как это работает');
    expect(await anna.botMessages()).to.have.length(1);
  });
});
