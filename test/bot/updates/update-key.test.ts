import { expect } from 'chai';
import type { Update } from 'grammy/types';
import { keyOf, walkOf } from '../../../src/bot/updates/update-key.ts';

const tap = (id: string, update_id = 1) => ({ update_id, callback_query: { id, from: { id: 7 } } }) as Update;
const text = (message_id: number, update_id = 1, chat = 7) =>
  ({ update_id, message: { message_id, chat: { id: chat } } }) as Update;
const member = (date: number, update_id = 1) => ({ update_id, my_chat_member: { date, chat: { id: 7 } } }) as Update;
const edit = (edit_date: number, update_id = 1) =>
  ({ update_id, edited_message: { message_id: 1, edit_date, chat: { id: 7 } } }) as Update;

describe('the key of an update', () => {
  it('is the same however often it is delivered', () => {
    for (const make of [() => tap('9'), () => text(1), () => member(5), () => edit(6)]) {
      expect(keyOf(make())).to.equal(keyOf(make()));
    }
  });

  it('differs for everything else, even when Telegram restarts its ids at the same one', () => {
    const updates = [tap('9'), tap('10'), text(1), text(2), text(1, 1, 8), member(5), member(6), edit(5), edit(6)];
    expect(new Set(updates.map(keyOf))).to.have.property('size', updates.length);
  });

  it('makes a number that fits into a button', () => {
    const walks = ['message-7-1', 'message-7-2', 'tap-9'].map(walkOf);
    expect(new Set(walks)).to.have.property('size', 3);
    for (const walk of walks) expect(walk).to.be.within(0, 2 ** 48 - 1);
  });
});
