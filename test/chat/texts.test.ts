import { expect } from 'chai';
import { readdir, readFile } from 'node:fs/promises';
import { failureParts } from '../../src/chat/failure.ts';
import { languageOf, localesPath, say } from '../../src/chat/i18n.ts';
import { limitReached } from '../../src/chat/limits.ts';
import { genders, languages, avatarStatuses, avatarTypes, trainingTypes } from '../../src/domain/avatar/avatar.ts';
import { limitReasons } from '../../src/domain/limits/limits.ts';
import { photoAdvices } from '../../src/domain/photos/report.ts';
import { photoWeaknesses } from '../../src/domain/photos/rules.ts';
import { notPhotos } from '../../src/domain/photos/not-a-photo.ts';
import { photoRefusals, waysToSend } from '../../src/domain/photos/photo.ts';
import { failureReasons } from '../../src/domain/training/training.ts';
import { refusalReasons } from '../../src/domain/avatar/state.ts';
import { stateIn } from './states.ts';

const root = new URL('../../src/', import.meta.url);

/** Keys of a locale, in the order of the file. */
async function keysOf(language: string): Promise<string[]> {
  const source = await readFile(`${localesPath}/${language}.ftl`, 'utf8');
  return [...source.matchAll(/^([a-z][\w-]*) =/gm)].map(([, key = '']) => key);
}

