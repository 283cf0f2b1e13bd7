import { expect } from 'chai';
import type { Page } from 'playwright-core';
import { portraits } from '../../demo/portraits.ts';
import { say, type Say } from '../../src/chat/i18n.ts';
import type { Language } from '../../src/domain/avatar/avatar.ts';
import { avatarWorkflowId } from '../../src/workflows/avatar/contract.ts';
import { linkRuns } from '../../stack/run-links.ts';
import { desktop, hindrances, openPage, phone, takePictures } from '../support/browser.ts';
import { product, type AvatarRow, type Product } from '../support/product.ts';

/** Most taps from one status to the next. */
const TAPS = 8;

const lives = [
  { language: 'ru', firstName: 'Анна', avatar: 'Анна в космосе', screen: 'desktop', size: desktop },
  { language: 'en', firstName: 'Ann', avatar: 'Ann in space', screen: 'phone', size: phone },
] as const;

describe('a whole life, clicked through in the browser', () => {
  let aisha: Product;
  before(async function () {
    // The first time on a machine, servers are obtained.
    this.timeout(1_200_000);
    aisha = await product();
    await linkRuns(aisha.stack);
    // Long enough for its progress to be seen.
    await aisha.fal('settings', { trainingMs: 12_000 });
  });
  after(() => aisha.fal('settings', { trainingMs: 1_500 }));

  for (const { language, firstName, avatar, screen, size } of lives) {
    it(`in ${language}, on a ${screen}, in light and dark`, async () => {
      const { page, errors } = await openPage(aisha.stack.env.TELEGRAM_API_ROOT ?? '', {
        viewport: size,
        locale: language,
        hasTouch: screen === 'phone',
      });
      const life = new Life(aisha, page, language, `${language}-${screen}`);
      await life.begins(firstName);
      await life.isReadBy();
      await life.asksForPhotos(avatar);
      await life.sendsPhotos();
      await life.trains();
      await life.isDone(avatar);
      if (screen === 'desktop') await life.isTraced();
      expect(errors).to.deep.equal([]);
      await page.context().close();
    }).timeout(600_000);
  }
});

/** A user at the page, who reads the bot's own texts, and takes the first choice in the wizard. */
class Life {
  readonly #aisha: Product;
  readonly #page: Page;
  readonly #t: Say;
  readonly #language: Language;
  readonly #name: string;
  #id = 0;

  constructor(aisha: Product, page: Page, language: Language, name: string) {
    this.#aisha = aisha;
    this.#page = page;
    this.#language = language;
    this.#t = say(language);
    this.#name = name;
  }

