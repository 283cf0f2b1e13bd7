import { expect } from 'chai';
import { Scene, type Somebody } from '../scene.ts';

describe('a message that the bot cannot edit', () => {
  let scene: Scene;
  let anna: Somebody;
  beforeEach(async () => {
    scene = await Scene.start();
    anna = await scene.person();
  });
  afterEach(() => scene.stop());

  for (const description of [
    'Bad Request: MESSAGE_ID_INVALID',
    'Bad Request: message identifier is not specified',
    'Bad Request: message to edit not found',
    "Bad Request: message can't be edited",
  ]) {
    it(`is replaced by a new one when Telegram answers “${description}”`, async () => {
      await anna.user.say('/start');
      const { id } = await anna.sees('Айша');
      await scene.fault({ method: 'editMessageText', count: 1, kind: 400, description });
      await anna.taps('button-help');
      const help = await anna.sees('Как это работает');
      expect(help.id).to.be.above(id);
    });
  }
});
