import { expect } from 'chai';
import { avatarCard } from '../../src/chat/card.ts';
import { say } from '../../src/chat/i18n.ts';
import { avatarNews } from '../../src/chat/news.ts';
import type { View } from '../../src/chat/view.ts';
import { failures } from '../../src/domain/training/failures.ts';
import { allowed } from '../../src/domain/avatar/state.ts';
import { failureReasons } from '../../src/domain/training/training.ts';
import { noPictures, stateIn, withPhotos } from './states.ts';

const ru = say('ru');
const en = say('en');
const taps = ({ buttons }: View) =>
  buttons.flat().map(({ callback }) => (callback.kind === 'avatar' ? callback.tap : callback.kind));
const failed = (more: Parameters<typeof stateIn>[1] = {}) =>
  stateIn('error', { failure: 'photos_rejected', ...withPhotos(12), ...more });

describe('the text of a failure', () => {
  for (const [what, view] of [
    ['the card', avatarCard],
    ['the message', (state: ReturnType<typeof failed>, t: typeof ru) => avatarNews('failed', state, t)],
  ] as const) {
    describe(`on ${what}`, () => {
      it('name the photos that the trainer named, and offer to go on without them', () => {
        const state = failed({ failurePhotos: { by: 'trainer', numbers: [3, 7] } });
        expect(view(state, ru).text).to.contain('Не подошли фото № 3, 7. Уберите их');
        expect(view(state, en).text).to.contain('Not accepted: photos 3, 7. Remove them');
        expect(taps(view(state, ru)).slice(0, 2)).to.deep.equal(['retry_without', 'mend']);
        expect(taps(view(state, ru))).to.not.include('retry');
      });

      it('uses the singular for one photo', () => {
        const state = failed({ failurePhotos: { by: 'trainer', numbers: [3] } });
        expect(view(state, ru).text).to.contain('Не подошло фото № 3. Уберите его');
        expect(view(state, en).text).to.contain('Not accepted: photo 3. Remove it');
      });

      it('name those that are weak by our own report as a hint, and offer to change them', () => {
        const state = failed({ failurePhotos: { by: 'report', numbers: [4] } });
        expect(view(state, ru).text).to.contain('он не назвал').and.contain('слабее других № 4: замените его');
        expect(view(state, en).text).to.contain('didn’t say which').and.contain('the weakest is photo 4: replace it');
        expect(taps(view(state, ru)).slice(0, 2)).to.deep.equal(['mend', 'retry']);
      });

      it('say that no photo was named where none is known', () => {
        expect(view(failed(), ru).text).to.contain(ru('failure-photos-unknown'));
      });

      it('are followed by one tap to try again, and by what is kept, wherever another try is safe', () => {
        for (const failure of failureReasons) {
          const shown = view(failed({ failure, allowed: stateIn('error', { failure }).allowed }), ru);
          const safe = failures[failure].retry !== 'never';
          expect(taps(shown).includes('retry'), failure).to.equal(safe);
          expect(shown.text.includes('12 фотографий сохранено'), failure).to.equal(safe);
        }
      });

      it('come with what was paid for and may be taken first, where there may be something', () => {
        for (const failure of ['result_missing', 'result_damaged', 'training_timeout'] as const) {
          const untaken = { requestId: 'r', endpoint: 'e', attempt: 1, lastNumber: 12 };
          const shown = view(
            failed({ failure, allowed: allowed({ status: 'error', failure, untaken }, noPictures) }),
            ru,
          );
          expect(taps(shown).slice(0, 2)).to.deep.equal(['take_result', 'retry']);
          expect(shown.text).to.contain(ru('card-untaken'));
          const none = view(failed({ failure, allowed: allowed({ status: 'error', failure }, noPictures) }), ru);
          expect(taps(none)).not.to.include('take_result');
          expect(none.text).not.to.contain(ru('card-untaken'));
        }
      });

      it('do not speak of photos where these are not at fault', () => {
        const state = failed({ failure: 'trainer_account', allowed: ['retry', 'rename', 'delete'] });
        expect(view(state, ru).text).to.not.contain('№');
        expect(taps(view(state, ru))).to.not.include('mend');
      });
    });
  }

  it('tell whose matter it is: what an operator must do, the user need not', () => {
    expect(ru('failure', { why: 'trainer_account' })).to.match(/нашем счёте.*не в вас.*Команда уже знает/);
    expect(en('failure', { why: 'trainer_account' })).to.match(/our account.*not about you.*the team knows/);
    for (const why of failureReasons) {
      const nothing = failures[why].charged === 'nothing';
      expect(/ничего не списано/i.test(ru('failure', { why })), why).to.equal(nothing);
      expect(/nothing was charged/i.test(en('failure', { why })), why).to.equal(nothing);
    }
  });
});
