import { expect } from 'chai';
import * as cards from '../../src/chat/card.ts';
import { commandMenu } from '../../src/chat/commands.ts';
import { avatarLink, linkToNothing } from '../../src/chat/gallery.ts';
import { say, type Say } from '../../src/chat/i18n.ts';
import * as limits from '../../src/chat/limits.ts';
import * as menu from '../../src/chat/menu.ts';
import * as naming from '../../src/chat/naming.ts';
import { avatarNews, photosWithoutAvatar } from '../../src/chat/news.ts';
import { photoReview } from '../../src/chat/photo-review.ts';
import { previewNews, previewsBelow } from '../../src/chat/preview-news.ts';
import { settings } from '../../src/chat/settings.ts';
import { tips } from '../../src/chat/tips.ts';
import * as trust from '../../src/chat/privacy.ts';
import * as questions from '../../src/chat/questions.ts';
import { markup, type View } from '../../src/chat/view.ts';
import { avatarTypes, genders, languages, NAME_MAX_LENGTH } from '../../src/domain/avatar/avatar.ts';
import type { DeletionReceipt } from '../../src/domain/user/deletion.ts';
import type { AvatarRow } from '../../src/domain/avatar/gallery.ts';
import type { AvatarNewsKind } from '../../src/domain/avatar/news.ts';
import { limitReasons } from '../../src/domain/limits/limits.ts';
import { defaultPolicy, MOST_PHOTOS } from '../../src/domain/avatar/policy.ts';
import { retentionOf } from '../../src/domain/photos/retention.ts';
import type { AvatarView } from '../../src/domain/avatar/state.ts';
import { everyReport } from './photo-reports.ts';
import { allowed } from '../../src/domain/avatar/state.ts';
import { everyPreview } from './preview-news.ts';
import { AVATAR_ID, fullStates, stateIn, withPhotos } from './states.ts';

const LONGEST = [...'👩🏽‍🚒<b>&אנה'.repeat(12)].slice(0, NAME_MAX_LENGTH).join('');
const news: AvatarNewsKind[] = ['completed', 'failed', 'expiry_near', 'expired', 'late_photos', 'overdue'];
const usual: menu.UsualTimes = { portrait: [180_000, 900_000], style: [300_000, 100 * 3_600_000] };
const walk = 2 ** 31;

/** Avatars, each with an id of its own. */
const apart = (rows: readonly AvatarRow[]): AvatarRow[] =>
  rows.map((row, index) => ({ ...row, avatarId: `${AVATAR_ID.slice(0, -1)}${index}` }));

/** Everything that users can see, with the longest name. */
function everyView(language: 'ru' | 'en'): View[] {
  const t = say(language);
  const pictured = { name: LONGEST, allowed: allowed({ status: 'completed' }, defaultPolicy) };
  const states = [...fullStates(LONGEST), stateIn('completed', pictured)];
  const rows: AvatarRow[] = states.map((state) => ({ ...state, photosCount: 20, createdAt: new Date(0) }));
  const page = apart(rows.slice(0, menu.PAGE_SIZE));
  const about = [cards.avatarCard, questions.askCancel, questions.askDelete];
  return [
    ...states.flatMap((state) => about.map((draw) => draw(state, t))),
    ...states.flatMap((state) => [null, ...everyReport()].map((report) => questions.askStart(state, t, report))),
    ...everyCaption(t),
    ...states.flatMap((state) => news.map((kind) => avatarNews(kind, state, t))),
    ...states.map((state, index) => menu.detail(state, rows[index] ?? page[0]!, t)),
    photosWithoutAvatar({ count: 100, over: 100 }, t),
    ...everyPreview(LONGEST).flatMap((one) => [previewNews(one, t), previewsBelow(one, t)]),
    ...rows.map((row) => menu.start(row, true, defaultPolicy, t)),
    menu.start(null, true, defaultPolicy, t),
    menu.start(null, false, defaultPolicy, t),
    menu.help(defaultPolicy, usual, t),
    questions.stopping(stateIn('training', { name: LONGEST }), t),
    questions.waitingOn(stateIn('training', { name: LONGEST }), t),
    menu.hint(t),
    menu.wizard({ kind: 'wizard', walk }, usual, t),
    ...avatarTypes.map((avatarType) => menu.wizard({ kind: 'wizard', walk, avatarType }, usual, t)),
    ...genders.map((gender) => menu.wizard({ kind: 'wizard', walk, avatarType: 'custom', gender }, usual, t)),
    ...everyTrust(states, t),
    ...languages.map((one) => settings(one, t)),
    menu.gallery([], 0, 0, t),
    menu.gallery(page, 9999 * menu.PAGE_SIZE, 5000, t),
    ...everyPictured(rows, t),
    menu.words(t('trouble'), t),
    linkToNothing(t),
    ...[naming.askName, naming.named].map((draw) => draw({ avatarId: AVATAR_ID, name: LONGEST }, t)),
    naming.badName(AVATAR_ID, t),
  ];
}

