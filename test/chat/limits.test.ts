import { expect } from 'chai';
import * as cards from '../../src/chat/card.ts';
import { commandMenu } from '../../src/chat/commands.ts';
import { say, type Say } from '../../src/chat/i18n.ts';
import * as menu from '../../src/chat/menu.ts';
import { avatarNews, photosWithoutAvatar, type AvatarNews } from '../../src/chat/news.ts';
import { photoReview } from '../../src/chat/photo-review.ts';
import { previewNews } from '../../src/chat/preview-news.ts';
import { settings } from '../../src/chat/settings.ts';
import { tips } from '../../src/chat/tips.ts';
import * as trust from '../../src/chat/trust.ts';
import { markup, type View } from '../../src/chat/view.ts';
import { avatarTypes, genders, languages, NAME_MAX_LENGTH } from '../../src/domain/avatar.ts';
import type { AvatarRow } from '../../src/domain/gallery.ts';
import { defaultPolicy } from '../../src/domain/policy.ts';
import { retentionOf } from '../../src/domain/retention.ts';
import type { AvatarState } from '../../src/domain/state.ts';
import { everyReport } from './photo-reports.ts';
import { allowed } from '../../src/domain/state.ts';
import { everyPreview } from './preview-news.ts';
import { AVATAR_ID, fullStates, stateIn } from './states.ts';

const LONGEST = [...'👩🏽‍🚒<b>&אנה'.repeat(12)].slice(0, NAME_MAX_LENGTH).join('');
const news: AvatarNews[] = ['completed', 'failed', 'expiry_near', 'expired', 'late_photos', 'overdue'];
const usual: menu.UsualTimes = { portrait: [180_000, 900_000], style: [300_000, 100 * 3_600_000] };
const walk = 2 ** 31;

/** Everything that people can be shown, with the longest name. */
function everyView(language: 'ru' | 'en'): View[] {
  const t = say(language);
  const pictured = { name: LONGEST, allowed: allowed({ status: 'completed' }, defaultPolicy) };
  const states = [...fullStates(LONGEST), stateIn('completed', pictured)];
  const rows: AvatarRow[] = states.map((state) => ({ ...state, photosCount: 20, createdAt: new Date(0) }));
  const page = rows.slice(0, menu.PAGE_SIZE);
  const about = [cards.avatarCard, cards.askCancel, cards.askDelete];
  return [
    ...states.flatMap((state) => about.map((draw) => draw(state, t))),
    ...states.flatMap((state) => [null, ...everyReport()].map((report) => cards.askStart(state, t, report))),
    ...everyCaption(t),
    ...states.flatMap((state) => news.map((kind) => avatarNews(kind, state, t))),
    ...states.map((state, index) => menu.detail(state, rows[index] ?? page[0]!, t)),
    photosWithoutAvatar(100, t),
    ...everyPreview(LONGEST).map((one) => previewNews(one, t)),
    ...rows.map((row) => menu.start(row, true, defaultPolicy, t)),
    menu.start(null, true, defaultPolicy, t),
    menu.start(null, false, defaultPolicy, t),
    menu.help(defaultPolicy, usual, t),
    cards.stopping(stateIn('training', { name: LONGEST }), t),
    cards.waitingOn(stateIn('training', { name: LONGEST }), t),
    menu.hint(t),
    menu.wizard({ kind: 'wizard', walk }, usual, t),
    ...avatarTypes.map((avatarType) => menu.wizard({ kind: 'wizard', walk, avatarType }, usual, t)),
    ...genders.map((gender) => menu.wizard({ kind: 'wizard', walk, avatarType: 'custom', gender }, usual, t)),
    ...everyTrust(states, t),
    ...languages.map((one) => settings(one, t)),
    menu.gallery([], 0, 0, t),
    menu.gallery(page, 9999 * menu.PAGE_SIZE, 5000, t),
  ];
}

/** What stands under pictures: Telegram takes 1024 characters there. */
function everyCaption(t: Say): View[] {
  const numbers = Array.from({ length: 20 }, (_, index) => index + 981);
  const removed = Array.from({ length: 20 }, (_, index) => 999 - index);
  const reviews = everyReport().flatMap((report) =>
    [
      undefined,
      ...report.weak.map(({ number }) => number),
      ...report.alike.flatMap((alike) => alike.numbers),
      981,
    ].flatMap((number) =>
      [true, false].map((mayRemove) =>
        photoReview(
          {
            avatarId: AVATAR_ID,
            numbers: number === undefined || number >= 981 ? numbers : report.weak.map((weak) => weak.number),
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

/** What is said of trust and limits, with the most that there can be of everything. */
function everyTrust(states: readonly AvatarState[], t: Say): View[] {
  const DAY = 24 * 3_600_000;
  const retention = retentionOf(defaultPolicy);
  const atTrainer = { deleted: 3, left: 1_000, models: 1_000 };
  const receipt = { avatars: 10_000, photos: 100_000, models: 10_000, bytes: 1e12, atTrainer, at: Date.now() };
  const nothing = { avatars: 0, photos: 0, models: 0, bytes: 0, atTrainer: { deleted: 0, left: 0, models: 0 }, at: 0 };
  const words = (['too_many_trainings', 'too_many_avatars'] as const).flatMap((why) =>
    [undefined, 364 * DAY + 23 * 3_600_000].map((until) => trust.limitReached(why, until, 0, t)),
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
      [true, false].map((training) => trust.askDeleteData({ avatars, training }, t)),
    ),
    trust.deletionUnderWay(t),
    ...states.flatMap((state) => words.map((text) => trust.startLater(state, text, t))),
    ...words.map((text) => trust.beginLater(text, again, t)),
    ...states.map((state) => cards.avatarCard({ ...state, resumeInMs: 59_000 }, t)),
  ];
}

describe('everything that people are shown', () => {
  for (const language of languages) {
    it(`obeys Telegram's limits, in ${language}`, () => {
      for (const view of everyView(language)) {
        expect([...view.text].length, view.text).to.be.within(1, 4096);
        expect(view.text, 'nothing left to fill in').not.to.match(/\{|\}|undefined|NaN|null/);
        expect(view.text, 'no gaps').not.to.match(/\n\n\n|^\s|\s$/);
        const buttons = markup(view).inline_keyboard.flat();
        expect(buttons.length).to.be.at.most(100);
        for (const button of buttons) {
          expect([...button.text].length, button.text).to.be.within(1, NAME_MAX_LENGTH + 20);
          const data = 'callback_data' in button ? button.callback_data : '';
          expect(Buffer.byteLength(data), data).to.be.within(1, 64);
        }
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

  it('has a way on from everywhere', () => {
    for (const view of everyView('en')) expect(view.buttons.flat().length, view.text).to.be.above(0);
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
    const { text, buttons } = menu.gallery([], 0, 0, say('en'));
    expect(text).to.equal(say('en')('gallery-empty'));
    expect(buttons.flat().map(({ callback }) => callback.kind)).to.deep.equal(['new']);
  });
});
