import { expect } from 'chai';
import { portraits, type File } from '../../demo/portraits.ts';
import { textOf } from '../../emulators/telegram/client.ts';
import { normaliseName } from '../../src/domain/avatar/avatar.ts';
import { sampled } from '../support/full.ts';
import { product, type Product } from '../support/product.ts';
import { until } from '../support/until.ts';

/** Names that have broken bots. */
const hostile: Record<string, string> = {
  'of HTML': '<b>Ann</b> & <a href="tg://user?id=1">"co\'</a>',
  'of Markdown': '*Ann* _[x](http://x.example)_ `~|{}`',
  'of Fluent': '{ $name } { -brand } {"x"}',
  'of emoji': '👩‍👩‍👧‍👦🏳️‍🌈👨🏿‍🚒'.repeat(3),
  'from right to left': 'שלום עולם مرحبا',
  'that turns text around': '\u202Enimda\u202C \u2066x\u2069 Ann',
  'of many marks': `Z${'\u0351'.repeat(40)}algo`,
  'of SQL': `Robert'); drop table users; --`,
  'like a command': ' /cancel',
};

describe('unusual names', () => {
  let aisha: Product;
  let photos: File[];
  before(async function () {
    this.timeout(120_000);
    aisha = await product();
    photos = await portraits(1);
  });

  for (const [what, name] of sampled(Object.entries(hostile), 2)) {
    it(`with ${what} are harmless in the user's name, in the avatar's, and wherever they are shown`, async () => {
      const person = aisha.person('en', { first_name: name });
      const { t, user } = person;
      await person.begins('portrait');
      const kept = normaliseName(name) ?? expect.fail('no name');
      expect((await aisha.avatarOf(person)).name).to.equal(kept);
      const isCommand = name.trim().startsWith('/');
      const now = isCommand ? kept : `${kept}!`;
      if (!isCommand) {
        await user.say(`${name}!`);
        await person.reads(t('named', { name: now }));
      }
      await until(
        'the name',
        () => aisha.avatarOf(person),
        (row) => row.name === now,
      );
      await user.sendPhotos(photos);
      await person.sees('the card', ({ messages }) =>
        messages.some((message) => message.from === 'bot' && textOf(message).includes(`📸 ${now}\n`)),
      );
      // The gallery reads rows, which are written in parallel with the card.
      await until(
        'the first photo',
        () => aisha.avatarOf(person),
        (row) => row.status === 'uploading',
      );
      await user.say('/start');
      await person.reads(`“${now}”`);
      await user.say('/avatars');
      await person.tap(t('gallery-item', { icon: t('status-icon', { value: 'uploading' }), name: now }));
      await user.say('/cancel');
      await person.reads(t('ask-cancel', { name: now, status: 'uploading' }));
      await person.tap(t('button-cancel-yes'));
      await until(
        'cancelled',
        () => aisha.avatarOf(person),
        (row) => row.status === 'cancelled',
      );
      // Users' texts are shown as text: the bot sends no markup.
      const { messages } = await user.chat();
      const marked = messages.filter(({ from }) => from === 'bot').flatMap((message) => formatted(message));
      expect(marked).to.deep.equal([]);
      expect(await aisha.sql('select 1 from users limit 1')).to.have.length(1);
      expect(await person.heard()).to.not.include(t('trouble'));
    }).timeout(90_000);
  }

  it('follow the text that gave them: editing it renames the avatar', async () => {
    const person = aisha.person('en');
    const { t, user } = person;
    await person.begins('portrait');
    const text = await user.say('Ana');
    await person.reads(t('named', { name: 'Ana' }));
    const named = (name: string) =>
      until(
        'the name',
        () => aisha.avatarOf(person),
        (row) => row.name === name,
      );
    await named('Ana');
    await user.edit(text, { text: 'Anna' });
    await person.reads(t('named', { name: 'Anna' }));
    await named('Anna');
  }).timeout(60_000);

  it('of 4,000 characters are refused for an avatar, and ignored for a user', async () => {
    const long = 'А'.repeat(4_000);
    const person = aisha.person('ru', { first_name: long });
    await person.begins('portrait');
    expect((await aisha.avatarOf(person)).name).to.equal(person.t('name-default'));
    await person.user.say('👩‍🚒'.repeat(1_000));
    await person.reads(person.t('bad-name'));
    await person.user.say('<b>'.repeat(1_300));
    await person.sees('two refusals', ({ messages }) => {
      const refusals = messages.filter((message) => textOf(message) === person.t('bad-name'));
      return refusals.length >= 2;
    });
    expect((await aisha.avatarOf(person)).name).to.equal(person.t('name-default'));
  }).timeout(60_000);
});

/** Entities that only markup makes: Telegram itself finds commands, links and mentions. */
function formatted(message: object): unknown[] {
  const entities = 'entities' in message && Array.isArray(message.entities) ? message.entities : [];
  const found = new Set(['bot_command', 'url', 'mention', 'hashtag', 'email', 'phone_number', 'cashtag']);
  return entities.filter((entity: { type?: string }) => !found.has(entity.type ?? ''));
}