/** Everything with a picture above it: completed avatars with every possible text. */
function everyPictured(rows: readonly AvatarRow[], t: Say): View[] {
  const finished = stateIn('completed', { name: LONGEST, ...withPhotos(20), photosKeptUntil: 4_102_444_800_000 });
  const made = { createdAt: new Date(0), completedAt: new Date(0), trainedMs: 25 * 3_600_000, photosCount: 20 };
  const shown: AvatarRow[] = [{}, { isMain: true } as const].map((main) => ({
    ...finished,
    ...made,
    cover: 'c',
    ...main,
  }));
  const others = rows.filter(({ status }) => status === 'training').slice(0, menu.PAGE_SIZE - 1);
  return [
    ...shown.flatMap((row) => [menu.detail(finished, row, t), avatarLink(row, 'b'.repeat(32), t)]),
    menu.gallery(apart([...shown.slice(1), ...others]), 9_999, 100, t),
  ];
}

/** Everything under pictures: Telegram allows 1024 characters there. */
function everyCaption(t: Say): View[] {
  const numbers = Array.from({ length: MOST_PHOTOS }, (_, index) => 9_900 + index);
  const removed = Array.from({ length: 20 }, (_, index) => 999 - index);
  const reviews = everyReport().flatMap((report) =>
    [undefined, ...numbers.slice(0, 6)].flatMap((number) =>
      [true, false].map((mayRemove) =>
        photoReview(
          {
            avatarId: AVATAR_ID,
            numbers,
            report,
            removed,
            mayRemove,
            ...(number === undefined ? {} : { number }),
          },
          t,
        ),
      ),
    ),
  );
  const empty = { avatarId: AVATAR_ID, numbers: [], report: everyReport()[0]!, removed: [], mayRemove: true };
  return [...reviews, photoReview(empty, t), ...avatarTypes.map((type) => tips(type, AVATAR_ID, t))];
}

/** Privacy and limits, with the longest possible texts. */
function everyTrust(states: readonly AvatarView[], t: Say): View[] {
  const DAY = 24 * 3_600_000;
  const retention = retentionOf(defaultPolicy);
  const atTrainer = { deleted: 3, left: 1_000, unknown: 1_000, models: 1_000 };
  const receipt: DeletionReceipt = {
    avatars: 10_000,
    photos: 100_000,
    models: 10_000,
    bytes: 1e12,
    counted: 'both',
    atTrainer,
    at: Date.now(),
  };
  const nothing: DeletionReceipt = {
    avatars: 0,
    photos: 0,
    models: 0,
    bytes: 0,
    counted: 'nothing',
    atTrainer: { deleted: 0, left: 0, unknown: 0, models: 0 },
    at: 0,
  };
  const words = limitReasons.flatMap((why) =>
    [undefined, 364 * DAY + 23 * 3_600_000].map((until) => limits.limitReached(why, until, 0, t)),
  );
  const again = { kind: 'wizard', walk, avatarType: 'custom', gender: 'other' } as const;
  return [
    ...[null, 365 * DAY].flatMap((kept) => [
      trust.privacy(retention, kept, t),
      trust.privacy({ ...retention, photosMs: 30 * DAY }, kept, t),
      trust.deletionReceipt(receipt, kept, t),
      trust.deletionReceipt(nothing, kept, t),
    ]),
    ...[0, 1, 2, 5, 9_999].flatMap((avatars) =>
      [true, false].map((training) =>
        trust.askDeleteData({ avatars, training, counted: training ? 'both' : 'nothing', question: 2 ** 31 }, t),
      ),
    ),
    trust.deletionUnderWay(t),
    ...states.flatMap((state) => words.map((text) => limits.startLater(state, text, t))),
    ...words.map((text) => limits.beginLater(text, again, t)),
    ...states.map((state) => cards.avatarCard({ ...state, resumeInMs: 59_000 }, t)),
  ];
}

