import { expect } from 'chai';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { localesPath, say, type Say } from '../../src/chat/i18n.ts';
import { span } from '../../src/chat/spans.ts';
import { askDeleteData, deletionReceipt, privacy } from '../../src/chat/privacy.ts';
import { readBotConfig } from '../../src/runtime/config/index.ts';
import { languages } from '../../src/domain/avatar/avatar.ts';
import type { DeletionReceipt } from '../../src/domain/user/deletion.ts';
import {
  ARCHIVE_LIFE_MS,
  FILES_LIFE_MS,
  REQUESTS_KEPT_MS,
  retentionOf,
  TRAINER_NAME,
  USAGE_KEPT_MS,
} from '../../src/domain/photos/retention.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

const secrets = { TELEGRAM_BOT_TOKEN: '123456:token', DATABASE_URL: 'postgresql://aisha:x@127.0.0.1/aisha' };
const weights = { TRAINER_PORTRAIT: 'flux-lora-portrait', TRAINER_STYLE: 'flux-lora-fast' };

/** Environment variables, and the times, ms, that the text must contain for them. */
const configurations: readonly {
  readonly env: Readonly<Record<string, string>>;
  readonly historyMs?: number;
  readonly tells: readonly number[];
  readonly counted?: Record<(typeof languages)[number], string>;
  readonly models?: Partial<Record<(typeof languages)[number], RegExp>>;
}[] = [
  { env: {}, tells: [30 * DAY, 3 * DAY, 7 * DAY, ARCHIVE_LIFE_MS, REQUESTS_KEPT_MS, FILES_LIFE_MS] },
  {
    env: { TRAINING_PER_DAY: '7', AVATAR_PER_DAY: '0' },
    tells: [DAY, USAGE_KEPT_MS],
    counted: { en: 'The limit on trainings holds', ru: 'Предел на обучения действует' },
  },
  {
    env: { TRAINING_PER_DAY: '0', AVATAR_PER_DAY: '7' },
    tells: [DAY, USAGE_KEPT_MS],
    counted: { en: 'The limit on new avatars holds', ru: 'Предел на новые аватары действует' },
  },
  {
    env: {},
    tells: [DAY, USAGE_KEPT_MS],
    counted: {
      en: 'The limits on trainings and new avatars hold',
      ru: 'Пределы на обучения и новые аватары действуют',
    },
  },
  { env: { TRAINING_PER_DAY: '0', AVATAR_PER_DAY: '0' }, tells: [] },
  { env: { PHOTO_RETENTION: '11d' }, tells: [11 * DAY] },
  { env: { PHOTO_RETENTION: 'keep' }, tells: [] },
  { env: { PHOTO_RETENTION: '0' }, tells: [] },
  { env: { AVATAR_DRAFT_TTL: '17h' }, tells: [17 * HOUR] },
  { env: { AVATAR_UPLOAD_TTL: '19d' }, tells: [19 * DAY] },
  { env: { PHOTO_INBOX_TTL: '43m' }, tells: [43 * MINUTE] },
  { env: {}, historyMs: 23 * DAY, tells: [23 * DAY] },
  { env: { PREVIEW_PICTURES: '2' }, tells: [FILES_LIFE_MS] },
  { env: { PREVIEW_PICTURES: '0' }, tells: [] },
  { env: {}, tells: [], models: { en: /A style model may stay/, ru: /Модель стиля может остаться/ } },
  { env: { ...weights, PREVIEW_PICTURES: '2' }, tells: [FILES_LIFE_MS], models: {} },
  { env: { TRAINERS_FILE: 'config/trainers.example.json', TRAINER_STYLE: 'our-style' }, tells: [], models: {} },
  {
    env: { TRAINER_PORTRAIT: 'flux-pro', TRAINER_STYLE: 'flux-lora-fast' },
    tells: [],
    models: { en: /A portrait model may stay/, ru: /Модель портрета может остаться/ },
  },
  {
    env: { TRAINER_PORTRAIT: 'flux-pro', TRAINER_STYLE: 'flux-pro', PREVIEW_PICTURES: '2' },
    tells: [FILES_LIFE_MS],
    models: { en: /The model may stay/, ru: /Модель может остаться/ },
  },
];

const clean = { deleted: 0, left: 0, unknown: 0, models: 0 };
const nothing = { avatars: 0, photos: 0, models: 0, bytes: 0, counted: 'nothing', atTrainer: clean, at: 0 } as const;
/** Receipts with different contents, and the numbers they must contain. */
const receipts: readonly { readonly receipt: DeletionReceipt; readonly numbers: readonly number[] }[] = [
  { receipt: nothing, numbers: [] },
  { receipt: { ...nothing, counted: 'trainings' }, numbers: [] },
  { receipt: { ...nothing, counted: 'avatars' }, numbers: [] },
  { receipt: { ...nothing, counted: 'both' }, numbers: [] },
  { receipt: { ...nothing, avatars: 41, photos: 402, models: 7, bytes: 53e6 }, numbers: [41, 402, 7, 53] },
  { receipt: { ...nothing, avatars: 1, atTrainer: { ...clean, left: 31 } }, numbers: [31, 1, 0, 0, 1] },
  { receipt: { ...nothing, avatars: 1, atTrainer: { ...clean, unknown: 37 } }, numbers: [37, 1, 0, 0, 1] },
  { receipt: { ...nothing, models: 39, atTrainer: { ...clean, models: 39 } }, numbers: [39, 39, 0, 0, 1] },
];

