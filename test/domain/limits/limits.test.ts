import { expect } from 'chai';
import { nextOneAt, pace, recent } from '../../../src/domain/limits/limits.ts';

const HOUR = 3_600_000;
const MINUTE = 60_000;
const now = Date.UTC(2026, 10, 21);

describe('fair limits', () => {
  it('count avatars started within 24 hours, and say when the next one may start', () => {
    const begun = [now - 25 * HOUR, now - 23 * HOUR, now - HOUR];
    expect(recent(begun, now)).to.deep.equal([now - 23 * HOUR, now - HOUR]);
    expect(nextOneAt(begun, 3, now)).to.equal(null);
    expect(nextOneAt(begun, 2, now)).to.equal(now + HOUR);
    expect(nextOneAt(begun, 1, now)).to.equal(now + 23 * HOUR);
    expect(nextOneAt([], 1, now)).to.equal(null);
  });

  it('do not exist when they are 0', () => {
    expect(
      nextOneAt(
        Array.from({ length: 1_000 }, () => now),
        0,
        now,
      ),
    ).to.equal(null);
  });

  it('let a minute’s worth of photos through at once, and no more', () => {
    const first = pace(60, 60, 0, now);
    expect(first).to.include({ granted: 60, waitMs: 0 });
    const second = pace(10, 60, first.pacedUntil, now);
    expect(second).to.include({ granted: 0, waitMs: 10_000 });
    expect(pace(10, 60, second.pacedUntil, now + 10_000)).to.include({ granted: 10, waitMs: 0 });
  });

  it('let through no more than the rate over any length of time, and all of it', () => {
    let [until, at, taken] = [0, now, 0];
    const wanted = 600;
    while (taken < wanted) {
      const { granted, waitMs, pacedUntil } = pace(Math.min(20, wanted - taken), 60, until, at);
      until = pacedUntil;
      taken += granted;
      at += waitMs;
    }
    expect(taken).to.equal(wanted);
    expect(at - now).to.be.within(9 * MINUTE - 20_000, 9 * MINUTE + 20_000);
  });

  it('let a crowd of photos through in groups', () => {
    expect(pace(30, 60, now + MINUTE, now).waitMs).to.equal(10_000);
    expect(pace(3, 60, now + MINUTE, now).waitMs).to.equal(3_000);
    expect(pace(5, 1, now + MINUTE, now)).to.include({ granted: 0, waitMs: MINUTE });
  });
});
