import { expect } from 'chai';
import { say } from '../../src/chat/i18n.ts';
import { span } from '../../src/chat/spans.ts';

const [SECOND, MINUTE, HOUR] = [1_000, 60_000, 3_600_000];

describe('a span of time', () => {
  const [ru, en] = [say('ru'), say('en')];

  it("is shown by its two largest units, in the language's plural forms", () => {
    expect(span(2 * 24 * HOUR, ru)).to.equal('2 дня');
    expect(span(26 * HOUR, ru)).to.equal('1 день 2 часа');
    expect(span(3 * HOUR + 21 * MINUTE, ru)).to.equal('3 часа 21 минуту');
    expect(span(MINUTE, ru)).to.equal('1 минуту');
    expect(span(65 * SECOND, en)).to.equal('1 minute 5 seconds');
    expect(span(25 * HOUR, en)).to.equal('1 day 1 hour');
  });

  it('is never empty, and leaves out a unit that is 0', () => {
    expect(span(1, en)).to.equal('1 second');
    expect(span(-5_000, en)).to.equal('1 second');
    expect(span(24 * HOUR + 5 * MINUTE, en)).to.equal('1 day');
  });

  it('is rounded up, so that nobody comes too early', () => {
    expect(span(59_001, en)).to.equal('1 minute');
    expect(span(HOUR + 1, en)).to.equal('1 hour 1 minute');
  });
});
