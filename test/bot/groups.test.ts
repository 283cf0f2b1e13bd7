import { expect } from 'chai';
import type { Update, UserFromGetMe } from 'grammy/types';
import { pino } from 'pino';
import { createBot } from '../../src/bot/index.ts';
import { say } from '../../src/chat/i18n.ts';
import { defaultPolicy } from '../../src/domain/avatar/policy.ts';
import { FakeAvatars } from './fake-avatars.ts';
import { FakeUsers } from './fake-users.ts';

const chat = { id: -100, type: 'supergroup', title: 'Friends' };
const from = { id: 7, is_bot: false, first_name: 'Ann', language_code: 'en' };
const becomes = (update_id: number, before: string, now: string) =>
  ({
    update_id,
    my_chat_member: { chat, from, date: 1, old_chat_member: { status: before }, new_chat_member: { status: now } },
  }) as unknown as Update;
const text = (update_id: number) =>
  ({ update_id, message: { chat, from, date: 1, message_id: 5, text: '/start' } }) as Update;

describe('in a group', () => {
  it('the bot says once, when it is added, where to find it, and nothing else', async () => {
    const avatars = new FakeAvatars();
    const deps = {
      avatars,
      users: new FakeUsers(),
      gallery: avatars,
      policy: defaultPolicy,
      logger: pino({ level: 'silent' }),
    };
    const botInfo = { id: 1, is_bot: true, first_name: 'Aisha', username: 'aisha_bot' } as UserFromGetMe;
    const { bot, deliveries } = createBot({ token: '1:token', apiRoot: 'http://127.0.0.1:9', botInfo, deps });
    const sent: unknown[] = [];
    bot.api.config.use(async (_previous, method, payload) => {
      const { chat_id: to, text: said } = payload as { chat_id?: number; text?: string };
      sent.push({ method, to, said });
      return { ok: true, result: true } as never;
    });
    const updates = [
      becomes(1, 'left', 'member'),
      text(2),
      becomes(3, 'member', 'administrator'),
      becomes(4, 'member', 'left'),
    ];
    for (const update of updates) await deliveries.take(update).taken;
    const words = say('en')('in-group', { username: 'aisha_bot' });
    expect(words).to.include('@aisha_bot');
    expect(sent).to.deep.equal([{ method: 'sendMessage', to: -100, said: words }]);
  });
});
