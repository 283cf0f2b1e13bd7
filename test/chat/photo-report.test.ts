import { expect } from 'chai';
import { askStart } from '../../src/chat/questions.ts';
import { say } from '../../src/chat/i18n.ts';
import { photoReportText } from '../../src/chat/photo-report.ts';
import type { PhotoReport } from '../../src/domain/photos/report.ts';
import { reportOf } from './photo-reports.ts';
import { stateIn, withPhotos } from './states.ts';

const [ru, en] = [say('ru'), say('en')];
const soft = (...numbers: number[]) => numbers.map((number) => ({ number, weaknesses: ['soft'] as const }));
const flawed: Partial<PhotoReport> = {
  weak: [
    { number: 4, weaknesses: ['small_face', 'soft'] },
    { number: 7, weaknesses: ['small_face'] },
    { number: 5, weaknesses: ['bright'] },
  ],
  light: 'even',
  alike: [
    { numbers: [3, 9], best: 9 },
    { numbers: [1, 6, 8], best: 6 },
  ],
  advice: 'replace_weak',
};

describe('the report on photos', () => {
  it('says in a few lines what is weak, what varies and what would help, in Russian', () => {
    expect(photoReportText(reportOf(flawed), ru).split('\n')).to.deep.equal([
      '📸 12 фотографий · 3 слабые:',
      '• № 4, 7 — лицо мелковато',
      '• № 5 — слегка пересвечено',
      'Крупный план 8 · по пояс 4 · в рост 0',
      'Свет почти везде одинаковый',
      'Похожи друг на друга: № 3, 9 (лучшее — № 9); № 1, 6, 8 (лучшее — № 6)',
      '💡 Больше всего поможет заменить слабые: уберите их и пришлите снимки получше',
    ]);
  });

  it('says the same in English', () => {
    expect(photoReportText(reportOf(flawed), en).split('\n')).to.deep.equal([
      '📸 12 photos · 3 weak:',
      '• Photos 4, 7 — the face is a bit small',
      '• Photo 5 — a bit too bright',
      'Close-ups 8 · half-length 4 · full-length 0',
      'The light is nearly the same everywhere',
      'Similar to each other: 3, 9 (the best is 9); 1, 6, 8 (the best is 6)',
      '💡 What would help most: better photos in place of the weak ones',
    ]);
  });

  it('is short when there is nothing to say', () => {
    expect(photoReportText(reportOf(), ru).split('\n')).to.deep.equal([
      '📸 12 фотографий',
      'Крупный план 8 · по пояс 4 · в рост 0',
      'Свет разный',
      '💚 Отличный набор!',
    ]);
  });

  it('leaves out unknown and unneeded facts', () => {
    const { light: _, ...unlit } = reportOf({ valid: 2, missing: 8, advice: 'more_photos' });
    const { framing: __, ...faceless } = unlit;
    const advice = '💡 To start, 8 more photos are needed';
    const said = (report: PhotoReport) => photoReportText(report, en).split('\n').slice(1);
    expect(said(unlit)).to.deep.equal(['Close-ups 8 · half-length 4 · full-length 0', advice]);
    expect(said({ ...faceless, light: 'even' })).to.deep.equal(['The light is nearly the same everywhere', advice]);
    expect(said(faceless)).to.deep.equal([advice]);
  });

  it('names photos that look like another person, and says when all do', () => {
    const others = (numbers: number[]) => reportOf({ resemblance: { kind: 'others', numbers } });
    expect(photoReportText(others([7]), ru)).to.contain('\n• № 7 — похоже, другой человек\n');
    expect(photoReportText(others([3, 7]), ru)).to.contain('\n• № 3, 7 — похоже, другие люди\n');
    expect(photoReportText(others([7]), en)).to.contain('\n• Photo 7 — looks like another person\n');
    expect(photoReportText(reportOf({ resemblance: { kind: 'several_people' } }), en)).to.contain('different people');
    const one = reportOf({ resemblance: { kind: 'one_person' } });
    expect(photoReportText(one, en)).to.equal(photoReportText(reportOf(), en));
  });

  it("uses the language's plural forms", () => {
    const count = (valid: number, weak: number) => (t: typeof ru) =>
      photoReportText(
        reportOf({ valid, weak: soft(...Array.from({ length: weak }, (_, index) => index + 1)) }),
        t,
      ).split('\n')[0];
    const said = (t: typeof ru) => [count(1, 1), count(3, 2), count(11, 5), count(21, 0)].map((one) => one(t));
    expect(said(ru)).to.deep.equal([
      '📸 1 фотография · 1 слабая:',
      '📸 3 фотографии · 2 слабые:',
      '📸 11 фотографий · 5 слабых:',
      '📸 21 фотография',
    ]);
    expect(said(en)).to.deep.equal([
      '📸 1 photo · 1 weak:',
      '📸 3 photos · 2 weak:',
      '📸 11 photos · 5 weak:',
      '📸 21 photos',
    ]);
    const lacking = (t: typeof ru) => [1, 2, 5].map((missing) => t('report-advice', { value: 'more_photos', missing }));
    expect(lacking(ru)).to.deep.equal([
      '💡 Чтобы начать, нужна ещё 1 фотография',
      '💡 Чтобы начать, нужны ещё 2 фотографии',
      '💡 Чтобы начать, нужно ещё 5 фотографий',
    ]);
    expect(lacking(en)[0]).to.equal('💡 To start, 1 more photo is needed');
  });
});

describe('where the report is shown', () => {
  const ready = stateIn('ready', withPhotos(12));
  const taps = (view: ReturnType<typeof askStart>) =>
    view.buttons.flat().map(({ callback }) => (callback.kind === 'avatar' ? callback.tap : callback.kind));

  it('is above the question before the training, which does not depend on it', () => {
    const view = askStart(ready, ru, reportOf(flawed));
    expect(view.text.startsWith(photoReportText(reportOf(flawed), ru))).to.equal(true);
    expect(view.text).to.contain('\n\n🚀 Начать обучение аватара «Анна»?');
    expect(taps(view)).to.deep.equal(['start', 'photos', 'show']);
  });

  it('leads from the question to the photos only when one of them should be removed', () => {
    expect(taps(askStart(ready, ru, reportOf()))).to.deep.equal(['start', 'show']);
    expect(taps(askStart(ready, ru, reportOf({ weak: soft(1) })))).to.include('photos');
    expect(taps(askStart(ready, ru, reportOf({ alike: [{ numbers: [1, 2], best: 1 }] })))).to.include('photos');
  });

  it('is replaced by the count when there is none', () => {
    expect(askStart(ready, en, null).text).to.match(/^📸 12 photos\n\n🚀 Start training/);
  });
});