describe('everything that users see', () => {
  for (const language of languages) {
    it(`obeys Telegram's limits, in ${language}`, () => {
      for (const view of everyView(language)) {
        expect([...view.text].length, view.text).to.be.within(1, 4096);
        expect(view.text, 'nothing left to fill in').not.to.match(/\{|\}|undefined|NaN|null/);
        expect(view.text, 'no gaps').not.to.match(/\n\n\n|^\s|\s$/);
        expect([...view.text].length, 'fits under a picture').to.be.at.most(view.picture === undefined ? 4096 : 1024);
        const buttons = markup(view).inline_keyboard.flat();
        expect(buttons.length).to.be.at.most(100);
        const data = buttons.map((button) => ('callback_data' in button ? button.callback_data : ''));
        expect(new Set(data).size, `each button once: ${view.text}`).to.equal(data.length);
        for (const button of buttons) {
          expect([...button.text].length, button.text).to.be.within(1, NAME_MAX_LENGTH + 20);
        }
        for (const each of data) expect(Buffer.byteLength(each), each).to.be.within(1, 64);
      }
    });
  }

  it('is introduced within Telegram’s limits', () => {
    for (const language of languages) {
      const t = say(language);
      expect([...t('bot-description')].length).to.be.within(1, 512);
      expect([...t('bot-short-description')].length).to.be.within(1, 120);
      for (const { command, description } of commandMenu(t)) {
        expect(command).to.match(/^[a-z0-9_]{1,32}$/);
        expect([...description].length).to.be.within(1, 256);
      }
    }
  });

  it('is short enough under a picture', () => {
    for (const language of languages) {
      for (const { text } of everyCaption(say(language))) expect([...text].length, text).to.be.within(1, 1024);
    }
  });

  it('has a next step everywhere', () => {
    for (const view of everyView('en')) {
      const kinds = view.buttons.flat().map(({ callback }) => callback.kind);
      expect(kinds.filter((kind) => kind !== 'nothing').length, view.text).to.be.above(0);
    }
  });

  it('has a way back from every question that changes nothing', () => {
    const t = say('en');
    const backs: (string | undefined)[] = [
      t('button-back'),
      t('button-keep'),
      t('button-keep-name'),
      t('button-keep-data'),
    ];
    const state = stateIn('ready', withPhotos(10));
    const row = { ...state, photosCount: 10, createdAt: new Date(0) };
    const first = { kind: 'wizard', walk } as const;
    const asked: View[] = [
      questions.askStart(state, t, null),
      questions.askCancel(state, t),
      questions.askDelete(state, t),
      naming.askName(state, t),
      naming.badName(AVATAR_ID, t),
      avatarLink(row, 'aisha_bot', t),
      limits.startLater(row, 'later', t),
      trust.askDeleteData({ avatars: 1, training: false, counted: 'nothing', question: 1 }, t),
      menu.wizard(first, usual, t),
      menu.wizard({ ...first, avatarType: 'style' }, usual, t),
      menu.wizard({ ...first, avatarType: 'style', gender: 'other' }, usual, t),
      menu.help(defaultPolicy, usual, t),
    ];
    const changing = ['start', 'cancel', 'delete', 'retry', 'remove', 'main'];
    for (const { text, buttons } of asked) {
      const back = buttons.at(-1)?.at(0) ?? expect.fail(`no buttons: ${text}`);
      expect(backs, text).to.include(back.label);
      expect(back.callback.kind, text).to.not.be.oneOf(['delete_data', 'new']);
      if (back.callback.kind === 'avatar') expect(back.callback.tap, text).to.not.be.oneOf(changing);
    }
  });
});

