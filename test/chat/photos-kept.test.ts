import { expect } from 'chai';
import { avatarCard } from '../../src/chat/card.ts';
import { say } from '../../src/chat/i18n.ts';
import { detail } from '../../src/chat/menu.ts';
import { avatarNews } from '../../src/chat/news.ts';
import type { AvatarRow } from '../../src/domain/avatar/gallery.ts';
import { defaultPolicy } from '../../src/domain/avatar/policy.ts';
import { stateOfRow } from '../../src/domain/avatar/state-of-row.ts';
import { AVATAR_ID, stateIn } from './states.ts';

/** Noon in most places. */
const at = (day: string) => Date.parse(`${day}T12:00:00Z`);
const photosKeptUntil = at('2099-01-05');

describe("the text about a completed avatar's photos", () => {
  it('says until when they are kept, in the message and on the card, in the user’s language', () => {
    const state = stateIn('completed', { photosKeptUntil });
    for (const view of [avatarNews('completed', state, say('ru')), avatarCard(state, say('ru'))]) {
      expect(view.text).to.match(
        /\n\n🗂 Фотографии хранятся до 5 января 2099 г\., потом я их удалю и оставлю одну — для обложки\.$/,
      );
    }
    for (const view of [avatarNews('completed', state, say('en')), avatarCard(state, say('en'))]) {
      expect(view.text).to.match(
        /\n\n🗂 Your photos are kept until January 5, 2099\. Then I delete them, all but one for the cover\.$/,
      );
    }
  });

  it('is empty when they stay as long as the avatar', () => {
    const [first, ...more] = avatarNews('completed', stateIn('completed'), say('en')).text.split('\n\n');
    expect(first).to.equal(say('en')('news-completed', { name: 'Анна' }));
    expect(more).to.deep.equal([]);
    expect(avatarCard(stateIn('completed'), say('ru')).text).to.not.contain('Фотографии');
  });

  it('is missing in other news', () => {
    expect(avatarNews('expired', stateIn('cancelled', { photosKeptUntil }), say('ru')).text).to.not.contain('🗂');
  });

  it('says that they are being removed once their time is over', () => {
    const state = stateIn('completed', { photosKeptUntil: at('2020-01-05') });
    expect(avatarCard(state, say('ru')).text).to.contain(say('ru')('photos-going'));
    expect(avatarCard(state, say('en')).text).to.contain('deleting the photos now');
  });

  it('says when they were removed, by the row, and how many the avatar was trained on', () => {
    const row: AvatarRow = {
      ...stateIn('completed'),
      avatarId: AVATAR_ID,
      photosCount: 12,
      createdAt: new Date(at('2026-12-01')),
      photosKeptUntil: at('2027-01-05'),
      photosRemovedAt: at('2027-01-06'),
    };
    const state = stateOfRow(row, 7, defaultPolicy, undefined);
    expect(detail(state, row, say('ru')).text).to.contain('🧹 Фотографии удалены (6 января 2027 г.), осталась одна');
    const { text } = detail(state, row, say('en'));
    expect(text).to.contain('🧹 The photos were deleted on January 6, 2027').and.contain('trained on 12 photos');
  });
});
