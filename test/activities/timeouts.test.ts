import { expect } from 'chai';
import { TelegramUser } from '../../emulators/telegram/client.ts';
import { EMULATOR_BOT_TOKEN as token, startTelegramEmulator } from '../../emulators/telegram/index.ts';
import { createMessenger, LONGEST_MS } from '../../src/activities/adapters/telegram/messenger.ts';
import { HELD_MS } from '../../src/activities/avatar/card.ts';
import { LONGEST_QUERY_MS } from '../../src/entities/database-driver.ts';
import { WRITING_MS } from '../../src/workflows/shared/activity-policies.ts';
import { stateIn } from '../chat/states.ts';

/** An attempt that Temporal gives up and that still goes on is made twice. */
describe('an attempt to write to a user', () => {
  for (const [what, ms] of Object.entries(LONGEST_MS)) {
    it(`is not given up while its calls may still succeed: ${what}`, () => {
      expect(LONGEST_QUERY_MS + ms).to.be.below(WRITING_MS);
    });
  }

  it('holds the card for as long as it may draw', () => {
    expect(HELD_MS.run).to.be.above(LONGEST_QUERY_MS + LONGEST_MS.showCard);
    expect(HELD_MS.activity).to.be.above(LONGEST_QUERY_MS + LONGEST_MS.redrawCard);
  });

  it('makes at worst the counted number of calls: a lost card, and two that cannot be deleted', async () => {
    const telegram = await startTelegramEmulator();
    try {
      const user = new TelegramUser(telegram.url, { first_name: 'Анна', language_code: 'ru' });
      const telegramId = await user.id();
      await user.say('/start');
      const post = (fault: object) =>
        fetch(`${telegram.url}/emulator/faults`, {
          method: 'POST',
          headers: { 'content-type': 'application/json' },
          body: JSON.stringify(fault),
        });
      await post({ method: 'deleteMessage', count: 100, kind: 500 });
      const messenger = createMessenger({ token, apiRoot: telegram.url });
      const lost = stateIn('uploading', { telegramId, cardMessageId: 1_000_000 });
      await messenger.showCard(lost, { language: 'ru', repost: false, former: 1_000_001 });
      const count = async (method: string) => {
        const answer: unknown = await (await fetch(`${telegram.url}/emulator/calls?method=${method}`)).json();
        return (Array.isArray(answer) ? answer : (answer as { calls: [] }).calls).length;
      };
      const made = await Promise.all(['editMessageText', 'sendMessage', 'deleteMessage'].map(count));
      expect(made).to.deep.equal([1, 1, 6]);
    } finally {
      await telegram.close();
    }
  });
});
