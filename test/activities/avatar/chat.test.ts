import { expect } from 'chai';
import { createCardActivities } from '../../../src/activities/avatar/card.ts';
import { createChatActivities } from '../../../src/activities/avatar/chat.ts';
import type { ActivityDeps } from '../../../src/activities/deps.ts';
import type { Addressee } from '../../../src/activities/ports/user-records.ts';
import { stateIn } from '../../chat/states.ts';

describe('a message to a user', () => {
  let known: Addressee | null;
  let told: [what: string, language: string][];
  let missed: object[];
  const deps = {
    records: {
      addressee: async () => known,
      setBlocked: async () => undefined,
      holdCard: async () => 'no_row' as const,
      keepMissed: async (_avatarId: string, news: object) => void missed.push(news),
    } as unknown as ActivityDeps['records'],
    messenger: {
      showCard: async (_avatar: unknown, { language }: { language: string }) => {
        told.push(['card', language]);
        return { messageId: 1 };
      },
      announce: async ({ kind }: { kind: string }, language: string) => {
        told.push([kind, language]);
        return { messageId: 1 };
      },
    } as unknown as ActivityDeps['messenger'],
  };
  const { showCard } = createCardActivities(deps);
  const { announce } = createChatActivities(deps);
  beforeEach(() => {
    [known, told, missed] = [null, [], []];
  });

  const avatar = stateIn('completed');
  const all = async () => {
    await showCard({ avatar, language: 'en', repost: false });
    await announce({ kind: 'completed', avatar, language: 'en' });
    await announce({ kind: 'photos_without_avatar', telegramId: 7, count: 2, language: 'en' });
    return new Set(told.map(([, language]) => language));
  };

  it("is in Telegram's language for an unknown user", async () => {
    expect(await all()).to.deep.equal(new Set(['en']));
  });

  it("is in the saved language, which respects the user's choice", async () => {
    known = { language: 'ru', blocked: false };
    expect(await all()).to.deep.equal(new Set(['ru']));
  });

  it('is kept, with all that it needs, for a user who has blocked the bot', async () => {
    known = { language: 'ru', blocked: true };
    expect(await all()).to.deep.equal(new Set());
    expect(missed).to.deep.equal([{ kind: 'completed', avatar, language: 'en' }]);
  });
});
