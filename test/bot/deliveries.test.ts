import { expect } from 'chai';
import type { Update } from 'grammy/types';
import { Deliveries } from '../../src/bot/deliveries.ts';

const text = (update_id: number, chat: number) =>
  ({ update_id, message: { message_id: update_id, chat: { id: chat } } }) as Update;
const tap = (update_id: number, from: number) =>
  ({ update_id, callback_query: { id: String(update_id), from: { id: from } } }) as Update;

describe('deliveries of updates', () => {
  const began: number[] = [];
  const ends = new Map<number, () => void>();
  let deliveries: Deliveries;

  beforeEach(() => {
    began.length = 0;
    ends.clear();
    deliveries = new Deliveries(async ({ update_id: id }) => {
      began.push(id);
      await new Promise<void>((resolve) => ends.set(id, resolve));
    });
  });
  const turn = () => new Promise((resolve) => setImmediate(resolve));

  it('go on side by side for different chats', async () => {
    void deliveries.take(text(1, 100));
    void deliveries.take(text(2, 200));
    await turn();
    expect(began).to.deep.equal([1, 2]);
    expect(deliveries.underWay).to.equal(2);
  });

  it('keep the order of one chat, of texts and taps', async () => {
    void deliveries.take(text(1, 100));
    void deliveries.take(tap(2, 100));
    void deliveries.take(text(3, 100));
    await turn();
    expect(began).to.deep.equal([1]);
    ends.get(1)?.();
    await turn();
    expect(began).to.deep.equal([1, 2]);
    ends.get(2)?.();
    await turn();
    expect(began).to.deep.equal([1, 2, 3]);
  });

  it('hold Telegram up until a text or a photo is done, and for a tap not longer than a moment', async () => {
    const done: string[] = [];
    void deliveries.take(text(1, 100)).then(() => done.push('text'));
    await deliveries.take(tap(2, 200));
    expect(done).to.deep.equal([]);
    expect(deliveries.underWay).to.equal(2);
  });

  it('are settled when all are done, taps too', async () => {
    await deliveries.take(tap(1, 100));
    let settled = false;
    const settling = deliveries.settled().then(() => (settled = true));
    await turn();
    expect(settled).to.equal(false);
    ends.get(1)?.();
    await settling;
    expect(deliveries.underWay).to.equal(0);
  });

  it('happen once, and a second one waits for the end of the first', async () => {
    const first = deliveries.take(text(1, 100));
    let again = false;
    const second = deliveries.take(text(1, 100)).then(() => (again = true));
    await turn();
    expect(again).to.equal(false);
    ends.get(1)?.();
    await Promise.all([first, second]);
    await deliveries.take(text(1, 100));
    expect(began).to.deep.equal([1]);
    expect(deliveries.underWay).to.equal(0);
  });
});
