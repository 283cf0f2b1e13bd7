import { expect } from 'chai';
import { portraits } from '../../demo/portraits.ts';
import { textOf } from '../../emulators/telegram/client.ts';
import { say } from '../../src/chat/i18n.ts';
import { ENOUGH_PHOTOS, product, type Product } from '../support/product.ts';
import { until } from '../support/until.ts';

const [ru, en] = [say('ru'), say('en')];

describe("a user's language", () => {
  let aisha: Product;
  before(async function () {
    this.timeout(120_000);
    aisha = await product();
  });

  it('is Telegram’s until a choice, whatever a new user does first', async () => {
    const person = aisha.person('en');
    const { user } = person;
    await user.sendPhotos(await portraits(2), { album: true });
    await person.reads(en('news-photos_without_avatar', { count: 2 }));
    for (const [command, title] of [
      ['/privacy', en('privacy-title')],
      ['/help', 'How it works'],
      ['/avatars', en('gallery-empty')],
      ['/nonsense', en('text-hint')],
    ] as const) {
      await user.say(command);
      await person.reads(title);
    }
    await user.say('/deletedata');
    await person.tap(en('button-delete-data-yes'));
    await person.reads('All your data is deleted');
    const { messages } = await user.chat();
    expect(messages.map(textOf).filter((text) => /\p{Script=Cyrillic}/u.test(text))).to.deep.equal([]);
  }).timeout(60_000);

  it('is saved for a new user, outranks Telegram’s, and applies to messages, the menu and open cards', async () => {
    const person = aisha.person('ru');
    const { user } = person;
    const row = async () =>
      (
        await aisha.sql<{ language: string; chosen_language: string | null }>(
          'select language, chosen_language from users where telegram_id = ?',
          [person.id],
        )
      )[0];
    const menu = async () => {
      const profile = await fetch(`${aisha.stack.env.TELEGRAM_API_ROOT}/emulator/users/${person.id}/bot`);
      const { commands } = (await profile.json()) as { commands: { command: string; description: string }[] };
      return commands.find(({ command }) => command === 'new')?.description;
    };

    await user.say('/settings');
    await person.tap(en('language-name', { value: 'en' }));
    await person.reads(en('settings'));
    // It is shown at once, and saved a moment later.
    await until('the choice', row, (kept) => kept?.chosen_language === 'en');
    expect(await row()).to.deep.equal({ language: 'ru', chosen_language: 'en' });
    await until('the menu in English', menu, (description) => description === en('command-new'));

    await user.say('/new');
    await person.tap(en('avatar-type', { value: 'character' }));
    await person.tap(en('gender', { value: 'female' }));
    await person.tap(en('training-type', { value: 'portrait' }));
    await person.reads(en('card-name-hint'));
    await user.sendPhotos(await portraits(1));
    const { id: card } = await person.reads(`1 · ${ENOUGH_PHOTOS}–20 needed`);
    expect(await row()).to.deep.equal({ language: 'ru', chosen_language: 'en' });

    await user.say('/settings');
    await person.tap(ru('language-name', { value: 'ru' }));
    await person.reads(ru('settings'));
    const shown = await person.reads(`1 · нужно ${ENOUGH_PHOTOS}`);
    expect(shown.id, 'in its place').to.equal(card);
    expect(
      (await user.chat()).messages.some((message) => textOf(message).includes(`1 · ${ENOUGH_PHOTOS}–20 needed`)),
    ).to.equal(false);
    await until('the menu in Russian', menu, (description) => description === ru('command-new'));
  });
});
