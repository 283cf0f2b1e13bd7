import { expect } from 'chai';
import { percentOf, startOf } from '../../../../src/activities/adapters/fal/progress.ts';

const percent = (...messages: string[]) => percentOf(messages.map((message) => ({ message })));

describe('progress from logs', () => {
  it('is taken from the newest bar of the training', () => {
    expect(percent('  0%|          | 0/2500 [00:00<?]', ' 83%|████▎ | 2482/3000 [43:27<09:04,  1.05s/it]')).to.equal(
      82,
    );
    expect(percent('  1%| | 10/1000 [00:01<01:00]\r 25%|██ | 250/1000 [00:10<00:30]')).to.equal(25);
    expect(percent('100%|██████████| 300/300 [01:00<00:00]')).to.equal(100);
  });

  it('is not taken from other bars, before or after', () => {
    const captions = 'Captioning: 100%|██████████| 12/12 [00:05<00:00]';
    expect(percent(captions)).to.equal(undefined);
    expect(percent(' 40%|████ | 1000/2500 [10:00<15:00]', captions)).to.equal(40);
    expect(percent(' 40%|████ | 1000/2500 [10:00<15:00]', '100%|███| 200/200 [00:05<00:00]')).to.equal(40);
  });

  it('is unknown when logs do not contain it, or contain nonsense', () => {
    expect(percent()).to.equal(undefined);
    for (const message of ['loading', '50%', '10/100', '| 300/200 [', '| 99999999/99999999 [', '|/0 [', '']) {
      expect(percent(message), message).to.equal(undefined);
    }
  });
});

describe('the start time from logs', () => {
  it('is the time of the earliest line, and unknown when no line has one', () => {
    const start = (...timestamps: (string | undefined)[]) => startOf(timestamps.map((timestamp) => ({ timestamp })));
    expect(start('2026-01-01T00:00:10Z', undefined, '2026-01-01T00:00:05.5Z', 'soon')).to.equal(
      Date.UTC(2026, 0, 1, 0, 0, 5, 500),
    );
    expect(start()).to.equal(undefined);
    expect(start('soon', undefined)).to.equal(undefined);
  });
});
