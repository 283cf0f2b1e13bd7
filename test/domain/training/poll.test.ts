import { expect } from 'chai';
import { nextPoll, nothingKnown, type TrainerStatus } from '../../../src/domain/training/poll.ts';
import { PROGRESS_CEILING } from '../../../src/domain/training/training.ts';
import { HOUR, MINUTE, play, SECOND, T0, watched, type Trainer } from '../../support/played-training.ts';

const running: TrainerStatus = { state: 'running' };
const queued = (queuePosition?: number): TrainerStatus => ({
  state: 'queued',
  ...(queuePosition === undefined ? {} : { queuePosition }),
});
/** An hour in the queue, then a run without logs, then the end. */
const afterAnHour =
  (runMs: number): Trainer =>
  (at) =>
    at < HOUR ? queued() : at < HOUR + runMs ? running : null;

describe('the progress of a training', () => {
  it('counts from the start of the run, without the queue', () => {
    const { reports } = play(afterAnHour(MINUTE));
    const first = reports.find(({ phase }) => phase === 'running');
    expect(first).to.include({ percent: 0, source: 'estimate', runningSince: T0 + HOUR });
  });

  it('takes the start from the logs if they contain a plausible one', () => {
    const since = (startedAt: number, at = HOUR) =>
      nextPoll(nothingKnown, { state: 'running', startedAt }, watched, T0 + at).report?.runningSince;
    expect(since(T0 + 50 * MINUTE)).to.equal(T0 + 50 * MINUTE);
    expect(since(T0 - HOUR)).to.equal(T0);
    expect(since(T0 + 2 * HOUR)).to.equal(T0 + HOUR);
  });

  it('contains the place in the queue only if the trainer tells it', () => {
    const places = (trainer: Trainer) => play(trainer).reports.map(({ queuePosition }) => queuePosition);
    const falling: Trainer = (at) => (at < 10 * MINUTE ? queued(100 - Math.floor(at / (6 * SECOND))) : null);
    expect(places(falling)).to.deep.equal([100, 50, 25, 12, 5, 2]);
    expect(places((at) => (at < HOUR ? queued() : null))).to.deep.equal([undefined]);
  });

  it('comes from the logs if possible, and is an estimate otherwise', () => {
    const by = (seen: TrainerStatus) =>
      play((at) => (at < 5 * MINUTE ? seen : null)).lives.at(-1)?.watch?.progressSource;
    expect(by({ state: 'running', percent: 40 })).to.equal('logs');
    expect(by(running)).to.equal('estimate');
  });

  it('stays an estimate until the logs have come as far, and is never lower', () => {
    const lateLogs: Trainer = (at) =>
      at < 3 * MINUTE
        ? running
        : at < 30 * MINUTE
          ? { state: 'running', percent: Math.floor(at / (18 * SECOND)) }
          : null;
    const { lives } = play(lateLogs);
    const estimated = lives.filter(({ watch }) => watch?.progressSource === 'estimate').map(({ progress }) => progress);
    const measured = lives.filter(({ watch }) => watch?.progressSource === 'logs').map(({ progress }) => progress);
    expect(Math.max(...estimated)).to.be.greaterThan(30);
    expect(measured.length).to.be.greaterThan(5);
    expect(Math.min(...measured)).to.be.at.least(Math.max(...estimated));
    const all = lives.map(({ progress }) => progress);
    expect(all).to.deep.equal(all.toSorted((one, other) => one - other));
  });

  it('never goes back when a poll has lost its memory', () => {
    const { lives } = play((at) => (at < 10 * MINUTE ? running : null), { forgetsAt: 30 });
    const all = lives.map(({ progress }) => progress);
    expect(all).to.deep.equal(all.toSorted((one, other) => one - other));
    expect(lives.at(-1)?.watch?.runningSince).to.equal(T0);
  });

  it('is reported in steps, never more than one behind', () => {
    for (const trainer of [
      (at: number) => (at < 14 * MINUTE ? running : null),
      (at: number): TrainerStatus | null =>
        at < 14 * MINUTE ? { state: 'running', percent: at / (9 * SECOND) } : null,
    ]) {
      let memory = nothingKnown;
      let shown = 0;
      for (let at = 0; trainer(at); at += 10 * SECOND) {
        const seen = trainer(at);
        if (!seen) break;
        const looked = nextPoll(memory, seen, watched, T0 + at);
        const fresh = nextPoll({ ...nothingKnown, runningSince: T0 }, seen, watched, T0 + at).report?.percent ?? 0;
        memory = looked.memory;
        shown = looked.report?.percent ?? shown;
        // A step, and what one poll adds.
        expect(Math.min(PROGRESS_CEILING, fresh) - shown).to.be.at.most(5 + 2);
      }
    }
  });

  it('is reported as slow past the usual time, repeatedly, at growing intervals', () => {
    const { reports } = play((at) => (at < 5 * HOUR ? running : null));
    const slow = reports.flatMap(({ slowMs }) => (slowMs === undefined ? [] : [slowMs]));
    expect(slow.length).to.be.within(8, 20);
    expect(slow[0]).to.be.within(15 * MINUTE, 16 * MINUTE);
    for (const [index, ms] of slow.entries()) if (index > 0) expect(ms).to.be.at.least((slow[index - 1] ?? 0) * 1.25);
    const early = reports.filter(({ slowMs }) => slowMs === undefined);
    expect(early.at(-1)?.percent).to.be.greaterThan(80);
  });

  it('is reported as slow also when logs stand still', () => {
    const { lives } = play((at) => (at < HOUR ? { state: 'running', percent: 60 } : null));
    expect(lives.at(-1)).to.include({ progress: 60 });
    expect(lives.at(-1)?.watch)
      .to.include({ progressSource: 'logs' })
      .and.have.property('slowMs')
      .above(30 * MINUTE);
  });

  it('restarts its time when the trainer starts over, but its figure does not go back', () => {
    const again: Trainer = (at) =>
      at < 4 * MINUTE ? running : at < 6 * MINUTE ? queued(1) : at < 7 * MINUTE ? running : null;
    const { lives } = play(again);
    expect(lives.map(({ watch }) => watch?.phase)).to.include.members(['running', 'queued']);
    expect(lives.at(-1)?.watch?.runningSince).to.equal(T0 + 6 * MINUTE);
    expect(lives.at(-1)?.progress).to.be.at.least(40);
  });
});

