import { expect } from 'chai';
import {
  avatarTaps,
  CALLBACK_MAX_BYTES,
  CallbackTooLong,
  encode,
  parse,
  type Callback,
} from '../../src/chat/callbacks.ts';
import { avatarTypes, genders, trainingTypes } from '../../src/domain/avatar/avatar.ts';
import { AVATAR_ID as avatarId } from './states.ts';

const walk = 2 ** 31;
const wizards: Callback[] = avatarTypes.flatMap((avatarType) => [
  { kind: 'wizard', walk, avatarType },
  ...genders.flatMap((gender): Callback[] => [
    { kind: 'wizard', walk, avatarType, gender },
    ...trainingTypes.map((trainingType): Callback => ({ kind: 'wizard', walk, avatarType, gender, trainingType })),
  ]),
]);
const all: Callback[] = [
  ...(['home', 'help', 'new', 'nothing', 'privacy', 'ask_delete_data'] as const).map((kind) => ({ kind })),
  { kind: 'delete_data', question: walk },
  { kind: 'gallery', page: 0 },
  { kind: 'gallery', page: 9999 },
  { kind: 'wizard', walk },
  ...wizards,
  ...avatarTaps.map((tap): Callback => ({
    kind: 'avatar',
    tap,
    avatarId,
    ...(['remove', 'photo', 'bring_back'].includes(tap) && { number: 9999 }),
  })),
];

describe('callback data', () => {
  it('is parsed as it was written, each value in a text of its own, within 64 bytes', () => {
    const written = all.map(encode);
    expect(written.map(parse)).to.deep.equal(all);
    expect(new Set(written)).to.have.property('size', all.length);
    expect(Math.max(...written.map((data) => Buffer.byteLength(data)))).to.be.at.most(CALLBACK_MAX_BYTES);
  });

  it('refuses to write more than Telegram accepts', () => {
    expect(() => encode({ kind: 'avatar', tap: 'show', avatarId: 'я'.repeat(31) })).to.throw(CallbackTooLong);
  });

  for (const [what, data] of [
    ['nothing', ''],
    ['a word', 'start'],
    ['another version', encode({ kind: 'help' }).replace(/^1/, '2')],
    ['an unknown letter', '1:z'],
    ['a page that is no number', '1:g:x'],
    ['a page written otherwise', '1:g:01'],
    ['a page below nothing', '1:g:-1'],
    ['a choice that there is not', '1:w:1:9'],
    ['a choice too many', '1:w:1:0:0:0:0'],
    ['a walk that is no number', '1:w:!:0'],
    ['a walk too long', `1:w:${'z'.repeat(20)}`],
    ['a tap that there is not', `1:a:99:${avatarId}`],
    ['an id that is none', '1:a:0:4c8f2f64'],
    ['an id and more', `1:a:0:${avatarId}x`],
    ['a removal of no photo', `1:a:3:${avatarId}`],
    ['a number where none belongs', `1:a:0:${avatarId}:5`],
    ['something after the end', '1:h:1'],
  ] as const) {
    it(`refuses ${what}`, () => {
      expect(parse(data)).to.equal(null);
    });
  }
});
