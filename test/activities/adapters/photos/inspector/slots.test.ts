import { expect } from 'chai';
import { createSlots, SlotsClosed } from '../../../../../src/activities/adapters/photos/inspector/slots.ts';
import { rejection } from '../../../../support/http-stub.ts';

/** Work that ends when it is told to. */
function work(log: string[], name: string) {
  let end: (error?: Error) => void = () => undefined;
  const ended = new Promise<void>((resolve, reject) => {
    end = (error) => (error ? reject(error) : resolve());
  });
  return {
    end: (error?: Error) => end(error),
    run: async () => {
      log.push(name);
      await ended;
      return name;
    },
  };
}

const turns = async () => {
  for (let turn = 0; turn < 10; turn += 1) await Promise.resolve();
};

describe('slots', () => {
  it('admit as many tasks as there are slots, first come first served', async () => {
    const log: string[] = [];
    const slots = createSlots(2);
    const [a, b, c, d] = [work(log, 'a'), work(log, 'b'), work(log, 'c'), work(log, 'd')];
    const all = [a, b, c, d].map(({ run }) => slots.take(1, run));
    await turns();
    expect(log).to.deep.equal(['a', 'b']);
    b.end();
    await turns();
    expect(log).to.deep.equal(['a', 'b', 'c']);
    for (const one of [a, c, d]) one.end();
    expect(await Promise.all(all)).to.deep.equal(['a', 'b', 'c', 'd']);
  });

  it('let a task that needs all of them be alone, and let nobody overtake it', async () => {
    const log: string[] = [];
    const slots = createSlots(2);
    const [small, large, later] = [work(log, 'small'), work(log, 'large'), work(log, 'later')];
    const all = [slots.take(1, small.run), slots.take(2, large.run), slots.take(1, later.run)];
    await turns();
    expect(log).to.deep.equal(['small']);
    small.end();
    await turns();
    expect(log).to.deep.equal(['small', 'large']);
    large.end();
    await turns();
    expect(log).to.deep.equal(['small', 'large', 'later']);
    later.end();
    await Promise.all(all);
  });

  it('are free again after a failed task', async () => {
    const slots = createSlots(1);
    const error = await rejection(slots.take(1, () => Promise.reject(new Error('no'))));
    expect(error.message).to.equal('no');
    expect(await slots.take(1, () => Promise.resolve('yes'))).to.equal('yes');
  });

  it('refuse waiting and new tasks when closed, and let running ones finish', async () => {
    const log: string[] = [];
    const slots = createSlots(1);
    const [inside, waiting] = [work(log, 'inside'), work(log, 'waiting')];
    const running = slots.take(1, inside.run);
    const turnedAway = rejection(slots.take(1, waiting.run));
    await turns();
    slots.close();
    expect(await turnedAway).to.be.instanceOf(SlotsClosed);
    expect(await rejection(slots.take(1, waiting.run))).to.be.instanceOf(SlotsClosed);
    inside.end();
    expect(await running).to.equal('inside');
    expect(log).to.deep.equal(['inside']);
  });
});
