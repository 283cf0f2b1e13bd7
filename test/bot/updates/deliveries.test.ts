import { expect } from 'chai';
import type { Update } from 'grammy/types';
import { Deliveries } from '../../../src/bot/updates/deliveries.ts';
import { currentHanding, type Handing } from '../../../src/bot/updates/handing.ts';
import { until } from '../../support/until.ts';

const text = (update_id: number, chat: number, words = 'Anna') =>
  ({ update_id, message: { message_id: update_id, chat: { id: chat }, text: words } }) as Update;
const photo = (update_id: number, chat: number) =>
  ({ update_id, message: { message_id: update_id, chat: { id: chat }, photo: [{}] } }) as unknown as Update;
const tap = (update_id: number, from: number) =>
  ({ update_id, callback_query: { id: String(update_id), from: { id: from } } }) as Update;

describe('deliveries of updates', () => {
  const began: number[] = [];
  const ends = new Map<number, () => void>();
  const handings = new Map<number, Handing | undefined>();
  const dropped: number[] = [];
  const behind: number[] = [];
  let deliveries: Deliveries;

  beforeEach(() => {
    began.length = 0;
    dropped.length = behind.length = 0;
    ends.clear();
    deliveries = new Deliveries(
      async ({ update_id: id }) => {
        began.push(id);
        handings.set(id, currentHanding());
        await new Promise<void>((resolve) => ends.set(id, resolve));
      },
      {
        onDropped: ({ update_id: id }) => dropped.push(id),
        onBehind: ({ update_id: id }) => behind.push(id),
        goesTogether: ({ message }) => message?.photo !== undefined,
      },
    );
  });
  // An update that one test leaves waiting is not tried again in the next.
  afterEach(async () => {
    const closed = deliveries.close();
    for (const end of ends.values()) end();
    await closed;
  });
  const turn = () => new Promise((resolve) => setImmediate(resolve));
  const tried = (...ids: number[]) =>
    until(
      `the tries ${ids.join(', ')}`,
      async () => [...began],
      (now) => now.length === ids.length && now.every((id, at) => id === ids[at]),
    );
  /** A server is down. */
  async function stopped(id: number): Promise<void> {
    handings.get(id)?.tryAgain(true);
    ends.get(id)?.();
    await turn();
  }
  async function done(id: number): Promise<void> {
    ends.get(id)?.();
    await turn();
  }

  it('are handled in parallel for different chats', async () => {
    deliveries.take(text(1, 100));
    deliveries.take(text(2, 200));
    await turn();
    expect(began).to.deep.equal([1, 2]);
    expect(deliveries.underWay).to.equal(2);
  });

  it('keep the order of one chat, of texts and taps', async () => {
    deliveries.take(text(1, 100));
    deliveries.take(tap(2, 100));
    deliveries.take(text(3, 100));
    await turn();
    expect(began).to.deep.equal([1]);
    await done(1);
    expect(began).to.deep.equal([1, 2]);
    await done(2);
    expect(began).to.deep.equal([1, 2, 3]);
  });

  it('are handled for fifty chats at once: others wait for their turn, and know it', async () => {
    for (let chat = 1; chat <= 52; chat += 1) deliveries.take(tap(chat, chat));
    await turn();
    expect(began).to.have.length(50);
    expect(behind).to.deep.equal([51, 52]);
    // Telegram makes one wait: the next takes its turn.
    handings.get(1)?.goOn();
    await turn();
    await done(2);
    expect(began.slice(50)).to.deep.equal([51, 52]);
    expect([2, 52].map((id) => handings.get(id)?.waited)).to.deep.equal([false, true]);
  });

  it('are confirmed when they are done, a tap when a workflow has its command', async () => {
    const words = deliveries.take(text(1, 100));
    const tapped = deliveries.take(tap(2, 200));
    await turn();
    expect([words.isTaken, tapped.isTaken]).to.deep.equal([false, false]);
    for (const id of [1, 2]) handings.get(id)?.handOn();
    await tapped.taken;
    expect(words.isTaken).to.equal(false);
    expect(deliveries.underWay).to.equal(2);
  });

  it('close when everything started is done, taps too, and start nothing new then', async () => {
    const tapped = deliveries.take(tap(1, 100));
    await turn();
    handings.get(1)?.handOn();
    await tapped.taken;
    deliveries.take(text(2, 100));
    let closed = false;
    const closing = deliveries.close().then(() => (closed = true));
    await turn();
    expect(closed).to.equal(false);
    await done(1);
    await closing;
    const late = deliveries.take(text(3, 300));
    await turn();
    expect(began).to.deep.equal([1]);
    expect(late.isTaken).to.equal(false);
  });

  it('are handled whenever they come, even at the moment when the one before ends', async () => {
    for (let ticks = 0; ticks < 20; ticks += 1) {
      const handled: number[] = [];
      const quick = new Deliveries(async ({ update_id: id }) => void handled.push(id));
      quick.take(tap(1, 100));
      for (let tick = 0; tick < ticks; tick += 1) await Promise.resolve();
      quick.take(tap(2, 100));
      await turn();
      expect(handled, `after ${ticks} turns`).to.deep.equal([1, 2]);
    }
  });

  it('are handled once, and a repeated one waits for the end of the first', async () => {
    const first = deliveries.take(text(1, 100));
    expect(deliveries.take(text(1, 100))).to.equal(first);
    await turn();
    expect(first.isTaken).to.equal(false);
    await done(1);
    await first.taken;
    await deliveries.take(text(1, 100)).taken;
    expect(began).to.deep.equal([1]);
    expect(deliveries.underWay).to.equal(0);
  });

  describe("that a server's absence stops", () => {
    for (const [what, update] of [
      ['a text', text(1, 100)],
      ['a tap', tap(1, 100)],
      ['a photo', photo(1, 100)],
    ] as const) {
      it(`are not confirmed, as ${what}, nor overtaken`, async () => {
        const delivery = deliveries.take(update);
        await turn();
        await stopped(1);
        expect(delivery).to.include({ isTaken: false, waits: true });
        await deliveries.close();
      });
    }

    it('may be overtaken when only one run does not answer, together with those behind them', async () => {
      const known = [tap(1, 100), text(2, 100)].map((update) => deliveries.take(update));
      await turn();
      handings.get(1)?.tryAgain(false);
      await done(1);
      known.push(deliveries.take(text(3, 100)));
      expect(known).to.have.length(3);
      for (const delivery of known) expect(delivery).to.include({ isTaken: false, waits: false });
      await deliveries.close();
    });

    it('are announced when they must wait behind one that waits, so that no button hangs', async () => {
      for (const update of [tap(1, 100), tap(2, 100), photo(3, 100)]) deliveries.take(update);
      await turn();
      expect(behind).to.deep.equal([]);
      await stopped(1);
      deliveries.take(tap(4, 100));
      deliveries.take(tap(5, 200));
      expect(behind).to.deep.equal([2, 4]);
      await done(3);
      await tried(1, 3, 5, 1);
      await done(1);
      expect([1, 2].map((id) => handings.get(id)?.waited)).to.deep.equal([false, true]);
      for (const id of [2, 4, 5]) await done(id);
      await deliveries.close();
    });

    it('are tried again until they are done, and are not confirmed before', async () => {
      const delivery = deliveries.take(text(1, 100));
      await turn();
      expect(handings.get(1)?.again).to.equal(false);
      await stopped(1);
      expect(delivery.isTaken).to.equal(false);
      await tried(1, 1);
      expect(handings.get(1)?.again).to.equal(true);
      await stopped(1);
      await tried(1, 1, 1);
      await done(1);
      await delivery.taken;
    });

    it('delay texts and taps of their chat, in order; commands and photos go on, and know of it', async () => {
      const updates = [tap(1, 100), text(2, 100), tap(3, 100), text(4, 100, '/help'), photo(5, 100)];
      const known = updates.map((update) => deliveries.take(update));
      await turn();
      await stopped(1);
      await tried(1, 4);
      await done(4);
      await done(5);
      expect(handings.get(5)?.behind).to.equal(true);
      await tried(1, 4, 5, 1);
      expect(known.map(({ waits }) => waits)).to.deep.equal([true, true, true, false, false]);
      await done(1);
      await done(2);
      await done(3);
      expect(began).to.deep.equal([1, 4, 5, 1, 2, 3]);
    });

    it('delay nobody else', async () => {
      deliveries.take(text(1, 100));
      await turn();
      await stopped(1);
      deliveries.take(text(2, 200));
      await turn();
      expect(began).to.include(2);
    });
  });

  it("that wait on Telegram's request delay nothing of their chat, and are confirmed when done, taps at once", async () => {
    const tapped = deliveries.take(tap(3, 200));
    await turn();
    handings.get(3)?.goOn();
    await tapped.taken;
    await done(3);
    began.length = 0;

    const first = deliveries.take(text(1, 100));
    deliveries.take(text(2, 100));
    await turn();
    handings.get(1)?.goOn();
    await turn();
    expect(began).to.deep.equal([1, 2]);
    expect(first.isTaken).to.equal(false);
    await done(2);
    await deliveries.close();
    await done(1);
    await first.taken;
  });

  describe('of photos', () => {
    const idsOf = (id: number) => [id, ...(handings.get(id)?.together ?? []).map(({ update_id: other }) => other)];

    it('are handled together in order, up to a hundred, but not past earlier updates', async () => {
      for (let id = 1; id <= 130; id += 1) deliveries.take(photo(id, 100));
      deliveries.take(text(131, 100));
      deliveries.take(photo(132, 100));
      await turn();
      const taken: number[][] = [];
      for (let handled = 0; handled < began.length; handled += 1) {
        const id = began[handled] ?? 0;
        taken.push(idsOf(id));
        await done(id);
      }
      expect(taken.map((ids) => [ids.at(0), ids.at(-1), ids.length])).to.deep.equal([
        [1, 100, 100],
        [101, 130, 30],
        [131, 131, 1],
        [132, 132, 1],
      ]);
      expect(deliveries.underWay).to.equal(0);
    });

    it('are confirmed together, and tried again together when a server is down', async () => {
      deliveries.take(text(1, 100));
      const photos = [2, 3, 4].map((id) => deliveries.take(photo(id, 100)));
      await turn();
      await done(1);
      await stopped(2);
      expect(photos.map(({ isTaken, waits }) => isTaken || !waits)).to.deep.equal([false, false, false]);
      const late = deliveries.take(photo(5, 100));
      await turn();
      await done(5);
      await late.taken;
      await tried(1, 2, 5, 2);
      expect(idsOf(2)).to.deep.equal([2, 3, 4]);
      await done(2);
      await Promise.all(photos.map(({ taken }) => taken));
      expect(deliveries.underWay).to.equal(0);
    });
  });

  it('are dropped when one chat has too many waiting texts and taps, photos never', async () => {
    for (let id = 1; id <= 30; id += 1) deliveries.take(text(id, 100));
    const kept = deliveries.take(photo(31, 100));
    deliveries.take(text(32, 200));
    await turn();
    expect(dropped).to.deep.equal([21, 22, 23, 24, 25, 26, 27, 28, 29, 30]);
    expect(kept.isTaken).to.equal(false);
    expect(began).to.deep.equal([1, 32]);
  });
});
