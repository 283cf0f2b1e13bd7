import { expect } from 'chai';
import { decode, NotAlone } from '../../../../../src/activities/adapters/photos/inspector/decode.ts';
import { bytesPerPixel, MOST_BYTES } from '../../../../../src/activities/adapters/photos/inspector/decode-memory.ts';
import { defaultPolicy } from '../../../../../src/domain/avatar/policy.ts';
import { rejection } from '../../../../support/http-stub.ts';
import sharp from 'sharp';
import { frameOf } from './jpeg-parts.ts';
import { heic } from './lab.ts';
import { withHeicSize } from './parts.ts';

const { photos: limits } = defaultPolicy;
const plain = (width: number, height: number) =>
  sharp({ create: { width, height, channels: 3, background: '#c82828' } });

describe('the memory of a decode', () => {
  it('is small for formats that are decoded row by row', async () => {
    const bytes = await plain(7_000, 5_000).jpeg().toBuffer();
    expect(await decode(bytes, 'jpeg', limits, false)).to.include({ width: 2048 });
  });

  it('requires that a large picture that is held whole is decoded alone', async () => {
    const bytes = await plain(7_000, 5_000).jpeg({ progressive: true }).toBuffer();
    expect(await rejection(decode(bytes, 'jpeg', limits, false))).to.be.instanceOf(NotAlone);
    expect(await decode(bytes, 'jpeg', limits, true)).to.include({ width: 2048 });
  });

  it('is known from the header of each format', async () => {
    const large = plain(6_000, 5_000);
    const inputs = {
      png: await large.clone().png({ progressive: true, compressionLevel: 1 }).toColourspace('rgb16').toBuffer(),
      webp: await large.clone().webp({ effort: 0 }).toBuffer(),
      heic: withHeicSize(await heic('plain'), 6_000, 5_000),
    } as const;
    for (const format of ['png', 'webp', 'heic'] as const) {
      expect(await rejection(decode(inputs[format], format, limits, false)), format).to.be.instanceOf(NotAlone);
    }
  });

  it('lets a photo of 12 megapixels be decoded beside others, in every format', async () => {
    const photo = plain(4_000, 3_000);
    const inputs = {
      jpeg: await photo.clone().jpeg({ progressive: true }).toBuffer(),
      webp: await photo.clone().webp({ effort: 0 }).toBuffer(),
      png: await photo.clone().png({ progressive: true, compressionLevel: 1 }).toBuffer(),
    } as const;
    for (const format of ['jpeg', 'webp', 'png'] as const) {
      expect(await decode(inputs[format], format, limits, false), format).to.have.property('width', 1333);
    }
    const heic12 = { format: 'heic', isProgressive: false, channels: 3, bytesPerChannel: 1 } as const;
    expect(bytesPerPixel(heic12) * 12.2e6).to.be.below(128e6);
  });

  it('refuses as too many pixels a picture that needs more memory than allowed, although all formats share one limit', async () => {
    const small = await plain(600, 600).toColourspace('cmyk').jpeg({ progressive: true }).toBuffer();
    const finding = await decode(frameOf(small, 7_000, 7_000), 'jpeg', limits, true);
    const limit = Math.floor(MOST_BYTES / 9.6);
    expect(finding).to.deep.equal({ code: 'too_many_pixels', value: 49_000_000, limit });
    const large = await decode(withHeicSize(await heic('ten-bit'), 7_000, 7_000), 'heic', limits, true);
    expect(large).to.include({ code: 'too_many_pixels' });
    // The largest photos that phones take.
    const phone = bytesPerPixel({ format: 'heic', isProgressive: false, channels: 3, bytesPerChannel: 1 });
    expect(phone * 8_064 * 6_048).to.be.below(MOST_BYTES);
  });
});
