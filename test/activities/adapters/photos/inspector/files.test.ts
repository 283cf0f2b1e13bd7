import { expect } from 'chai';
import { readFile } from 'node:fs/promises';
import sharp from 'sharp';
import { crc32, deflateSync } from 'node:zlib';
import { createPhotoInspector } from '../../../../../src/activities/adapters/photos/inspector/index.ts';
import type { GoodPhoto, PhotoInspector } from '../../../../../src/activities/ports/photo-inspector.ts';
import type { PhotoRefusal } from '../../../../../src/domain/photos/photo.ts';
import { defaultPolicy } from '../../../../../src/domain/avatar/policy.ts';
import { difference } from './pixels.ts';

let inspector: Awaited<ReturnType<typeof createPhotoInspector>>;
const plain = (width: number, height: number, channels: 3 | 4 = 3) =>
  sharp({ create: { width, height, channels, background: { r: 200, g: 40, b: 40, alpha: 0 } } });

/** For an avatar that needs no face: only the file is judged. */
function inspect(bytes: Uint8Array): ReturnType<PhotoInspector['inspect']> {
  return inspector.inspect(Uint8Array.from(bytes), { ...defaultPolicy.photos, avatarType: 'style' });
}

async function good(bytes: Uint8Array): Promise<GoodPhoto> {
  const inspected = await inspect(bytes);
  if (inspected.finding) throw new Error(`refused: ${inspected.finding.code}`);
  return inspected;
}

async function refusal(bytes: Uint8Array): Promise<PhotoRefusal> {
  const { finding } = await inspect(bytes);
  if (!finding) throw new Error('accepted');
  return finding.code;
}

async function pixel(jpeg: Uint8Array, left: number, top: number): Promise<number[]> {
  return [...(await sharp(jpeg).extract({ left, top, width: 1, height: 1 }).raw().toBuffer())];
}