/** Digits and words of time: the text may contain only configured ones. */
const amounts = {
  en: /\d|\b(second|minute|hour|day|week|month|year)s?\b/gi,
  ru: /\d|(?<![а-яё])(секунд|минут|час|дн|день|сут|недел|месяц|год|лет)[а-яё]*/gi,
};

describe('the text about kept data', () => {
  for (const language of languages) {
    const t = say(language);
    /** Statements seen so far. */
    const made = new Set<string>();
    const noting: Say = (key, values) => {
      made.add(key);
      return t(key, values);
    };
    /** The rest of a text without configured times. */
    const without = (text: string, told: readonly string[]) =>
      told
        .toSorted((one, other) => other.length - one.length)
        .reduce((rest, each) => rest.replaceAll(each, ''), text.replaceAll(/[\u00a0\u202f]/g, ' '));

    for (const { env, historyMs = null, tells, counted, models } of configurations) {
      it(`follows ${JSON.stringify(env)}${historyMs === null ? '' : ' and Temporal'}, in ${language}`, () => {
        const { policy, trainers } = readBotConfig({ ...secrets, ...env });
        const retention = retentionOf(policy, trainers);
        const { text } = privacy(retention, historyMs, noting);
        for (const ms of tells) expect(text).to.include(span(ms, t));
        const { draftMs, uploadMs, inboxMs, photosMs, trainer } = retention;
        const periods = [draftMs, uploadMs, inboxMs, trainer.archiveMs, trainer.requestsMs];
        const more = [photosMs, trainer.pictures?.keptMs ?? null, historyMs].filter((ms) => ms !== null && ms > 0);
        const isCounted = retention.counted !== 'nothing';
        const usage = isCounted ? [DAY, USAGE_KEPT_MS] : [];
        const told = [...periods, ...usage, ...(more as number[])].map((ms) => span(ms, t));
        expect(without(text, told), 'no amount but those of the configuration').to.not.match(amounts[language]);
        expect(/limits? on|Предел/.test(text), 'the limits').to.equal(isCounted);
        if (counted) expect(text).to.include(counted[language]);
        const question = askDeleteData(
          { avatars: 2, training: false, counted: retention.counted, question: 1 },
          noting,
        );
        expect(/limits? on|Предел/.test(question.text), 'the limits, before it').to.equal(isCounted);
        if (models) {
          const stays = models[language];
          expect(text.match(/may stay|может остаться/g) ?? []).to.have.length(stays ? 1 : 0);
          if (stays) expect(text).to.match(stays);
        }
        const isTold = text.includes(t('privacy-pictures', { trainer: '', files: '', weights: 'no' }).slice(0, 2));
        expect(isTold, 'first pictures').to.equal(env.PREVIEW_PICTURES !== '0');
      });
    }

    it(`contains in a receipt only what was counted, in ${language}`, () => {
      for (const { receipt, numbers } of receipts) {
        for (const historyMs of [null, 23 * DAY]) {
          const { text } = deletionReceipt(receipt, historyMs, noting);
          const usage = receipt.counted === 'nothing' ? [] : [DAY, USAGE_KEPT_MS];
          const spans = [...usage, ARCHIVE_LIFE_MS, FILES_LIFE_MS, ...(historyMs === null ? [] : [historyMs])];
          const title = t('receipt-title', { date: new Date(receipt.at) });
          const told = [title, ...spans.map((ms) => span(ms, t))];
          const rest = without(
            text,
            told.map((each) => each.replaceAll(/[\u00a0\u202f]/g, ' ')),
          );
          expect((rest.match(/\d+/g) ?? []).map(Number), text).to.have.members([...numbers]);
          expect(rest.replaceAll(/\d+/g, '')).to.not.match(amounts[language]);
          const copy = t('receipt-weights', { trainer: TRAINER_NAME, files: span(FILES_LIFE_MS, t) });
          expect(text.includes(copy)).to.equal(receipt.models > receipt.atTrainer.models);
        }
      }
    });

    it(`is tested here in every statement, in ${language}`, async () => {
      const texts = await readFile(join(localesPath, `${language}.ftl`), 'utf8');
      const statements = [...texts.matchAll(/^((?:privacy|receipt)-[\w-]+) =/gm)].map(([, key]) => key);
      expect(statements).to.have.length.above(15);
      expect(statements.filter((key) => key !== undefined && !made.has(key))).to.deep.equal([]);
    });
  }
});
