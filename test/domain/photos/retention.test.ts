import { expect } from 'chai';
import { say } from '../../../src/chat/i18n.ts';
import { span } from '../../../src/chat/spans.ts';
import { privacy } from '../../../src/chat/privacy.ts';
import { defaultPolicy } from '../../../src/domain/avatar/policy.ts';
import { retentionOf } from '../../../src/domain/photos/retention.ts';

const DAY = 24 * 3_600_000;

describe('how long things are kept', () => {
  const keeping = (photoRetentionMs: number | null) => ({
    ...defaultPolicy,
    timing: { ...defaultPolicy.timing, photoRetentionMs },
  });

  it('is told to users as it is', () => {
    const t = say('en');
    const told = (photoRetentionMs: number | null) => privacy(retentionOf(keeping(photoRetentionMs)), null, t).text;
    expect(told(3 * DAY)).to.include(`for ${span(3 * DAY, t)} after the training`);
    expect(told(null)).to.not.include('after the training');
    expect(told(null)).to.include('in private storage until you delete the avatar');
  });
});
