import { expect } from 'chai';
import { deflateSync } from 'node:zlib';
import sharp from 'sharp';
import { sampled } from '../../../../support/full.ts';
import { frameOf, scanBomb } from './jpeg-parts.ts';
import { astronaut, heic, inspectorLab } from './lab.ts';
import { jpegSegment, png, pngChunk, riffChunk, uint16, vp8x, webp, withSegments } from './parts.ts';
import { difference } from './pixels.ts';

const MB = 1024 * 1024;
const ascii = (text: string) => Buffer.from(text, 'latin1');
/** A gigabyte of zeros, deflated to one megabyte. */
const gigabyte = deflateSync(Buffer.alloc(1024 * MB), { level: 9 });

/** Noise that is the same every time. Source: Numerical Recipes, 7.1. */
function noise(bytes: number): Buffer {
  const filled = Buffer.alloc(bytes);
  for (let at = 0, state = 1; at < bytes; at += 1) {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    filled[at] = state >>> 24;
  }
  return filled;
}

/** Exif whose only directory has so many entries of one kind. Source: TIFF 6.0, 2. */
function exif(entries: number, tag: (index: number) => number, type: number, count: number): Buffer {
  const block = Buffer.alloc(10 + 12 * entries + 4);
  block.write('II*\0', 'latin1');
  block.writeUInt32LE(8, 4);
  block.writeUInt16LE(entries, 8);
  for (let index = 0, at = 10; index < entries; index += 1, at += 12) {
    block.writeUInt16LE(tag(index), at);
    block.writeUInt16LE(type, at + 2);
    block.writeUInt32LE(count, at + 4);
    // Offset of the next directory: this very one.
    block.writeUInt32LE(8, at + 8);
  }
  block.writeUInt32LE(8, block.length - 4);
  return block;
}
const LONG = 4;
const BYTE = 1;
const EXIF_DIRECTORY = 0x8769;
/** Directories in directories, without end: each of 5,000 entries points to its own directory. */
const recursive = exif(5_000, () => EXIF_DIRECTORY, LONG, 1);
const asExif = (block: Buffer) => jpegSegment(0xe1, Buffer.concat([ascii('Exif\0\0'), block]));

