import { expect } from 'chai';
import { cardToShow, isStillShown } from '../../../../src/activities/adapters/telegram/messenger.ts';
import { say } from '../../../../src/chat/i18n.ts';
import type { AvatarView } from '../../../../src/domain/avatar/state.ts';
import { stateIn } from '../../../chat/states.ts';

const ru = say('ru');

describe('a shown card', () => {
  const at = (progress: number, changes: Partial<AvatarView> = {}) =>
    stateIn('training', { progress, training: { phase: 'running', progressSource: 'logs' }, ...changes });
  const { shown } = cardToShow(at(40), ru);

  it('is not edited when it would look the same', () => {
    expect(isStillShown(shown, at(40), ru)).to.equal(true);
    expect(isStillShown(shown, { ...at(40), cardMessageId: 5 }, ru)).to.equal(true);
  });

  it('is not edited for progress below 5 % alone', () => {
    expect([41, 44, 45, 60].map((progress) => isStillShown(shown, at(progress), ru))).to.deep.equal([
      true,
      true,
      false,
      false,
    ]);
  });

  it('is edited for another text, other buttons and another language, whatever the progress', () => {
    const silent = at(41, { training: { phase: 'running', progressSource: 'logs', silentSince: 1 } });
    expect(isStillShown(shown, silent, ru)).to.equal(false);
    expect(isStillShown(shown, at(40, { allowed: [] }), ru)).to.equal(false);
    expect(isStillShown(shown, at(40), say('en'))).to.equal(false);
  });
});
