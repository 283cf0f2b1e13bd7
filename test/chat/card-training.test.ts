import { expect } from 'chai';
import { avatarCard, bar } from '../../src/chat/card.ts';
import { say } from '../../src/chat/i18n.ts';
import { avatarNews } from '../../src/chat/news.ts';
import { gallery } from '../../src/chat/menu.ts';
import { usually } from '../../src/chat/spans.ts';
import { languages } from '../../src/domain/avatar/avatar.ts';
import type { AvatarView } from '../../src/domain/avatar/state.ts';
import type { TrainingWatch } from '../../src/domain/training/watch.ts';
import { allowed } from '../../src/domain/avatar/state.ts';
import { noPictures, stateIn } from './states.ts';

const ru = say('ru');
const state = (training: TrainingWatch, changes: Partial<AvatarView> = {}) =>
  stateIn('training', { training, allowed: allowed({ status: 'training', watch: training }, noPictures), ...changes });
const card = (training: TrainingWatch, changes: Partial<AvatarView> = {}, t = ru) =>
  avatarCard(state(training, changes), t).text;
const HOUR = 3_600_000;

describe('the card of a training', () => {
  it('shows the place in the queue, and no percentage before the training runs', () => {
    const text = card({ phase: 'queued' }, { queuePosition: 2 });
    expect(text).to.contain('✅ Обучение запущено!').and.contain('впереди 2 аватара');
    expect(text).not.to.match(/%|░/);
    expect(card({ phase: 'queued' }, { queuePosition: 0 })).to.contain('Ваш аватар следующий в очереди');
  });

  it('invents no place in the queue', () => {
    expect(card({ phase: 'queued' }))
      .to.contain(ru('card-queue-somewhere'))
      .and.not.to.match(/впереди|следующий/);
    expect(card({})).to.contain(ru('card-preparing')).and.not.to.contain('очеред');
  });

  it('says whether a figure was measured or estimated, in each language', () => {
    for (const language of languages) {
      const t = say(language);
      const measured = card({ phase: 'running', progressSource: 'logs' }, { progress: 50 }, t);
      const estimated = card({ phase: 'running', progressSource: 'estimate' }, { progress: 50 }, t);
      expect(measured)
        .to.match(/▓▓▓▓▓▓░░░░░░ 50 ?%/)
        .and.not.match(/≈|оценка|estimate/);
      expect(estimated)
        .to.match(/▓▓▓▓▓▓░░░░░░ ≈ 50 ?%/)
        .and.match(/оценка|estimate/);
      expect(measured).to.match(/по шагам|by training steps/);
    }
  });

  it('calls a figure that only a row gives an estimate', () => {
    expect(avatarCard(stateIn('training', { progress: 30 }), ru).text).to.contain('≈ 30 %');
  });

  it('says the usual time, until it has taken longer', () => {
    expect(card({ phase: 'running' }, { usualMs: [60_000, 130_000] })).to.contain('1–2 минуты');
    const slow = card({ phase: 'running', progressSource: 'estimate', slowMs: 1.35 * HOUR }, { progress: 95 });
    expect(slow).to.contain('Идёт уже 1 час 21 минуту:').and.contain('дольше обычного');
    expect(slow, 'no figure that stands still').not.to.match(/%|▓|Обычно/);
    expect(card({ slowMs: 2 * HOUR, phase: 'running', progressSource: 'logs' }, { progress: 60 }))
      .to.contain('60 %')
      .and.contain('Идёт уже 2 часа:');
  });

  it('says that the trainer does not answer, and that nothing is lost', () => {
    expect(card({ phase: 'running', silentSince: 1 }))
      .to.contain('не отвечает')
      .and.contain('не потеряно');
  });

  it('says that we must act, and nothing is lost, when the trainer refuses our key', () => {
    expect(card({ phase: 'running', silentSince: 1, refused: true }))
      .to.contain('на нашей стороне')
      .and.contain('не потеряно')
      .and.not.contain('не отвечает');
  });

  it('lets the user choose once it is overdue', () => {
    for (const overdue of ['queued', 'running'] as const) {
      const { text, buttons } = avatarCard(state({ phase: overdue, overdue }), ru);
      expect(text).to.contain(ru('card-overdue', { what: overdue }));
      const [first] = buttons.flat().map(({ callback }) => 'tap' in callback && callback.tap);
      expect(first).to.equal('extend_wait');
    }
    expect(
      avatarCard(state({ phase: 'running' }), ru)
        .buttons.flat()
        .map(({ label }) => label),
    ).not.to.include(ru('button-wait'));
  });

  it('says only that it is being stopped, while it is', () => {
    const { text, buttons } = avatarCard(state({ phase: 'running', stopping: 'asked' }, { progress: 40 }), ru);
    expect(text)
      .to.contain('Останавливаю')
      .and.not.to.match(/40|не подтвердил/);
    expect(buttons.flat().map(({ label }) => label)).to.deep.equal([ru('button-delete')]);
    expect(card({ stopping: 'unconfirmed' })).to.contain('не подтвердил');
  });

  it('says only that a result is being fetched, while it is, in each language', () => {
    for (const language of languages) {
      const t = say(language);
      for (const taking of ['again', 'late'] as const) {
        const text = card({ phase: 'running', progressSource: 'logs', taking }, { progress: 95 }, t);
        expect(text)
          .to.contain(t('card-taking', { how: taking }))
          .and.contain(t('card-training-note'));
        expect(text).not.to.match(/95|▓/).and.not.to.contain(t('card-training'));
      }
    }
  });

  it('says that it is another training, because the one before has left nothing', () => {
    expect(card({ phase: 'queued', anew: true }))
      .to.contain(ru('card-training'))
      .and.contain(ru('card-anew'));
    expect(card({ phase: 'queued' })).not.to.contain(ru('card-anew'));
  });

  it('keeps the bar within its cells', () => {
    expect([0, 100, 150, -5].map(bar)).to.deep.equal(['░'.repeat(12), '▓'.repeat(12), '▓'.repeat(12), '░'.repeat(12)]);
  });

  it('never names a time from a number to the same number', () => {
    expect(usually([20_000, 20_000], say('en'))).to.equal('1–2 minutes');
  });
});

describe('the news of a training', () => {
  it('asks whether to wait on, in a message of its own', () => {
    const { text, buttons } = avatarNews('overdue', state({ overdue: 'queued' }), ru);
    expect(text).to.contain('Анна').and.contain('очередь');
    expect(buttons.flat().map(({ label }) => label)).to.deep.equal([ru('button-wait'), ru('button-cancel')]);
    expect(avatarNews('overdue', state({ overdue: 'running' }), ru).text).not.to.contain('очередь');
  });

  it('announces an avatar that was completed although it was being stopped', () => {
    const done = (training: TrainingWatch) => avatarNews('completed', stateIn('completed', { training }), ru).text;
    expect(done({ stopping: 'asked' })).to.equal(ru('news-completed-anyway', { name: 'Анна' }));
    expect(done({})).to.equal(ru('news-completed', { name: 'Анна' }));
  });
});

describe('a training in the gallery', () => {
  it('has a figure only while it changes', () => {
    const labels = [0, 40, 95].map((progress) => {
      const row = { ...stateIn('training', { progress }), photosCount: 12, createdAt: new Date(0) };
      return gallery([row], 1, 0, ru).buttons[0]?.[0]?.label;
    });
    expect(labels).to.deep.equal(['⏳ Анна', '⏳ Анна · 40 %', '⏳ Анна']);
  });
});
