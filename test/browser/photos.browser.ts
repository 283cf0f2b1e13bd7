import { expect } from 'chai';
import { portraits } from '../../demo/portraits.ts';
import { openPage, phone, desktop, takePictures } from '../support/browser.ts';
import { product, type Product } from '../support/product.ts';

describe('the photos, looked at in the browser', () => {
  let aisha: Product;
  before(async function () {
    // The first time on a machine, servers are obtained.
    this.timeout(1_200_000);
    aisha = await product();
    // How many are still needed is shown.
    await aisha.replace('bot', { AVATAR_MIN_PHOTOS: '10' });
  });
  after(() => aisha.replace('bot'));

  for (const [language, screen, size] of [
    ['ru', 'desktop', desktop],
    ['en', 'phone', phone],
  ] as const) {
    it(`are tips, a sheet, one by one, removed and back, in ${language}`, async () => {
      const person = aisha.person(language);
      const { t, user } = person;
      await person.begins('portrait');
      const address = new URL(`?chat=${person.id}`, aisha.stack.env.TELEGRAM_API_ROOT ?? '').href;
      const { page, errors } = await openPage(address, { viewport: size, locale: language });
      const tap = (label: string) => page.locator('.inline-button', { hasText: label }).last().click();
      const reads = (text: string) => page.locator('.of-bot .text', { hasText: text }).last().waitFor();
      const picture = (name: string) => takePictures(page, `${language}-${screen}-photos-${name}`);

      await tap(t('button-tips'));
      await reads(t('tips', { value: 'character' }).split('\n')[0] ?? '');
      await picture('1-tips');
      await tap(t('button-close'));
      await user.sendPhotos(await portraits(4), { album: true });
      await user.sendMedia('video_note');
      await user.sendMedia('location');
      await reads(t('media-hint', { kind: 'location' }));
      await person.reads(t('card-missing', { missing: 6 }));
      await tap(t('button-photos'));
      await reads(t('review-sheet', { remove: 'yes' }));
      await picture('2-sheet');
      await tap('3');
      await reads(t('review-photo', { number: 3 }));
      await tap(t('button-remove', { number: 3 }));
      await reads(t('review-photo', { number: 4 }));
      await picture('3-removed');
      await tap(t('button-bring-back', { number: 3 }));
      await reads(t('review-photo', { number: 3 }));
      await picture('4-back');
      expect(errors).to.deep.equal([]);
      await page.context().close();
    }).timeout(300_000);
  }
});
