import { expect } from 'chai';
import { Bot, InlineKeyboard, Keyboard } from 'grammy';
import type { Page } from 'playwright-core';
import { TelegramUser } from '../../emulators/telegram/client.ts';
import { EMULATOR_BOT_TOKEN, startTelegramEmulator, type TelegramEmulator } from '../../emulators/telegram/index.ts';
import { picture } from '../../emulators/telegram/test/support.ts';
import { hindrances, openPage, phone } from '../support/browser.ts';

const USERNAME = 'emulator_bot';

describe('the chat in the browser', () => {
  let emulator: TelegramEmulator;
  let bot: Bot;
  let user: TelegramUser;
  let id: number;
  let page: Page;
  let errors: string[];

  beforeEach(async () => {
    emulator = await startTelegramEmulator();
    bot = new Bot(EMULATOR_BOT_TOKEN, { client: { apiRoot: emulator.url } });
    bot.catch(() => undefined);
    user = new TelegramUser(emulator.url, { first_name: 'Анна', language_code: 'ru' });
    id = await user.id();
    await user.say('/start');
    ({ page, errors } = await openPage(`${emulator.url}/?chat=${id}`));
    await page.locator('.composer textarea').waitFor();
  });
  afterEach(async () => {
    await page.context().close();
    await bot.stop();
    await emulator.close();
    expect(errors).to.deep.equal([]);
  });

  const field = () => page.locator('.composer textarea');
  const bubble = (text: string) => page.locator('.bubble', { hasText: text });
  const button = (label: string) => page.locator('.inline-button', { hasText: label });
  const sent = async () => (await user.chat()).messages.filter(({ from }) => from === 'user');

  /** Files as the page gets them from a drag or a paste: an expression, since it is the page that makes them. */
  const transfer = async (count: number) => {
    const files: string[] = [];
    for (let seed = 0; seed < count; seed++) files.push((await picture(seed, 300, 200)).toString('base64'));
    return `(() => {
      const transfer = new DataTransfer();
      ${JSON.stringify(files)}.forEach((text, index) => {
        const bytes = Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0));
        transfer.items.add(new File([bytes], 'picture-' + index + '.jpg', { type: 'image/jpeg' }));
      });
      return transfer;
    })()`;
  };

  it('shows what is sent, edited and deleted as it happens', async () => {
    const { message_id: message } = await bot.api.sendMessage(id, 'раз');
    await bubble('раз').waitFor();
    await bot.api.editMessageText(id, message, 'два');
    await bubble('два').waitFor();
    expect(await bubble('раз').count()).to.equal(0);
    await bot.api.deleteMessage(id, message);
    await bubble('два').waitFor({ state: 'detached' });
  });

  it('comes back by itself when the emulator was away', async () => {
    const port = Number(new URL(emulator.url).port);
    await emulator.close();
    await page.locator('.offline').waitFor();
    emulator = await startTelegramEmulator({ port });
    await page.locator('.offline').waitFor({ state: 'detached' });
    errors.length = 0;
  });

  it('takes nothing of a text for more than text', async () => {
    const wicked = '<img src=x onerror="window.hit=1"><script>window.hit=1</script>';
    const changed = new TelegramUser(emulator.url, { id, first_name: wicked, language_code: 'ru' });
    await changed.say(wicked);
    await bot.api.sendMessage(id, wicked, {
      entities: [{ type: 'text_link', offset: 0, length: 4, url: 'javascript:window.hit=1' }],
      reply_markup: new InlineKeyboard().text(wicked, 'x'),
    });
    await button(wicked).waitFor();
    expect(await page.locator('.text img, .text script, .text a').count()).to.equal(0);
    expect(await page.evaluate('window.hit')).to.equal(undefined);
  });

  it('shows formatted text by what the bot marked', async () => {
    const html =
      '<b>жирно <i>и косо</i></b> <code>x</code><pre>y</pre><tg-spoiler>тайна</tg-spoiler> https://example.com /new';
    await bot.api.sendMessage(id, html, { parse_mode: 'HTML' });
    const text = page.locator('.of-bot .text');
    expect(await text.locator('strong > em').innerText()).to.equal('и косо');
    expect(await text.locator('a').getAttribute('href')).to.equal('https://example.com');
    expect(await text.locator('a').getAttribute('rel')).to.contain('noopener');
    await text.locator('.spoiler').click();
    expect(await text.innerText()).to.contain('тайна');
    await text.locator('button.link', { hasText: '/new' }).click();
    await page.locator('.of-user .text', { hasText: '/new' }).waitFor();
  });

  it('shows that a tap waits, and what it was answered: a toast, or a window to be closed', async () => {
    const go = Promise.withResolvers<void>();
    bot.callbackQuery('slow', async (ctx) => {
      await go.promise;
      await ctx.answerCallbackQuery({ text: 'Готово' });
    });
    bot.callbackQuery('loud', (ctx) => ctx.answerCallbackQuery({ text: 'Внимание', show_alert: true }));
    void bot.start();
    const keyboard = new InlineKeyboard().text('Тихо', 'slow').text('Громко', 'loud');
    await bot.api.sendMessage(id, 'Как?', { reply_markup: keyboard });
    await button('Тихо').click();
    await page.locator('.inline-button[aria-busy=true]').waitFor();
    await button('Тихо').click();
    go.resolve();
    await page.locator('.toast', { hasText: 'Готово' }).waitFor();
    await page.locator('.inline-button[aria-busy=true]').waitFor({ state: 'detached' });
    expect(await page.locator('.toast').count()).to.equal(1);
    await button('Громко').click();
    const alert = page.getByRole('alertdialog');
    expect(await alert.locator('p').innerText()).to.equal('Внимание');
    await page.keyboard.press('Escape');
    await alert.waitFor({ state: 'detached' });
    expect(await page.locator('.inline-button:focus').innerText()).to.equal('Громко');
  });

  it('leads by the keyboard from the field to the buttons, and taps', async () => {
    const tapped = Promise.withResolvers<string>();
    bot.on('callback_query:data', async (ctx) => {
      tapped.resolve(ctx.callbackQuery.data);
      await ctx.answerCallbackQuery();
    });
    void bot.start();
    const keyboard = new InlineKeyboard().text('А', 'a').text('Б', 'b').row().text('В', 'c');
    await bot.api.sendMessage(id, 'Как?', { reply_markup: keyboard });
    await button('В').waitFor();
    await field().press('ArrowUp');
    for (const key of ['ArrowUp', 'ArrowRight', 'Enter']) await page.keyboard.press(key);
    expect(await tapped.promise).to.equal('b');
  });

  it('offers the commands in the person’s language, and finds them by what is typed', async () => {
    await bot.api.setMyCommands([{ command: 'new', description: 'Create' }]);
    await bot.api.setMyCommands(
      [
        { command: 'new', description: 'Создать' },
        { command: 'help', description: 'Помощь' },
      ],
      { language_code: 'ru' },
    );
    await page.locator('.commands-button').click();
    expect(await page.getByRole('option').allInnerTexts()).to.deep.equal(['Создать\n/new', 'Помощь\n/help']);
    await page.keyboard.press('Escape');
    await field().pressSequentially('/h');
    expect(await page.getByRole('option').count()).to.equal(1);
    await field().press('Enter');
    await page.locator('.of-user .text', { hasText: '/help' }).waitFor();
  });

  it('shows the keyboard that the bot gives, and says what is pressed', async () => {
    const keyboard = new Keyboard().text('Да').text('Нет');
    await bot.api.sendMessage(id, 'Точно?', { reply_markup: keyboard });
    await page.locator('.reply-keyboard button', { hasText: 'Нет' }).click();
    await page.locator('.of-user .text', { hasText: 'Нет' }).waitFor();
    await bot.api.sendMessage(id, 'Ясно', { reply_markup: { remove_keyboard: true } });
    await page.locator('.reply-keyboard').waitFor({ state: 'detached' });
  });

  it('sends what is pasted as an album of photos', async () => {
    await page.evaluate(`document.querySelector('.composer textarea').dispatchEvent(
      new ClipboardEvent('paste', { clipboardData: ${await transfer(3)}, bubbles: true, cancelable: true }),
    )`);
    await page.locator('.previews li').nth(2).waitFor();
    await page.locator('.files-dialog input[type=text]').fill('Мои фото');
    await page.keyboard.press('Enter');
    await page.locator('.album .picture').nth(2).waitFor();
    const [, ...photos] = await sent();
    expect(photos.map(({ media }) => media?.kind)).to.deep.equal(['photo', 'photo', 'photo']);
    expect(new Set(photos.map(({ album_id: album }) => album)).size).to.equal(1);
    expect(photos[0]?.caption).to.equal('Мои фото');
  });

  it('sends what is dropped as photos or as files, by where it is dropped', async () => {
    for (const [where, kind] of [
      ['photos', 'photo'],
      ['files', 'document'],
    ] as const) {
      const dataTransfer = await page.evaluateHandle<object>(await transfer(1));
      await page.dispatchEvent('.messages', 'dragenter', { dataTransfer });
      await page.dispatchEvent(`[data-drop=${where}]`, 'drop', { dataTransfer });
      await page.locator('.files-dialog [type=submit]').click();
      await page.locator('.files-dialog').waitFor({ state: 'detached' });
      await user.waitFor(({ messages }) => messages.some(({ media }) => media?.kind === kind));
    }
    expect((await sent()).map(({ media }) => media?.file_name)).to.deep.equal([undefined, undefined, 'picture-0.jpg']);
  });

  it('shows photos large, and turns from one to the next', async () => {
    const photos = [1, 2].map(async (seed) => ({ name: `${seed}.jpg`, bytes: await picture(seed) }));
    await user.sendPhotos(await Promise.all(photos), { album: true });
    await page.locator('.picture').first().click();
    const shown = page.locator('.viewer img');
    const first = await shown.getAttribute('src');
    await page.keyboard.press('ArrowRight');
    await page.locator('.viewer-bar', { hasText: '2 / 2' }).waitFor();
    expect(await shown.getAttribute('src')).to.not.equal(first);
    await page.keyboard.press('Escape');
    await page.locator('.viewer').waitFor({ state: 'detached' });
  });

  it('brings the bot what a link to it carries, after a tap on the button that starts it', async () => {
    const keyboard = new InlineKeyboard().url('Открыть', `https://t.me/${USERNAME}?start=avatar-7`);
    await bot.api.sendMessage(id, 'Ссылка', { reply_markup: keyboard });
    await button('Открыть').click();
    await page.locator('[data-act=start]').click();
    await page.locator('.of-user .text', { hasText: '/start avatar-7' }).waitFor();
    await page.goto(`${emulator.url}/?chat=${id}&start=avatar-8`);
    await page.locator('[data-act=start]').click();
    await page.locator('.of-user .text', { hasText: '/start avatar-8' }).waitFor();
  });

  it('blocks and unblocks the bot', async () => {
    await page.locator('.chat-menu > button').click();
    await page.locator('[data-choice=close]').click();
    await page.locator('button.wide').waitFor();
    expect((await user.chat()).blocked).to.equal(true);
    await page.locator('button.wide').click();
    await field().waitFor();
    expect((await user.chat()).blocked).to.equal(false);
  });

  it('speaks the language of the person whose chat is open, and marks what is new in the others', async () => {
    const ben = new TelegramUser(emulator.url, { first_name: 'Ben', language_code: 'en' });
    await ben.say('hi');
    await bot.api.sendMessage(await ben.id(), 'Hello, Ben');
    const line = page.locator('.chat-line', { hasText: 'Ben' });
    await line.locator('.dot').waitFor();
    expect(await page.locator('html').getAttribute('lang')).to.equal('ru');
    await line.click();
    await bubble('Hello, Ben').waitFor();
    expect(await page.locator('html').getAttribute('lang')).to.equal('en');
    await line.locator('.dot').waitFor({ state: 'detached' });
  });

  it('is light or dark as the system is, until the switch says otherwise, and remembers it', async () => {
    const colour = () => page.evaluate('getComputedStyle(document.body).backgroundColor');
    await page.emulateMedia({ colorScheme: 'light' });
    const light = await colour();
    await page.emulateMedia({ colorScheme: 'dark' });
    const dark = await colour();
    expect(dark).to.not.equal(light);
    await page.locator('[data-act=theme]').click();
    expect(await colour()).to.equal(light);
    await page.reload();
    await field().waitFor();
    expect(await colour()).to.equal(light);
    await page.emulateMedia({ colorScheme: 'light' });
    await page.locator('[data-act=theme]').click();
    expect(await colour()).to.equal(dark);
  });

  it('shows what the bot called, with what went wrong, and hides empty polls', async () => {
    await bot.api.sendMessage(id, 'x'.repeat(4097)).catch(() => undefined);
    const [last] = await bot.api.getUpdates({ offset: -1 });
    await bot.api.getUpdates({ offset: (last?.update_id ?? 0) + 1 });
    const failed = page.locator('.call.failed');
    expect(await failed.locator('.call-brief').innerText()).to.equal('Bad Request: message is too long');
    const polls = page.locator('.call[data-method=getUpdates]');
    expect(await polls.count()).to.equal(1);
    await page.locator('.panel .check input').check();
    await page.locator('.panel .switch button').last().click();
    await polls.nth(1).waitFor();
  });

  it('hinders nobody: names, roles, contrast; in light and dark, on a desk and on a phone', async () => {
    const photos = await Promise.all(
      [1, 2, 3].map(async (seed) => ({ name: `${seed}.jpg`, bytes: await picture(seed) })),
    );
    await user.sendPhotos(photos, { album: true, caption: 'Три' });
    await user.sendPhotos([{ name: 'notes.pdf', bytes: Buffer.from('notes') }], { as: 'document' });
    await bot.api.sendMessage(id, '<b>Жирно</b> <a href="https://example.com">ссылка</a> <code>код</code>', {
      parse_mode: 'HTML',
      reply_markup: new InlineKeyboard().text('Дальше', 'next').url('Сайт', 'https://example.com'),
    });
    await button('Дальше').waitFor();
    for (const size of [{ width: 1360, height: 850 }, phone]) {
      await page.setViewportSize(size);
      if (size === phone) await page.locator('.panel .bar button').click();
      for (const colorScheme of ['light', 'dark'] as const) {
        await page.emulateMedia({ colorScheme });
        expect(await hindrances(page), `${colorScheme}, ${size.width} px`).to.deep.equal([]);
      }
      expect(await page.evaluate('document.documentElement.scrollWidth <= innerWidth')).to.equal(true);
    }
  });
});
