import { defined } from '../domain/defined.ts';
import {
  avatarTypes,
  genders,
  languages,
  trainingTypes,
  type AvatarType,
  type Gender,
  type Language,
  type TrainingType,
} from '../domain/avatar/avatar.ts';

/** Taps about one avatar. `ask_…`, `show`, `photo`, `photos`, `close`, `tips`, `link` change nothing. The order is part of the format. */
export const avatarTaps = [
  'show',
  'open',
  'photos',
  'remove',
  'ask_start',
  'start',
  'ask_cancel',
  'cancel',
  'ask_delete',
  'delete',
  'retry',
  'rename',
  'mend',
  'retry_without',
  'preview',
  'extend_wait',
  'photo',
  'bring_back',
  'close',
  'tips',
  'main',
  'link',
  'keep_name',
  'take_result',
] as const;
export type AvatarTap = (typeof avatarTaps)[number];

/** Taps about its photos and photo tips: these have messages of their own. */
const photoTaps = ['photos', 'photo', 'remove', 'bring_back', 'close', 'tips'] as const satisfies readonly AvatarTap[];
export const isPhotoTap = (tap: AvatarTap): tap is (typeof photoTaps)[number] =>
  photoTaps.some((known) => known === tap);

const aboutOnePhoto: ReadonlySet<AvatarTap> = new Set(['remove', 'photo', 'bring_back']);

/** A button's content: everything its handler needs, because the bot keeps no state. */
export type Callback =
  | { readonly kind: 'settings' }
  | { readonly kind: 'language'; readonly language: Language }
  | { readonly kind: 'home' | 'help' | 'new' | 'nothing' | 'privacy' | 'ask_delete_data' }
  | {
      readonly kind: 'delete_data';
      /** Identifies the question: two confirmations are one command. */
      readonly question: number;
    }
  | { readonly kind: 'gallery'; readonly page: number }
  | {
      readonly kind: 'wizard';
      /** Identifies one walk through the wizard: two taps on its last button make one avatar. */
      readonly walk: number;
      readonly avatarType?: AvatarType;
      readonly gender?: Gender;
      readonly trainingType?: TrainingType;
    }
  | {
      readonly kind: 'avatar';
      readonly tap: AvatarTap;
      readonly avatarId: string;
      readonly number?: number;
    };

/** Raise it when the format changes: buttons of another version are refused, not misread. */
const VERSION = '1';
/** Source: core.telegram.org/bots/api#inlinekeyboardbutton, callback_data. */
export const CALLBACK_MAX_BYTES = 64;

/** Thrown when a button would carry more than Telegram allows: a defect of ours. */
export class CallbackTooLong extends Error {
  override readonly name = 'CallbackTooLong';
}

/** @throws {CallbackTooLong} */
export function encode(callback: Callback): string {
  const data = [VERSION, ...fields(callback)].join(':');
  if (Buffer.byteLength(data) > CALLBACK_MAX_BYTES) throw new CallbackTooLong(data);
  return data;
}

function fields(callback: Callback): (string | number)[] {
  switch (callback.kind) {
    case 'home':
      return ['s'];
    case 'help':
      return ['h'];
    case 'new':
      return ['c'];
    case 'nothing':
      return ['n'];
    case 'privacy':
      return ['p'];
    case 'ask_delete_data':
      return ['q'];
    case 'delete_data':
      return ['d', callback.question.toString(36)];
    case 'settings':
      return ['y'];
    case 'language':
      return ['l', callback.language];
    case 'gallery':
      return ['g', callback.page];
    case 'wizard':
      return ['w', callback.walk.toString(36), ...chosen(callback)];
    case 'avatar': {
      const { tap, avatarId, number } = callback;
      return ['a', avatarTaps.indexOf(tap), avatarId, ...(number === undefined ? [] : [number])];
    }
  }
}

function chosen({ avatarType, gender, trainingType }: Extract<Callback, { kind: 'wizard' }>): number[] {
  if (avatarType === undefined) return [];
  const first = avatarTypes.indexOf(avatarType);
  if (gender === undefined) return [first];
  const second = genders.indexOf(gender);
  return trainingType === undefined ? [first, second] : [first, second, trainingTypes.indexOf(trainingType)];
}

/** @returns null for anything else than a current button of ours */
export function parse(data: string): Callback | null {
  const [version, letter = '', ...rest] = data.split(':');
  const callback = version === VERSION ? read(letter, rest) : null;
  // Data that does not encode to itself contains something that we never wrote.
  return callback !== null && encode(callback) === data ? callback : null;
}

const UUID = /^[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}$/;

function read(letter: string, [first, second = '', third, fourth]: readonly string[]): Callback | null {
  switch (letter) {
    case 's':
      return { kind: 'home' };
    case 'h':
      return { kind: 'help' };
    case 'c':
      return { kind: 'new' };
    case 'n':
      return { kind: 'nothing' };
    case 'p':
      return { kind: 'privacy' };
    case 'q':
      return { kind: 'ask_delete_data' };
    case 'd': {
      const question = updateId(first);
      return question === undefined ? null : { kind: 'delete_data', question };
    }
    case 'y':
      return { kind: 'settings' };
    case 'l': {
      const language = languages.find((known) => known === first);
      return language === undefined ? null : { kind: 'language', language };
    }
    case 'g': {
      const page = count(first);
      return page === undefined ? null : { kind: 'gallery', page };
    }
    case 'w': {
      const walk = updateId(first);
      if (walk === undefined) return null;
      return {
        kind: 'wizard',
        walk,
        ...one('avatarType', avatarTypes, second),
        ...one('gender', genders, third),
        ...one('trainingType', trainingTypes, fourth),
      };
    }
    case 'a': {
      const tap = avatarTaps[count(first) ?? -1];
      const number = count(third);
      if (tap === undefined || !UUID.test(second) || aboutOnePhoto.has(tap) !== (number !== undefined)) return null;
      return { kind: 'avatar', tap, avatarId: second, ...defined({ number }) };
    }
    default:
      return null;
  }
}

/** The choice by its index, under its name; an empty object for a wrong index. */
function one<K extends string, V>(name: K, choices: readonly V[], index: string | undefined): { [key in K]?: V } {
  const choice = choices[count(index) ?? -1];
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- a computed name loses its type
  return choice === undefined ? {} : ({ [name]: choice } as { [key in K]?: V });
}

/** Of the update that led to the button. */
function updateId(text = ''): number | undefined {
  const id = Number.parseInt(text, 36);
  return Number.isSafeInteger(id) && id >= 0 ? id : undefined;
}

/** A page, a number or an index: at most four digits, as we write them. */
function count(text: string | undefined): number | undefined {
  return text !== undefined && /^(0|[1-9]\d{0,3})$/.test(text) ? Number(text) : undefined;
}
