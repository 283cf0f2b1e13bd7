import { expect } from 'chai';
import type { Update } from 'grammy/types';
import { NoAnswer, NobodyAtWork } from '../../src/bot/errors.ts';
import { Patience } from '../../src/bot/patience.ts';

const MINUTE_MS = 60_000;
const DAY_MS = 24 * 60 * MINUTE_MS;
const update = { update_id: 1 } as Update;

describe('patience with an unavailable server', () => {
  let patience: Patience;
  beforeEach(() => (patience = new Patience()));
  const lasts = (error: unknown, now: number) => patience.lasts(error, update, 0, now);

  it('lasts as long as Telegram keeps an update, while no worker is running', () => {
    expect(lasts(new NobodyAtWork(), 6 * MINUTE_MS)).to.equal(true);
    expect(lasts(new NobodyAtWork(), DAY_MS - 1)).to.equal(true);
    expect(lasts(new NobodyAtWork(), DAY_MS)).to.equal(false);
  });

  it('lasts five minutes when only one run does not answer', () => {
    expect(lasts(new NoAnswer(), 0)).to.equal(true);
    expect(lasts(new NoAnswer(), 5 * MINUTE_MS - 1)).to.equal(true);
    expect(lasts(new NoAnswer(), 5 * MINUTE_MS)).to.equal(false);
  });

  it('starts again when a worker is running again', () => {
    expect(lasts(new NoAnswer(), 0)).to.equal(true);
    expect(lasts(new NobodyAtWork(), 60 * MINUTE_MS)).to.equal(true);
    expect(lasts(new NoAnswer(), 61 * MINUTE_MS)).to.equal(true);
    expect(lasts(new NoAnswer(), 66 * MINUTE_MS)).to.equal(false);
  });

  it('does not apply to a defect of ours', () => {
    expect(lasts(new TypeError('broken'), 0)).to.equal(false);
  });
});