/** The code of the chat and the bot, without comments. */
async function sources(): Promise<{ file: string; code: string }[]> {
  const names = await Promise.all(
    ['chat/', 'bot/'].map(async (folder) =>
      (await readdir(new URL(folder, root), { recursive: true })).map((name) => `${folder}${name}`),
    ),
  );
  const files = [...names.flat().filter((name) => name.endsWith('.ts')), 'activities/adapters/telegram/messenger.ts'];
  return Promise.all(
    files.map(async (file) => {
      const code = await readFile(new URL(file, root), 'utf8');
      return { file, code: code.replace(/\/\*[\s\S]*?\*\//g, '').replace(/(^|\s)\/\/.*$/gm, '') };
    }),
  );
}

describe('texts', () => {
  it('exist in every language, once each', async () => {
    const [first = [], ...others] = await Promise.all(languages.map(keysOf));
    expect(first).to.have.length.above(50);
    expect(new Set(first)).to.have.property('size', first.length);
    for (const keys of others) expect(keys).to.deep.equal(first);
  });

  it('are only in the locales: the code contains no text for users', async () => {
    for (const { file, code } of await sources()) {
      expect(code.match(/[\p{Script=Cyrillic}]|\p{Emoji_Presentation}/u), file).to.equal(null);
    }
  });

  it("do not mention the bot's internals", async () => {
    for (const language of languages) {
      const source = await readFile(`${localesPath}/${language}.ftl`, 'utf8');
      expect(source).not.to.match(/тестов|симулятор|имитац|test mode|simulat|workflow|temporal|\bFAL\b|\bLoRA\b/i);
    }
  });

  it('have a different sentence for each reason and each word', () => {
    for (const language of languages) {
      const t = say(language);
      for (const [key, name, values] of [
        ['refusal', 'why', photoRefusals],
        ['failure', 'why', failureReasons],
        ['status', 'value', avatarStatuses],
        ['status-icon', 'value', avatarStatuses],
        ['avatar-type', 'value', avatarTypes],
        ['gender', 'value', genders],
        ['training-type', 'value', trainingTypes],
        ['card-tip', 'value', avatarTypes],
        ['weakness', 'value', photoWeaknesses],
        ['report-advice', 'value', photoAdvices],
        ['report-light', 'value', ['varied', 'even']],
        ['media-hint', 'kind', [...notPhotos, 'other']],
        ['tips', 'value', avatarTypes],
      ] as const) {
        const said = values.map((value) => t(key, { [name]: value, missing: 3, sent: 'photo', megabytes: 20 }));
        expect(new Set(said), `${language} ${key}`).to.have.property('size', values.length);
      }
    }
  });

  it('tell the user what to do about every refused photo and every failure', () => {
    for (const why of photoRefusals) {
      for (const sent of waysToSend) {
        expect(say('ru')('refusal', { why, sent, megabytes: 20 })).to.match(/пришлите|уберите/);
        expect(say('en')('refusal', { why, sent, megabytes: 20 })).to.match(/send|remove/);
      }
    }
    for (const why of failureReasons) {
      const told = (language: 'ru' | 'en') =>
        failureParts(stateIn('error', { failure: why }), say(language)).join('\n');
      expect(told('ru')).to.match(/опробуйте|создайте/);
      expect(told('en')).to.match(/try again|create/i);
    }
  });

  it('put no space before a per cent sign in English, and one in Russian', async () => {
    const marks = async (language: string) =>
      [...(await readFile(`${localesPath}/${language}.ftl`, 'utf8')).matchAll(/(.)%/g)].map(([, before]) => before);
    expect(new Set(await marks('en'))).to.deep.equal(new Set(['}']));
    expect(new Set(await marks('ru'))).to.deep.equal(new Set([' ']));
  });

  it('name training types differently from avatar types: a card shows both side by side', () => {
    for (const language of languages) {
      const t = say(language);
      const avatars: string[] = avatarTypes.map((value) => t('avatar-type', { value }));
      expect(
        trainingTypes.map((value) => t('training-type', { value })).filter((name) => avatars.includes(name)),
      ).to.deep.equal([]);
    }
  });

  it('list no commands in the help: the menu has them', () => {
    for (const language of languages) {
      expect(say(language)('help', { min: 10, max: 20, side: 512, portrait: '3', style: '5' })).not.to.match(/^\//m);
    }
  });

  it('use the natural wording where it was once wrong', () => {
    const counter = { valid: 3, min: 10, max: 20, refused: 0 };
    const alike = { numbers: '3', count: 1, best: 1 };
    const known = { known: 'no', history: '', draft: '', upload: '', inbox: '' };
    const said = [
      ['start-where', { status: 'training', valid: 10, min: 10, progress: 47 }, '47 %', '47%'],
      ['gallery-training', { icon: '', name: '', progress: 47 }, '47 %', '47%'],
      ['gallery-line', { main: 'no', icon: '', name: '', status: '', photos: 0, progress: 47 }, '47 %', '47%'],
      ['ask-cancel', { status: 'ready', name: '' }, 'Принятые фотографии сохранятся', 'Accepted photos are kept'],
      [
        'news-photos_without_avatar',
        { count: 5 },
        'Создайте или откройте аватар, и они сразу окажутся в нём',
        'Create or open one, and I’ll add them right away',
      ],
      ['limit-trainings', known, 'фотографии набраны, аватар ждёт', 'its photos are complete, it waits'],
      ['card-counter', counter, '3 · нужно 10–20', '3 · 10–20 needed'],
      ['card-queue', { before: 0 }, 'Ваш аватар следующий в очереди', 'Your avatar is next in the queue'],
      ['avatar-type', { value: 'custom' }, 'Другое', 'Something else'],
      ['wizard-gender', {}, 'Кто на фото?', 'Who is in the photos?'],
      ['gender', { value: 'other' }, 'Неважно', 'Doesn’t matter'],
      ['button-rename', {}, 'Переименовать', 'Rename'],
      ['button-mend', {}, 'Заменить фото', 'Replace photos'],
      ['button-show', {}, 'Посмотреть', 'View'],
      ['button-bring-back', { number: 3 }, 'Вернуть № 3', 'Bring back photo 3'],
      [
        'card-cancelled-note',
        {},
        'Можно вернуться к нему или удалить его навсегда',
        'You can bring it back, or delete it for good',
      ],
      ['toast-refused', { why: 'already_ending' }, 'уже закрывается', 'already being closed'],
      [
        'failure',
        { why: 'submission_unconfirmed' },
        'запустить его обучение ещё раз пока нельзя',
        'this avatar can’t be tried again for now',
      ],
      ['tips', { value: 'style' }, 'Одна манера во всех картинках, сюжеты разные', 'The same style in all of them'],
      ['status', { value: 'error' }, 'обучение не получилось', 'training failed'],
      ['review-alike', alike, 'лучшее — № 1', 'Similar to photo 3; the best is photo 1'],
      ['report-alike-group', { numbers: '3, 4', best: 1 }, 'лучшее — № 1', 'the best is 1'],
      ['ask-delete-data', { avatars: 1, training: 'no' }, 'сама запись о вас', 'your profile record'],
      ['privacy-history', known, 'идентификаторы', 'IDs'],
      ['privacy-unfinished', known, 'идентификаторы', 'IDs'],
      ['preview-none', { name: '' }, 'пока не получились', 'didn’t work out this time'],
    ] as const;
    for (const [key, params, ru, en] of said) {
      expect(say('ru')(key, params)).to.include(ru);
      expect(say('en')(key, params)).to.include(en);
    }
  });

  it('fit into a toast, whatever the reason', () => {
    for (const language of languages) {
      const t = say(language);
      const toasts = [
        ...refusalReasons.map((why) => t('toast-refused', { why })),
        ...[
          'started',
          'opened',
          'cancelled',
          'stopping',
          'waiting',
          'retried',
          'deleted',
          'stale',
          'gone',
          'busy',
          'late',
          'without',
          'mend',
        ].map((key) => t(`toast-${key}`)),
        t('toast-removed', { number: 9999 }),
        t('toast-bringing-back', { number: 9999 }),
        t('toast-deleting'),
        ...limitReasons.map((why) => limitReached(why, 23 * 3_600_000 + 59 * 60_000, 0, t)),
        t('ask-name', { name: '👩‍🎤'.repeat(20) }),
      ];
      for (const toast of toasts) expect([...toast].length, toast).to.be.within(1, 200);
    }
  });

  it('name no fixed duration of a training', async () => {
    for (const language of languages) {
      const source = await readFile(`${localesPath}/${language}.ftl`, 'utf8');
      expect(source).not.to.match(/\d+ ?[–-] ?\d+ (мин|min)/);
    }
  });

  it("use the language's plural forms for minutes", () => {
    const usual = (to: number) => say('ru')('usual-time', { from: 1, to });
    expect([2, 15, 21].map(usual)).to.deep.equal(['1–2 минуты', '1–15 минут', '1–21 минуту']);
  });

  it("use the language's plural forms", () => {
    const missing = (count: number) => say('ru')('card-missing', { missing: count });
    expect([1, 2, 5, 21].map(missing)).to.deep.equal([
      'Нужна ещё 1 фотография.',
      'Нужны ещё 2 фотографии.',
      'Нужно ещё 5 фотографий.',
      'Нужна ещё 21 фотография.',
    ]);
    expect([1, 2].map((count) => say('en')('card-missing', { missing: count }))).to.deep.equal([
      '1 more photo is needed.',
      '2 more photos are needed.',
    ]);
  });

  it("use the language's plural forms for everything that is counted", () => {
    const counts = [1, 2, 5, 21];
    const counted: Record<string, readonly [name: string, ru: readonly string[], en: readonly string[]]> = {
      'card-pending': [
        'pending',
        ['фотографию', 'фотографии', 'фотографий', 'фотографию'],
        ['photo', 'photos', 'photos', 'photos'],
      ],
      'card-enough': [
        'room',
        ['фотографию', 'фотографии', 'фотографий', 'фотографию'],
        ['1 more', '2 more', '5 more', '21 more'],
      ],
      'card-queue': [
        'before',
        ['аватар.', 'аватара.', 'аватаров.', 'аватар.'],
        ['avatar ', 'avatars ', 'avatars ', 'avatars '],
      ],
      'card-completed': [
        'valid',
        ['фотографии', 'фотографиях', 'фотографиях', 'фотографии'],
        ['photo', 'photos', 'photos', 'photos'],
      ],
      'card-kept': [
        'valid',
        ['фотография сохранена', 'фотографии сохранены', 'фотографий сохранено', 'фотография сохранена'],
        ['photo is', 'photos are', 'photos are', 'photos are'],
      ],
      'news-photos_without_avatar': [
        'count',
        ['фотографию', 'фотографии', 'фотографий', 'фотографию'],
        ['photo', 'photos', 'photos', 'photos'],
      ],
      'ask-delete-data': [
        'avatars',
        ['аватар,', 'аватара,', 'аватаров,', 'аватар,'],
        ['avatar,', 'avatars,', 'avatars,', 'avatars,'],
      ],
      'receipt-models': [
        'count',
        ['модель на', 'модели на', 'моделей на', 'модель на'],
        ['model at', 'models at', 'models at', 'models at'],
      ],
      'span-minutes': ['count', ['минуту', 'минуты', 'минут', 'минуту'], ['minute', 'minutes', 'minutes', 'minutes']],
      'span-days': ['count', ['день', 'дня', 'дней', 'день'], ['day', 'days', 'days', 'days']],
    };
    const others = { training: 'no', trainer: 'fal.ai' };
    for (const [key, [name, ...words]] of Object.entries(counted)) {
      for (const [place, language] of (['ru', 'en'] as const).entries()) {
        for (const [index, count] of counts.entries()) {
          const text = say(language)(key, { ...others, [name]: count });
          expect(text, `${key} of ${count}`).to.include(String(count)).and.to.include(words[place]?.[index]);
        }
      }
    }
  });

  it('distinguish one from twenty-one where the words after the number need it', () => {
    const ru = say('ru');
    const left = (count: number) => ru('receipt-left', { count, trainer: 'fal.ai' });
    expect(left(1)).to.include('запись об одном запросе').and.to.include('она исчезнет');
    expect(left(21)).to.include('записи о 21 запросе').and.to.include('они исчезнут');
    expect(left(5)).to.include('записи о 5 запросах');
    expect(ru('card-kept', { valid: 1 })).to.include('присылать её снова');
    expect(ru('card-kept', { valid: 21 })).to.include('присылать их снова');
  });

  it('are requested by existing keys', () => {
    expect(() => say('en')('no-such-text')).to.throw('no-such-text');
  });
});

describe('the language of a user', () => {
  it('is Russian for those who read it, and English for everyone else', () => {
    expect(['ru', 'ru-RU', 'uk', 'be', 'kk'].map(languageOf)).to.deep.equal(['ru', 'ru', 'ru', 'ru', 'ru']);
    expect(['en', 'de', 'pt-br', '', undefined].map(languageOf)).to.deep.equal(['en', 'en', 'en', 'en', 'en']);
  });
});
