import { createHash } from 'node:crypto';
import { expect } from 'chai';
import { readFile } from 'node:fs/promises';
import sharp from 'sharp';
import { textOf } from '../../emulators/telegram/client.ts';
import { notAPhoto, portraits, type File } from '../../demo/portraits.ts';
import { encode } from '../../src/chat/callbacks.ts';
import { ENOUGH_PHOTOS, product, type Product } from '../support/product.ts';
import { until } from '../support/until.ts';

interface PhotoRow {
  readonly number: number;
  readonly file_hash: string;
  readonly validation_status: string;
  readonly refusal: string | null;
  readonly photo_metadata: { readonly finding?: { readonly of?: number } };
}

/** Twelve good photos, two of them twice, two again with other bytes, and four bad ones. */
async function album(): Promise<File[]> {
  const good = await portraits(12);
  const [one, two, three, four, five] = good.map(({ bytes }) => bytes);
  const cat = await readFile(new URL('../../demo/photos/chelsea.png', import.meta.url));
  const made = (name: string, bytes: Buffer | undefined): File => ({ name, bytes: bytes ?? Buffer.alloc(0) });
  return [
    ...good,
    made('one-again.jpg', one),
    made('two-again.jpg', two),
    made('three-encoded-anew.jpg', await sharp(three).jpeg({ quality: 60 }).toBuffer()),
    made(
      'four-smaller-and-brighter.jpg',
      await sharp(four).resize(700).modulate({ brightness: 1.1 }).jpeg().toBuffer(),
    ),
    made('cat.jpg', await sharp(cat).resize(1000).jpeg().toBuffer()),
    made('blurred.jpg', await sharp(five).blur(12).jpeg().toBuffer()),
    made('dark.jpg', await sharp(five).linear(0.08, 0).jpeg().toBuffer()),
    notAPhoto,
  ];
}

describe('an album of twenty', () => {
  let aisha: Product;
  before(async function () {
    this.timeout(120_000);
    aisha = await product();
  });

  it('is counted once a photo, on one card, out of order, with bad photos and one removed meanwhile', async () => {
    const person = aisha.person('ru');
    await person.begins('portrait');
    const { id } = await aisha.avatarOf(person);
    const rows = () => aisha.sql<PhotoRow>('select * from avatar_photos where avatar_id = ? order by number', [id]);

    const sent = await album();
    await person.user.sendPhotos(sent, { album: true, shuffle: true, as: 'document' });
    // One without a copy: a copy of a removed photo would be accepted.
    const single = new Set(sent.slice(5, 12).map(({ bytes }) => createHash('sha256').update(bytes).digest('hex')));
    const isSingle = (row: PhotoRow) => row.validation_status === 'valid' && single.has(row.file_hash);
    const early = await until('a first verdict', rows, (made) => made.some(isSingle));
    const removed = early.find(isSingle)?.number ?? 0;
    const state = () => aisha.stateOf(id);
    const { cardMessageId: messageId = 0 } = await state();
    const data = encode({ kind: 'avatar', tap: 'remove', avatarId: id, number: removed });
    await person.user.tap({ data }, { messageId, force: true });

    const { photos, photoLines } = await until(
      'all judged, one removed',
      state,
      (now) => now.photos.pending === 0 && now.photoLines.length === 19,
    );
    expect(photos).to.deep.equal({ pending: 0, valid: 11, invalid: 4, duplicate: 4 });
    expect(new Set(photoLines.map(({ number }) => number)).size).to.equal(19);
    const refusals = photoLines.flatMap(({ refusal }) => refusal ?? []).toSorted();
    expect(refusals).to.deep.equal([
      'blurred_face',
      'duplicate',
      'duplicate',
      'near_duplicate',
      'near_duplicate',
      'no_face',
      'not_an_image',
      'too_dark',
    ]);

    // What Telegram's own id reveals is refused at once, without a row.
    const kept = await rows();
    const judged = new Map(photoLines.map(({ number, refusal = null }) => [number, refusal]));
    for (const { number, refusal } of kept) expect(judged.get(number), `photo ${number}`).to.equal(refusal);
    const taken = new Set([
      removed,
      ...kept.filter((row) => row.validation_status === 'valid').map(({ number }) => number),
    ]);
    for (const {
      validation_status: status,
      photo_metadata: { finding },
    } of kept) {
      if (status === 'duplicate') expect(taken).to.include(finding?.of);
    }
    expect(await aisha.objectsOf(id)).to.have.length(11);
    await until(
      'the rows say so',
      () => aisha.avatarOf(person),
      (row) => row.photos_count === 11,
    );

    const counter = person.t('card-counter', { valid: 11, min: ENOUGH_PHOTOS, max: 20, refused: 8 });
    await person.reads(counter);
    // Until the former one is deleted there are two.
    await until(
      'one card',
      async () =>
        (await person.user.chat()).messages.filter(
          (message) => message.from === 'bot' && textOf(message).includes(` · нужно ${ENOUGH_PHOTOS}–20`),
        ),
      (cards) => cards.length === 1,
    );
  }).timeout(90_000);
});
