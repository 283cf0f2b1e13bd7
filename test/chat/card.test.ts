import { expect } from 'chai';
import { avatarCard } from '../../src/chat/card.ts';
import { askCancel, askDelete, askStart } from '../../src/chat/questions.ts';
import { say } from '../../src/chat/i18n.ts';
import type { View } from '../../src/chat/view.ts';
import { avatarStatuses } from '../../src/domain/avatar/avatar.ts';
import { AVATAR_ID, stateIn, withPhotos } from './states.ts';

const t = say('ru');
const taps = ({ buttons }: View) =>
  buttons.flat().map(({ callback }) => (callback.kind === 'avatar' ? callback.tap : callback.kind));

describe('the card of an avatar', () => {
  it('asks for photos in a draft, and says that a text renames it', () => {
    const { text } = avatarCard(stateIn('draft'), t);
    expect(text).to.contain('Анна').and.contain('от 10 до 20 фотографий').and.contain(t('card-name-hint'));
  });

  it('names the subject of the photos, unless that does not matter', () => {
    const heading = (gender: 'female' | 'other') => avatarCard(stateIn('draft', { gender }), t).text.split('\n')[1];
    expect(heading('female')).to.equal('👤 Персонаж · 👩 Женщина · 🖼 Портрет');
    expect(heading('other')).to.equal('👤 Персонаж · 🖼 Портрет');
  });

  it('counts the photos, and names refused ones with their reasons', () => {
    const { text } = avatarCard(stateIn('uploading', withPhotos(7, ['too_small', 'duplicate', 'too_small'])), t);
    expect(text).to.contain('7 · нужно 10–20 · 3 не подошли:');
    expect(text).to.contain(`• № 8, 10 — ${t('refusal', { why: 'too_small', sent: 'photo' })}`);
    expect(text).to.contain(`• № 9 — ${t('refusal', { why: 'duplicate' })}`);
    expect(text).to.contain('Нужны ещё 3 фотографии.');
  });

  it('advises by how a photo was sent, and by whether it can be sent otherwise', () => {
    const refused = (refusal: 'too_small' | 'too_large_file' | 'too_many_pixels' | 'too_narrow') => {
      const sent = [{}, { sentAs: 'file' }, { sentAs: 'other_file' }] as const;
      const photoLines = sent.map(
        (way, index) => ({ number: index + 1, verdict: 'invalid', refusal, ...way }) as const,
      );
      const { text } = avatarCard(stateIn('uploading', { photoLines }), t);
      return text.split('\n').filter((line) => line.startsWith('•'));
    };
    const [photo, file, ...none] = refused('too_small');
    expect(photo).to.match(/^• № 1 — .*оригинал файлом/);
    expect(file).to.match(/^• № 2, 3 — (?!.*файлом)/);
    expect(none).to.deep.equal([]);
    for (const why of ['too_large_file', 'too_many_pixels'] as const) {
      const lines = refused(why);
      expect(
        lines.find((line) => line.includes('№ 2 —')),
        why,
      ).to.contain('как фото');
      expect(
        lines.find((line) => line.includes('№ 1, 3 —')),
        why,
      ).to.not.contain('как фото');
    }
    expect(refused('too_narrow')).to.have.length(1);
  });

  it('names the configured limit of a file, not the default one', () => {
    const photoLines = [{ number: 1, verdict: 'invalid', refusal: 'too_large_file' } as const];
    const cardOf = (maxBytes: number) => avatarCard(stateIn('uploading', { photoLines, maxBytes }), t).text;
    expect(cardOf(20 * 2 ** 20)).to.contain('файл больше 20 МБ');
    expect(cardOf(1.5 * 2 ** 20)).to.contain('файл больше 1,5 МБ');
  });

  it('mentions no person when the avatar may show a thing', () => {
    for (const why of ['too_narrow', 'too_large_file', 'too_small', 'too_many_pixels', 'corrupt'] as const) {
      expect(t('refusal', { why, sent: 'photo', megabytes: 20 })).to.not.match(/человек|лиц/);
      expect(say('en')('refusal', { why, sent: 'photo', megabytes: 20 })).to.not.match(/person|face/);
    }
  });

  it('names the photo that another one duplicates', () => {
    const copies = { verdict: 'duplicate', refusal: 'near_duplicate' } as const;
    const photoLines = [
      { number: 3, verdict: 'valid' } as const,
      { number: 4, ...copies, of: 3 },
      { number: 6, ...copies, of: 3 },
    ];
    const why = t('refusal', { why: 'near_duplicate' });
    const { text } = avatarCard(stateIn('uploading', { photoLines }), t);
    expect(text).to.contain(`• № 4, 6 (как № 3) — ${why}`);
  });

  it('speaks of one photo and of several, in English', () => {
    const { text } = avatarCard(stateIn('uploading', withPhotos(0, ['corrupt', 'too_dark', 'corrupt'])), say('en'));
    expect(text).to.contain('• Photos 1, 3 — the file is damaged').and.contain('• Photo 2 — too dark');
  });

  it('says nothing of refusals where there are none', () => {
    expect(avatarCard(stateIn('uploading', withPhotos(3)), t).text).to.contain('3 · нужно 10–20\n');
  });

  it('names eight photos for a reason, and counts the others', () => {
    const crowd = Array.from({ length: 11 }, () => 'corrupt' as const);
    expect(avatarCard(stateIn('uploading', withPhotos(0, crowd)), t).text).to.contain(
      '№ 1, 2, 3, 4, 5, 6, 7, 8 и ещё 3 —',
    );
  });

  it('shows photos that are being checked', () => {
    const photos = { pending: 2, valid: 1, invalid: 0, duplicate: 0 };
    expect(avatarCard(stateIn('uploading', { photos }), t).text).to.contain('Проверяю 2 фотографии…');
  });

  it('offers to remove a photo whose check takes long', () => {
    const photoLines = [
      { number: 1, verdict: 'valid' } as const,
      { number: 7, verdict: 'pending', slow: true } as const,
      { number: 8, verdict: 'pending' } as const,
    ];
    const photos = { pending: 2, valid: 1, invalid: 0, duplicate: 0 };
    const { text, buttons } = avatarCard(stateIn('uploading', { photos, photoLines }), t);
    expect(text).to.contain('Фото № 7 загружается слишком долго');
    const removals = buttons.flat().filter(({ callback }) => callback.kind === 'avatar' && callback.tap === 'remove');
    expect(removals.map(({ callback }) => callback)).to.deep.equal([
      { kind: 'avatar', tap: 'remove', avatarId: AVATAR_ID, number: 7 },
    ]);
  });

  it('says how many more there is room for, or that it is full', () => {
    expect(avatarCard(stateIn('ready', withPhotos(12)), t).text).to.contain('добавить ещё 8 фотографий');
    expect(avatarCard(stateIn('ready', withPhotos(20)), t).text).to.contain(t('card-full'));
  });

  it('says why a training failed, and that the photos are kept', () => {
    const { text } = avatarCard(stateIn('error', { failure: 'training_timeout', ...withPhotos(12) }), t);
    expect(text)
      .to.contain(t('failure', { why: 'training_timeout' }))
      .and.contain('12 фотографий сохранено');
  });

  it('offers no retry when a training might be paid twice', () => {
    const card = avatarCard(stateIn('error', { failure: 'submission_unconfirmed' }), t);
    expect(taps(card)).to.deep.equal(['rename', 'ask_delete']);
    expect(card.text).to.contain('/new');
  });

  it('has buttons only for allowed actions', () => {
    const shown = avatarStatuses.map((status) => taps(avatarCard(stateIn(status, withPhotos(12)), t)));
    expect(shown).to.deep.equal([
      ['tips', 'rename', 'ask_cancel'],
      ['photos', 'rename', 'ask_cancel'],
      ['ask_start', 'photos', 'rename', 'ask_cancel'],
      ['ask_cancel', 'rename', 'ask_delete'],
      ['rename', 'ask_delete'],
      ['retry', 'rename', 'ask_delete'],
      ['retry', 'rename', 'ask_delete'],
    ]);
    expect(taps(avatarCard(stateIn('ready', { allowed: [] }), t))).to.deep.equal([]);
  });

  it('offers the photo review only when photos were accepted, or may come back', () => {
    const none = stateIn('uploading', withPhotos(0, ['corrupt']));
    expect(taps(avatarCard(none, t))).not.to.include('photos');
    expect(taps(avatarCard({ ...none, removed: [1] }, t))).to.include('photos');
  });
});

describe('the questions of a card', () => {
  it('act on yes and lead back on no', () => {
    expect(taps(askStart(stateIn('ready', withPhotos(12)), t, null))).to.deep.equal(['start', 'show']);
    expect(taps(askCancel(stateIn('ready'), t))).to.deep.equal(['cancel', 'show']);
    expect(taps(askDelete(stateIn('completed'), t))).to.deep.equal(['delete', 'show']);
  });

  it('name the consequence', () => {
    expect(askStart(stateIn('ready', withPhotos(12)), t, null).text)
      .to.contain('12 фотографий')
      .and.contain('3–15 минут');
    expect(askCancel(stateIn('training'), t).text).to.contain('Остановить обучение');
    expect(askCancel(stateIn('uploading'), t).text).not.to.contain('Остановить обучение');
    expect(askDelete(stateIn('completed'), t).text).to.contain('Вернуть их будет нельзя');
  });
});