describe('the photo inspector, on hostile files', () => {
  const lab = inspectorLab();
  let jpeg: Buffer;
  let progressive: Buffer;
  let webpBody: Buffer;
  const small = (...chunks: Buffer[]) => png({ width: 600, height: 600, colour: 2, chunks });
  const compressed = (keyword: string) => Buffer.concat([ascii(`${keyword}\0\0`), gigabyte]);
  const international = (keyword: string) => Buffer.concat([ascii(`${keyword}\0\x01\0\0\0`), gigabyte]);
  const profile = (part: number, parts: number, data: Buffer) =>
    jpegSegment(0xe2, Buffer.concat([ascii('ICC_PROFILE\0'), Buffer.from([part, parts]), data]));

  before(async () => {
    jpeg = await sharp(astronaut).jpeg().toBuffer();
    progressive = await sharp(astronaut).jpeg({ progressive: true }).toBuffer();
    webpBody = (await sharp(astronaut).webp().toBuffer()).subarray(12);
  });

  /** Peak growth of memory, MB. */
  async function growthDuring(work: () => Promise<unknown>): Promise<number> {
    const before = process.memoryUsage().rss;
    let height = before;
    const watch = setInterval(() => (height = Math.max(height, process.memoryUsage().rss)), 5);
    await work().finally(() => clearInterval(watch));
    return (height - before) / 1e6;
  }

  describe('refuses as no image', () => {
    const inputs = {
      nothing: () => Buffer.alloc(0),
      'one byte': () => Buffer.from([0xff]),
      'noise of 20 MB': () => noise(20 * MB),
      'a zip': () => ascii('PK\x03\x04'.repeat(100)),
      'a PDF': () => ascii('%PDF-1.7\n1 0 obj\n<<>>'),
      HTML: () => ascii('<!DOCTYPE html><html><body><script>alert(1)</script></body></html>'),
    };
    for (const [name, make] of Object.entries(inputs)) {
      it(name, async () => expect((await lab.finding(make())).code).to.equal('not_an_image'));
    }
  });

  describe('refuses as an image of another format', () => {
    const inputs = {
      SVG: '<svg xmlns="http://www.w3.org/2000/svg"><image href="file:///etc/passwd"/></svg>',
      TIFF: 'II*\0\x08\0\0\0',
      BigTIFF: 'MM\0+\0\x08\0\0',
      GIF: 'GIF89a',
      'GIF that is a JPEG besides': 'GIF89a\xff\xd8\xff\xe0\0\x10JFIF',
      BMP: 'BM\x36\0\0\0\0\0\0\0\x36\0\0\0',
      ICO: '\0\0\x01\0\x01\0\x10\x10',
      'JPEG XL': '\xff\x0a\xff\xff',
      'JPEG XL in a container': '\0\0\0\x0cJXL \r\n\x87\n',
      'JPEG 2000': '\0\0\0\x0cjP  \r\n\x87\n',
      PSD: '8BPS\0\x01',
      AVIF: '\0\0\0\x1cftypavif\0\0\0\0mif1avifmiaf',
    };
    for (const [name, start] of Object.entries(inputs)) {
      it(name, async () => {
        const { code } = await lab.finding(Buffer.concat([ascii(start), Buffer.alloc(600)]));
        expect(code).to.equal('unsupported_format');
      });
    }
  });

  it('refuses noise behind a valid signature', async () => {
    const signatures = [
      ascii('\xff\xd8\xff\xe0'),
      ascii('\x89PNG\r\n\x1a\n'),
      ascii('RIFF\0\0\0\0WEBPVP8 '),
      (await heic('plain')).subarray(0, 28),
    ];
    const behind = noise(19 * MB);
    for (const signature of signatures) {
      const { code } = await lab.finding(Buffer.concat([signature, behind]));
      expect(code, signature.toString('latin1')).to.equal('corrupt');
    }
  });

  describe('refuses 30,000 × 30,000 px by the header alone', () => {
    const inputs = {
      PNG: () => png({ width: 30_000, height: 30_000, pixels: deflateSync(Buffer.alloc(30_001, 255)) }),
      JPEG: () => frameOf(jpeg, 30_000, 30_000),
      'progressive JPEG': () => frameOf(progressive, 30_000, 30_000),
      'animated WebP': () =>
        webp(
          vp8x(16_383, 16_383, 2),
          riffChunk('ANIM', Buffer.alloc(6)),
          riffChunk('ANMF', Buffer.concat([Buffer.alloc(16), webpBody])),
        ),
    };
    for (const [name, make] of Object.entries(inputs)) {
      it(name, async () => {
        let code: string | undefined;
        const growth = await growthDuring(async () => ({ code } = await lab.finding(make())));
        expect(code).to.equal('too_many_pixels');
        expect(growth).to.be.below(100);
      });
    }

    it('WebP, whose pictures cannot be so large', async () => {
      for (const flags of [0, 2]) {
        expect((await lab.finding(webp(vp8x(30_000, 30_000, flags), webpBody))).code).to.equal('corrupt');
      }
    });
  });

  it('refuses a JPEG whose header has another size than its pixels', async () => {
    for (const [width, height] of [
      [6000, 6000],
      [700, 520],
      [512, 1024],
    ] as const) {
      expect((await lab.finding(frameOf(jpeg, width, height))).code, `${width}×${height}`).to.equal('corrupt');
    }
  });

  it('refuses a JPEG of thousands of scans', async () => {
    for (const scans of [100, 20_000]) {
      expect((await lab.finding(scanBomb(progressive, scans))).code, `${scans}`).to.equal('corrupt');
    }
  });

  it('refuses an animated PNG', async () => {
    const frames = pngChunk('acTL', Buffer.from([0, 0, 0, 2, 0, 0, 0, 0]));
    expect((await lab.finding(small(frames))).code).to.equal('animated');
  });

  describe('accepts a photo without reading its', () => {
    const inputs: Readonly<Record<string, () => Buffer>> = {
      'a JPEG whose Exif has directories without end': () => withSegments(jpeg, asExif(recursive)),
      'a JPEG whose Exif is far longer than it is': () =>
        withSegments(jpeg, asExif(exif(5_000, (index) => 0x100 + index, BYTE, 60_000))),
      'a JPEG with 300 segments of Exif': () => withSegments(jpeg, ...Array<Buffer>(300).fill(asExif(recursive))),
      'a JPEG whose Exif comes after stray bytes': () =>
        withSegments(jpeg, jpegSegment(0xe0, ascii('JFXX\0')), Buffer.alloc(9), asExif(recursive)),
      'a JPEG whose Exif comes after fill bytes': () => withSegments(jpeg, Buffer.alloc(9, 0xff), asExif(recursive)),
      'a PNG whose Exif has directories without end': () => small(pngChunk('eXIf', recursive)),
      'a WebP whose Exif has directories without end': () =>
        webp(vp8x(512, 512, 8), webpBody, riffChunk('EXIF', recursive)),
      'a JPEG with a colour profile of 16 MB': () =>
        withSegments(
          jpeg,
          ...Array.from({ length: 255 }, (_, part) => profile(part + 1, 255, Buffer.alloc(65_000, part))),
        ),
      'a PNG whose colour profile inflates to a gigabyte': () => small(pngChunk('iCCP', compressed('icc'))),
      'a PNG with texts that inflate to gigabytes': () =>
        small(...Array<Buffer>(15).fill(pngChunk('zTXt', compressed('Comment')))),
      'a PNG with a text of Unicode that inflates to a gigabyte': () =>
        small(pngChunk('iTXt', international('Comment'))),
      'a PNG with XMP that inflates to a gigabyte': () => small(pngChunk('iTXt', international('XML:com.adobe.xmp'))),
      'a PNG whose pixels inflate to more than there are': () => png({ width: 600, height: 600, pixels: gigabyte }),
      'a PNG of a million chunks': () =>
        small(Buffer.concat(Array<Buffer>(1_000_000).fill(pngChunk('teSt', Buffer.alloc(0))))),
    };
    for (const [name, make] of Object.entries(inputs)) {
      it(name, async () => {
        const bytes = make();
        let made: Uint8Array | undefined;
        const growth = await growthDuring(async () => (made = (await lab.good(bytes)).jpeg));
        expect(made?.length).to.be.below(200_000);
        expect(growth).to.be.below(130);
      });
    }
  });

  it('keeps nothing that is hidden before, inside or behind a picture', async () => {
    const hidden = ascii('%PDF-1.7 <script>hidden</script> PK\x03\x04 hidden');
    for (const bytes of [
      Buffer.concat([jpeg, hidden]),
      withSegments(jpeg, jpegSegment(0xfe, hidden), jpegSegment(0xed, hidden), jpegSegment(0xe5, hidden)),
      Buffer.concat([astronaut, hidden]),
      small(pngChunk('tEXt', Buffer.concat([ascii('Comment\0'), hidden]))),
      webp(vp8x(512, 512, 4), webpBody, riffChunk('XMP ', hidden)),
      Buffer.concat([await heic('plain'), hidden]),
    ]) {
      const made = Buffer.from((await lab.good(bytes)).jpeg);
      expect(made.includes('hidden')).to.equal(false);
      expect(made.includes('PDF')).to.equal(false);
    }
  });

  describe('turns a picture upright as its Exif says', () => {
    for (const orientation of sampled([1, 2, 3, 4, 5, 6, 7, 8], 3)) {
      it(`orientation ${orientation}, in each format that has it`, async () => {
        const turned = sharp(astronaut).resize(640, 520, { fit: 'fill' }).withMetadata({ orientation });
        for (const format of ['jpeg', 'png', 'webp'] as const) {
          const bytes = await turned.clone().toFormat(format, { quality: 95 }).toBuffer();
          const upright = await sharp(bytes).autoOrient().png().toBuffer();
          expect(await difference((await lab.good(bytes)).jpeg, upright), format).to.be.below(3);
        }
      });
    }

    it('and leaves it unchanged when its Exif is nonsense', async () => {
      const orientation = (value: number) => {
        const block = exif(1, () => 0x0112, 3, 1);
        block.writeUInt32LE(value, 18);
        return block;
      };
      const blocks = [
        orientation(0),
        orientation(200),
        Buffer.alloc(0),
        ascii('II*\0\xff\xff\xff\xff'),
        Buffer.concat([ascii('XX'), uint16(42), Buffer.alloc(20)]),
        orientation(6).subarray(0, 19),
      ];
      for (const block of blocks) {
        const { jpeg: made } = await lab.good(withSegments(jpeg, asExif(block)));
        expect(await difference(made, jpeg)).to.be.below(2);
      }
    });
  });
});