describe('the gallery', () => {
  const [row] = fullStates('Анна').map((state): AvatarRow => ({ ...state, photosCount: 3, createdAt: new Date(0) }));
  const turns = (total: number, page: number) =>
    menu
      .gallery(row ? [row] : [], total, page, say('en'))
      .buttons.flat()
      .flatMap(({ callback }) => (callback.kind === 'gallery' ? [callback.page] : []));

  it('turns pages within its bounds', () => {
    expect(turns(5, 0)).to.deep.equal([]);
    expect(turns(6, 0)).to.deep.equal([1]);
    expect(turns(11, 1)).to.deep.equal([0, 2]);
    expect(turns(11, 2)).to.deep.equal([1]);
  });

  it('is one sentence and one button when it is empty', () => {
    for (const language of languages) {
      const { text, buttons } = menu.gallery([], 0, 0, say(language));
      expect(text).to.equal(say(language)('gallery-empty'));
      expect(text).to.match(/^[^.!?]+[.!?]$/);
      expect(buttons.flat().map(({ callback }) => callback.kind)).to.deep.equal(['new']);
    }
  });
});

describe('the next step after /start', () => {
  const now = (changes: Partial<AvatarRow>): string => {
    const row: AvatarRow = { ...stateIn('uploading'), photosCount: 7, createdAt: new Date(0), ...changes };
    return menu.start(row, true, defaultPolicy, say('ru')).text.split('\n').at(-1) ?? '';
  };

  it('is a text: which avatar, which step, how far', () => {
    expect(now({ status: 'draft', photosCount: 0 })).to.equal('Продолжим «Анна»? Шаг 4 из 5: ждём первые фото.');
    expect(now({})).to.equal('Продолжим «Анна»? Шаг 4 из 5, фото: 7 из 10.');
    expect(now({ status: 'ready', photosCount: 12 })).to.equal(
      'Продолжим «Анна»? Шаг 4 из 5, фото: 12 — можно начинать обучение.',
    );
    expect(now({ status: 'training', progress: 43 })).to.equal('Продолжим «Анна»? Шаг 5 из 5: идёт обучение, 43 %.');
    expect(now({ status: 'training' })).to.equal('Продолжим «Анна»? Шаг 5 из 5: идёт обучение.');
    expect(now({ status: 'error' })).to.include('Обучение не получилось');
  });

  it('is one button, above the others', () => {
    for (const state of fullStates('Анна')) {
      const row: AvatarRow = { ...state, photosCount: 3, createdAt: new Date(0) };
      const [first = []] = menu.start(row, true, defaultPolicy, say('ru')).buttons;
      expect(first).to.have.length(1);
      expect(first[0]?.callback).to.include({ kind: 'avatar', avatarId: AVATAR_ID });
    }
  });
});

describe('the gallery as text', () => {
  it("shows each avatar's status, and which is the main one", () => {
    const rows: AvatarRow[] = [
      { ...stateIn('completed'), photosCount: 10, createdAt: new Date(0), isMain: true },
      { ...stateIn('completed', { name: 'Яна' }), photosCount: 10, createdAt: new Date(0) },
      { ...stateIn('training', { name: 'Мия', progress: 43 }), photosCount: 10, createdAt: new Date(0) },
      { ...stateIn('uploading', { name: 'Ева' }), photosCount: 7, createdAt: new Date(0) },
    ];
    const { text } = menu.gallery(rows, 3, 0, say('ru'));
    expect(text.split('\n').slice(-4)).to.deep.equal([
      '⭐ Анна — готов',
      '✨ Яна — готов',
      '⏳ Мия — идёт обучение, 43 %',
      '📸 Ева — собираем фотографии: 7',
    ]);
  });

  it('shows when a completed avatar was made and how long that took', () => {
    const row: AvatarRow = {
      ...stateIn('completed'),
      photosCount: 10,
      createdAt: new Date(0),
      completedAt: new Date('2026-11-21T12:00:00Z'),
      trainedMs: 7 * 60_000 + 20_000,
      isMain: true,
    };
    const texts = (['ru', 'en'] as const).map((language) => menu.detail(stateIn('completed'), row, say(language)).text);
    expect(texts[0]).to.match(/21 ноября 2026 г\.\n⏱ Обучение заняло 7 минут\.\n⭐ Это ваш главный аватар\.$/);
    expect(texts[1]).to.match(/November 21, 2026\n⏱ The training took 7 minutes\.\n⭐ This is your main avatar\.$/);
  });
});