describe('photo inspector', () => {
  let astronaut: Buffer;
  after(() => inspector.close());
  before(async () => {
    inspector = await createPhotoInspector({ threads: 1 });
    astronaut = await readFile(new URL('../../../../../demo/photos/astronaut.png', import.meta.url));
  });

  describe('accepts', () => {
    it('JPEG, PNG and WebP, and recognises each', async () => {
      const picture = sharp(astronaut);
      expect((await good(astronaut)).measurements.format).to.equal('png');
      expect((await good(await picture.clone().jpeg().toBuffer())).measurements.format).to.equal('jpeg');
      expect((await good(await picture.clone().webp().toBuffer())).measurements.format).to.equal('webp');
    });

    it('photos of exactly the least side', async () => {
      expect((await good(await plain(512, 700).jpeg().toBuffer())).measurements).to.include({
        width: 512,
        height: 700,
      });
    });

    it('photos up to 50 megapixels, scaled down to 2048 px on the longer side', async () => {
      const large = await plain(10_000, 5_000).jpeg().toBuffer();
      expect((await good(large)).measurements).to.include({ width: 2048, height: 1024 });
    });

    it('a photo whose colours are CMYK, 16 bits deep or grey, as three channels of 8 bits', async () => {
      for (const bytes of [
        await sharp(astronaut).toColourspace('cmyk').jpeg().toBuffer(),
        await sharp(astronaut).toColourspace('rgb16').png().toBuffer(),
        await sharp(astronaut).toColourspace('b-w').jpeg().toBuffer(),
      ]) {
        const { jpeg } = await good(bytes);
        expect(await sharp(jpeg).metadata()).to.include({ space: 'srgb', channels: 3, depth: 'uchar', format: 'jpeg' });
      }
    });
  });

  describe('makes of a photo', () => {
    it("an upright one, by the file's orientation", async () => {
      const sideways = await plain(800, 600).jpeg().withMetadata({ orientation: 6 }).toBuffer();
      const photo = await good(sideways);
      expect(photo.measurements).to.include({ width: 600, height: 800 });
      expect((await sharp(photo.jpeg).metadata()).orientation).to.equal(undefined);
    });

    it('one without place, time and camera', async () => {
      const telling = await sharp(astronaut)
        .jpeg()
        .withExif({ IFD0: { Make: 'Camera' }, IFD3: { GPSLatitudeRef: 'N', GPSLatitude: '55/1 45/1 0/1' } })
        .withIccProfile('p3')
        .toBuffer();
      expect((await sharp(telling).metadata()).exif).to.be.instanceOf(Buffer);
      const { exif, icc, xmp, iptc } = await sharp((await good(telling)).jpeg).metadata();
      expect([exif, icc, xmp, iptc]).to.deep.equal([undefined, undefined, undefined, undefined]);
    });

    it('an opaque one: what was transparent is white', async () => {
      const { jpeg } = await good(await plain(600, 600, 4).png().toBuffer());
      expect(await pixel(jpeg, 300, 300)).to.deep.equal([255, 255, 255]);
    });

    it('one with its colours halved (4:2:0), in which a photo of the chat loses nothing', async () => {
      const chat = await sharp(astronaut).jpeg({ quality: 87 }).toBuffer();
      const { jpeg } = await good(chat);
      expect((await sharp(jpeg).metadata()).chromaSubsampling).to.equal('4:2:0');
      expect(await difference(jpeg, chat)).to.be.below(1);
    });

    it('a new file without anything that was hidden behind or inside the picture', async () => {
      const picture = await sharp(astronaut).jpeg().toBuffer();
      const comment = Buffer.from('%PDF-1.7 hidden');
      const marker = Buffer.from([0xff, 0xfe, 0, comment.length + 2]);
      const polyglot = Buffer.concat([
        picture.subarray(0, 2),
        marker,
        comment,
        picture.subarray(2),
        Buffer.from('PK\u0003\u0004 hidden'),
      ]);
      const { jpeg } = await good(polyglot);
      expect(Buffer.from(jpeg).includes('hidden')).to.equal(false);
    });
  });

  describe('refuses', () => {
    it('files that are no image', async () => {
      const inputs = [
        '',
        '\xff',
        'hello',
        'PK\u0003\u0004 a zip',
        '%PDF-1.7 a document',
        '<!DOCTYPE html><html><body>a page</body></html>',
        '<?xml version="1.0"?><note/>',
      ].map((text) => Buffer.from(text, 'latin1'));
      const random = Buffer.from(Array.from({ length: 4096 }, (_, index) => (index * 7919 + 13) % 251));
      for (const bytes of [...inputs, random]) expect(await refusal(bytes)).to.equal('not_an_image');
    });

    it('images of other formats', async () => {
      const svg = '<svg xmlns="http://www.w3.org/2000/svg" width="600" height="600"><rect width="9" height="9"/></svg>';
      const inputs = [
        Buffer.from(svg),
        Buffer.from(`\uFEFF<?xml version="1.0"?>\n<!-- a drawing -->\n${svg}`),
        await plain(600, 600).tiff().toBuffer(),
        await plain(600, 600).gif().toBuffer(),
        await plain(600, 600).avif().toBuffer(),
        Buffer.from('BM\x36\x10\0\0\0\0\0\0\x36\0\0\0', 'latin1'),
      ];
      for (const bytes of inputs) expect(await refusal(bytes)).to.equal('unsupported_format');
    });

    it('animations', async () => {
      const frames = await sharp([await plain(600, 600).png().toBuffer(), astronaut], { join: { animated: true } })
        .webp()
        .toBuffer();
      expect((await sharp(frames).metadata()).pages).to.equal(2);
      expect(await refusal(frames)).to.equal('animated');
    });

    it('a shorter side under 512 px, in landscape and portrait', async () => {
      expect(await refusal(await plain(511, 2000).jpeg().toBuffer())).to.equal('too_small');
      const sideways = await plain(2000, 511).jpeg().withMetadata({ orientation: 6 }).toBuffer();
      expect(await refusal(sideways)).to.equal('too_small');
    });

    it('more than 50 megapixels by the header, without decoding them', async () => {
      for (const side of [7_072, 16_000, 30_000]) {
        expect(await refusal(pngHeader(side, side)), `${side}`).to.equal('too_many_pixels');
      }
    });

    it('a truncated picture', async () => {
      for (const bytes of [
        astronaut,
        await sharp(astronaut).jpeg().toBuffer(),
        await sharp(astronaut).jpeg({ progressive: true }).toBuffer(),
        await sharp(astronaut).webp().toBuffer(),
      ]) {
        expect(await refusal(bytes.subarray(0, bytes.length / 2))).to.equal('corrupt');
        expect(await refusal(bytes.subarray(0, 40))).to.equal('corrupt');
      }
    });

    it('a file with nothing but a valid signature', async () => {
      for (const signature of ['\xff\xd8\xff\xe0', '\x89PNG\r\n\x1a\n', 'RIFF\x10\0\0\0WEBPVP8 ']) {
        const fake = Buffer.concat([Buffer.from(signature, 'latin1'), Buffer.from('<svg/>'.repeat(200))]);
        expect(await refusal(fake)).to.equal('corrupt');
      }
    });
  });

  it('leaves no other loader enabled in the process, nor any that reads by path', async () => {
    const svg = Buffer.from('<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"/>');
    const byPath = new URL('../../../../../demo/photos/rocket.jpg', import.meta.url).pathname;
    for (const input of [svg, byPath]) {
      const opened = await sharp(input)
        .metadata()
        .then(
          () => true,
          () => false,
        );
      expect(opened).to.equal(false);
    }
  });
});

/** A PNG of one white row whose header claims to be larger. */
function pngHeader(width: number, height: number): Buffer {
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(height, 4);
  header.set([8, 0, 0, 0, 0], 8);
  const chunks = [
    chunk('IHDR', header),
    chunk('IDAT', deflateSync(Buffer.alloc(width + 1, 255))),
    chunk('IEND', Buffer.alloc(0)),
  ];
  return Buffer.concat([Buffer.from('\x89PNG\r\n\x1a\n', 'latin1'), ...chunks]);
}

function chunk(type: string, data: Buffer): Buffer {
  const typed = Buffer.concat([Buffer.from(type), data]);
  const frame = Buffer.alloc(typed.length + 8);
  frame.writeUInt32BE(data.length, 0);
  typed.copy(frame, 4);
  frame.writeUInt32BE(crc32(typed), typed.length + 4);
  return frame;
}