describe('a silent trainer', () => {
  const away =
    (from: number, to: number, till: number): Trainer =>
    (at) =>
      at >= till ? null : at >= from && at < to ? { state: 'silent' } : running;

  it('is reported after a time of errors in a row, and again when it answers', () => {
    const { reports, lives } = play(away(MINUTE, 5 * MINUTE, 6 * MINUTE));
    const silent = reports.filter(({ silentSince }) => silentSince !== undefined);
    expect(silent).to.have.length(1);
    expect(silent[0]).to.include({ silentSince: T0 + MINUTE, phase: 'running' });
    expect(lives.at(-1)?.watch).to.not.have.property('silentSince');
  });

  it('is reported again when it starts to refuse our key, and when it no longer does', () => {
    const trainer: Trainer = (at) =>
      at >= 30 * MINUTE ? null : { state: 'silent', ...(at >= 10 * MINUTE && at < 20 * MINUTE && { refused: true }) };
    expect(play(trainer).reports.map(({ refused }) => refused ?? false)).to.deep.equal([false, true, false]);
  });

  it('is not reported after few errors, or a short time', () => {
    expect(play(away(MINUTE, 2 * MINUTE, 6 * MINUTE)).reports.some(({ silentSince }) => silentSince)).to.equal(false);
    const flaky: Trainer = (at) => (at > HOUR ? null : (at / 10_000) % 3 === 0 ? running : { state: 'silent' });
    expect(play(flaky).reports.some(({ silentSince }) => silentSince)).to.equal(false);
  });

  it('has its errors in a row counted for operators, until it answers', () => {
    let memory = nothingKnown;
    for (const n of [1, 2, 3]) {
      ({ memory } = nextPoll(memory, { state: 'silent' }, watched, T0 + n * SECOND));
      expect(memory).to.include({ consecutiveErrors: n, errorsSince: T0 + SECOND });
    }
    ({ memory } = nextPoll(memory, running, watched, T0 + MINUTE));
    expect(memory).to.include({ consecutiveErrors: 0 }).and.not.have.property('errorsSince');
  });

  it('does not lower the progress', () => {
    const { lives } = play(away(5 * MINUTE, 12 * MINUTE, 13 * MINUTE));
    const all = lives.map(({ progress }) => progress);
    expect(all).to.deep.equal(all.toSorted((one, other) => one - other));
  });
});

describe('the reports of one training', () => {
  const day = 24 * HOUR;
  const flapping: Trainer = (at) => {
    const n = at / (10 * SECOND);
    if (at >= day) return null;
    return n % 40 < 20 ? queued(n % 2) : n % 40 < 25 ? running : { state: 'silent' };
  };

  it('are few, whatever its duration, and whatever the trainer does', () => {
    const numbers = {
      'three minutes': play((at) => (at < 3 * MINUTE ? running : null)).reports.length,
      'a day, in the queue': play((at) => (at < day ? queued(Math.floor((day - at) / MINUTE)) : null)).reports.length,
      'a day, by the clock': play((at) => (at < day ? running : null)).reports.length,
      'a day, by logs': play((at) => (at < day ? { state: 'running', percent: (at / day) * 100 } : null)).reports
        .length,
      'a day, up and down': play(flapping).reports.length,
    };
    expect(numbers['three minutes']).to.be.within(5, 18);
    expect(numbers['a day, in the queue']).to.be.within(10, 20);
    expect(numbers['a day, by the clock']).to.be.within(20, 50);
    expect(numbers['a day, by logs']).to.be.within(20, 50);
    expect(numbers['a day, up and down']).to.be.within(40, 200);
  });
});
