import { expect } from 'chai';
import { say } from '../../src/chat/i18n.ts';
import { avatarCard } from '../../src/chat/card.ts';
import { avatarNews } from '../../src/chat/news.ts';
import { previewNews } from '../../src/chat/preview-news.ts';
import { languages } from '../../src/domain/avatar/avatar.ts';
import { defaultPolicy } from '../../src/domain/avatar/policy.ts';
import { allowed } from '../../src/domain/avatar/state.ts';
import { everyPreview } from './preview-news.ts';
import { AVATAR_ID, stateIn } from './states.ts';

const t = say('ru');
const again = [{ label: t('button-preview'), callback: { kind: 'avatar', tap: 'preview', avatarId: AVATAR_ID } }];
const show = [{ label: t('button-show'), callback: { kind: 'avatar', tap: 'show', avatarId: AVATAR_ID } }];
const news = (made: number, mayTryAgain: boolean) =>
  previewNews({ avatarId: AVATAR_ID, name: 'Анна', made, wanted: 4, mayTryAgain }, t);

describe('the text about first pictures', () => {
  it('names the avatar, and counts only if some are missing', () => {
    expect(news(4, false)).to.deep.equal({ text: '🎨 Первые картинки аватара «Анна»', buttons: [show] });
    expect(news(3, true).text).to.equal('🎨 Первые картинки аватара «Анна»\n\nПолучилось 3 из 4.');
  });

  it('offers missing ones again, as long as they may be requested', () => {
    expect(news(1, true).buttons).to.deep.equal([again, show]);
    expect(news(0, true).buttons).to.deep.equal([again, show]);
    expect(news(0, true).text).to.match(/С самим аватаром всё в порядке.*\n\nПопробовать ещё раз\?$/);
    expect(news(0, false).buttons).to.deep.equal([show]);
    expect(news(0, false).text).to.match(/Попытки закончились\.$/);
  });

  it('fits under a picture, in every language', () => {
    for (const language of languages) {
      for (const one of everyPreview('я'.repeat(60))) {
        // Source: core.telegram.org/bots/api#sendphoto, caption.
        expect([...previewNews(one, say(language)).text].length).to.be.within(1, 1024);
      }
    }
  });

  it('offers a button and a promise on a completed avatar, if pictures are made at all', () => {
    const finished = stateIn('completed', { allowed: allowed({ status: 'completed' }, defaultPolicy) });
    expect(avatarCard(finished, t).buttons[0]).to.deep.equal(again);
    expect(avatarNews('completed', finished, t).text).to.include(t('news-pictures-follow'));
    const without = stateIn('completed', {
      allowed: allowed({ status: 'completed' }, { preview: { pictures: 0 } }),
    });
    expect(avatarCard(without, t).buttons.flat()).to.not.deep.include(again[0]);
    expect(avatarNews('completed', without, t).text).to.equal(t('news-completed', { name: 'Анна' }));
    expect(allowed({ status: 'training' }, defaultPolicy)).to.not.include('preview');
  });
});