  async begins(firstName: string): Promise<void> {
    const page = this.#page;
    await page.locator('[data-act=add-person]').click();
    await page.locator('[name=first_name]').fill(firstName);
    await page.locator('[name=language_code]').selectOption(this.#language);
    await this.#picture('1-person');
    await page.locator('.person-dialog [type=submit]').click();
    await page.locator('.greeting').waitFor();
    this.#id = Number(new URL(page.url()).searchParams.get('chat'));
    await this.#picture('2-empty');
    await page.locator('[data-act=start]').click();
    await this.#newestButtons().first().waitFor();
    await this.#picture('3-start');
  }

  /** In the user's language, without accessibility faults. */
  async isReadBy(): Promise<void> {
    const page = this.#page;
    expect(await page.locator('html').getAttribute('lang')).to.equal(this.#language);
    for (const colorScheme of ['light', 'dark'] as const) {
      await page.emulateMedia({ colorScheme });
      expect(await hindrances(page), colorScheme).to.deep.equal([]);
    }
    expect(await page.evaluate('document.documentElement.scrollWidth <= innerWidth')).to.equal(true);
  }

  async asksForPhotos(avatar: string): Promise<void> {
    await this.#tapUntil(async () => (await this.#row()) !== undefined, 'an avatar');
    await this.#write(avatar);
    await this.#until(async () => (await this.#row())?.name === avatar, 'the name');
    await this.#picture('4-draft');
  }

  async sendsPhotos(): Promise<void> {
    const page = this.#page;
    const files = (await portraits(10)).map(({ name, bytes }) => ({ name, mimeType: 'image/jpeg', buffer: bytes }));
    const chooser = page.waitForEvent('filechooser');
    await page.locator('.attach > button').click();
    await page.locator('[data-choice=photo]').click();
    await (await chooser).setFiles(files);
    await page.locator('.previews li').nth(9).waitFor();
    await this.#picture('5-chosen');
    await page.locator('.files-dialog [type=submit]').click();
    await page.locator('.album .picture').nth(9).waitFor();
    await this.#until(async () => (await this.#row())?.status === 'ready', 'enough photos');
    await this.#page.locator('.inline-button', { hasText: this.#t('button-start') }).waitFor();
    // New messages below are visible without scrolling.
    await this.#page.locator('.to-end').waitFor({ state: 'detached' });
    await this.#picture('6-ready');
  }

  async trains(): Promise<void> {
    await this.#tap(this.#t('button-start'));
    await this.#tap(this.#t('button-start-yes'));
    // The bar moves: the card is edited in place.
    const bar = this.#page.locator('.message .text', { hasText: '▓' });
    await bar.first().waitFor();
    await this.#picture('7-training');
  }

  async isDone(avatar: string): Promise<void> {
    const page = this.#page;
    await page
      .locator('.of-bot .text', { hasText: this.#t('news-completed', { name: avatar }) })
      .waitFor({ timeout: 90_000 });
    expect(await this.#row()).to.include({ status: 'completed', photos_count: 10, training_progress: 100 });
    await this.#picture('8-done');
    await this.#newestButtons().first().click();
    await page.locator('.inline-button[aria-busy=true]').waitFor({ state: 'detached' });
    await this.#picture('9-after');
  }

  /** From the bot's call to its run. */
  async isTraced(): Promise<void> {
    const row = await this.#row();
    const link = this.#page.locator('.runs a').first();
    const address = (await link.getAttribute('href')) ?? '';
    expect(address)
      .to.match(/^http:\/\/127\.0\.0\.1:\d+\//)
      .and.to.contain(`/${avatarWorkflowId(row?.id ?? '')}`);
    expect((await fetch(address)).status).to.equal(200);
    const calls = this.#page.locator('.call[data-method=editMessageText]');
    await calls.first().locator('summary').click();
    await calls.first().locator('pre').first().waitFor();
    const { TELEGRAM_BOT_TOKEN: token = '' } = this.#aisha.stack.env;
    expect(await this.#page.content()).to.not.contain(token.split(':')[1]);
    await this.#picture('10-calls');
  }

  #newestButtons() {
    return this.#page.locator('.inline-keyboard').last().locator('.inline-button');
  }

  /** The first button is the next step. */
  async #tapUntil(holds: () => Promise<boolean>, what: string): Promise<void> {
    for (let taps = 0; taps < TAPS; taps++) {
      const before = await this.#newestButtons().allInnerTexts();
      await this.#newestButtons().first().click();
      // Either it is done, or there are other buttons.
      await this.#until(
        async () => (await holds()) || (await this.#newestButtons().allInnerTexts()).join() !== before.join(),
        `an answer on the way to ${what}`,
      );
      if (await holds()) return;
    }
    throw new Error(`${TAPS} taps on the first button do not lead to ${what}`);
  }

  async #tap(label: string): Promise<void> {
    await this.#page.locator('.inline-button', { hasText: label }).last().click();
  }

  async #write(text: string): Promise<void> {
    const field = this.#page.locator('.composer textarea');
    await field.fill(text);
    await field.press('Enter');
    await this.#page.locator('.of-user .text', { hasText: text }).waitFor();
  }

  async #row(): Promise<AvatarRow | undefined> {
    const [row] = await this.#aisha.sql<AvatarRow>(
      'select a.* from avatars a join users u on u.id = a.user_id where u.telegram_id = ?',
      [this.#id],
    );
    return row;
  }

  async #until(holds: () => Promise<boolean>, what: string): Promise<void> {
    for (let tries = 0; tries < 600; tries++) {
      if (await holds()) return;
      await this.#page.waitForTimeout(100);
    }
    throw new Error(`${what} did not come`);
  }

  #picture(step: string): Promise<void> {
    return takePictures(this.#page, `${this.#name}-${step}`);
  }
}
