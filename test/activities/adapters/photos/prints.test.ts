import { expect } from 'chai';
import sharp from 'sharp';
import { drawBadge } from '../../../../src/activities/adapters/photos/badge.ts';
import { createPhotoPrints } from '../../../../src/activities/adapters/photos/prints.ts';

const prints = createPhotoPrints();
const plain = (width: number, height: number, background: string) =>
  sharp({ create: { width, height, channels: 3, background } })
    .jpeg()
    .toBuffer();
const sizeOf = async (jpeg: Uint8Array) => {
  const { width, height, format } = await sharp(jpeg).metadata();
  return { width, height, format };
};
/** Red, green and blue of a pixel. */
async function pixel(jpeg: Uint8Array, left: number, top: number): Promise<number[]> {
  const { data } = await sharp(jpeg)
    .extract({ left, top, width: 1, height: 1 })
    .raw()
    .toBuffer({ resolveWithObject: true });
  return [...data.subarray(0, 3)];
}

describe('photos as pictures for the chat', () => {
  it("are reduced to Telegram's size, and never enlarged", async () => {
    expect(await sizeOf(await prints.one(await plain(3000, 1500, '#808080')))).to.deep.equal({
      width: 1280,
      height: 640,
      format: 'jpeg',
    });
    expect(await sizeOf(await prints.one(await plain(600, 512, '#808080')))).to.include({ width: 600, height: 512 });
  });

  for (const count of [0, 1, 2, 4, 5, 9, 16, 20, 100]) {
    it(`make a sheet of ${count} that Telegram accepts`, async () => {
      const picture = await plain(640, 512, '#3366cc');
      const jpeg = async () => picture;
      const all = Array.from({ length: count }, (_, at) => ({ number: at + 1, jpeg, weak: false }));
      const { width, height, format } = await sizeOf(await prints.sheet(all));
      expect(format).to.equal('jpeg');
      expect(Math.max(width, height) / Math.min(width, height)).to.be.below(20);
      expect(width + height).to.be.below(10_000);
      expect(width).to.be.at.most(1280);
    });
  }

  it('are on the sheet in their order, each with its number, weak ones on another colour', async () => {
    const colours = ['#cc0000', '#00aa00', '#0000cc', '#aaaa00'];
    const all = await Promise.all(
      colours.map(async (colour, at) => {
        const jpeg = await plain(700, 700, colour);
        return { number: at + 1, jpeg: async () => jpeg, weak: at === 1 };
      }),
    );
    const sheet = await prints.sheet(all);
    const { width } = await sizeOf(sheet);
    const [left, right] = [Math.round(width / 4), Math.round((width * 3) / 4)];
    const near = (seen: number[], wanted: number[]) =>
      expect(Math.max(...seen.map((value, at) => Math.abs(value - (wanted[at] ?? 0)))), seen.join(' ')).to.be.below(40);
    near(await pixel(sheet, left, left), [204, 0, 0]);
    near(await pixel(sheet, right, left), [0, 170, 0]);
    near(await pixel(sheet, left, right), [0, 0, 204]);
    near(await pixel(sheet, right, right), [170, 170, 0]);
    // The left of a badge is its background.
    const badge = Math.round(width / 2 / 5 / 2) + 12;
    near(await pixel(sheet, 20, badge), [30, 36, 46]);
    near(await pixel(sheet, 20 + Math.round(width / 2), badge), [214, 112, 0]);
  });
});

describe('a photo on the sheet', () => {
  /** Grey, with a face in red; its head with hair in green. */
  async function shot(width: number, height: number, left: number, top: number) {
    const block = (colour: string, w: number, h: number) =>
      sharp({ create: { width: w, height: h, channels: 3, background: colour } })
        .png()
        .toBuffer();
    const jpeg = await sharp(await plain(width, height, '#808080'))
      .composite([
        { input: await block('#00cc00', 120, 200), left, top: top - 50 },
        { input: await block('#cc0000', 120, 150), left, top },
      ])
      .jpeg({ chromaSubsampling: '4:4:4' })
      .toBuffer();
    const shares = { left: left / width, top: top / height, width: 120 / width, height: 150 / height };
    return { number: 1, jpeg: async () => jpeg, weak: false, face: shares };
  }

  for (const [name, width, height, left, top] of [
    ['at the top of a standing photo', 600, 1600, 240, 60],
    ['at the bottom of a standing photo', 600, 1600, 240, 1440],
    ['at the left of a lying photo', 1600, 600, 0, 200],
    ['at the right of a lying photo', 1600, 600, 1480, 200],
    ['in the middle', 900, 900, 300, 300],
  ] as const) {
    it(`shows the whole head ${name}`, async () => {
      const print = await shot(width, height, left, top);
      const sheet = await prints.sheet([print]);
      // One cell of 480 px, of the shorter side.
      const cell = await sharp(sheet).extract({ left: 6, top: 6, width: 480, height: 480 }).raw().toBuffer();
      const scale = 480 / Math.min(width, height);
      const area = (channel: number) => {
        let count = 0;
        for (let at = 0; at < cell.length; at += 3) {
          const others = [0, 1, 2].filter((other) => other !== channel).map((other) => cell[at + other] ?? 0);
          if ((cell[at + channel] ?? 0) > 150 && Math.max(...others) < 90) count += 1;
        }
        return count / scale ** 2;
      };
      expect(area(0), 'face').to.be.above(0.9 * 120 * 150);
      // The number may cover a little of it.
      expect(area(1), 'hair').to.be.above(0.5 * 120 * 50);
    });
  }

  it('is a square even if the face reaches beyond the frame', async () => {
    for (const face of [
      { left: -0.2, top: -0.1, width: 0.5, height: 0.4 },
      { left: 0.8, top: 0.9, width: 0.5, height: 0.4 },
    ]) {
      const picture = await plain(640, 512, '#3366cc');
      const jpeg = async () => picture;
      expect(await sizeOf(await prints.sheet([{ number: 1, jpeg, weak: false, face }]))).to.include({ format: 'jpeg' });
    }
  });
});

describe('the number on a photo', () => {
  /** Share of the badge that is as light as its digits. */
  const inked = (number: number) => {
    const { rgba, width, height } = drawBadge(number, 60, [0, 0, 0]);
    let count = 0;
    for (let at = 0; at < rgba.length; at += 4) if ((rgba[at] ?? 0) > 128 && (rgba[at + 3] ?? 0) > 128) count += 1;
    return { share: count / (width * height), width, bytes: rgba.toString('base64') };
  };

  it('is drawn without a font, each digit in a shape of its own', () => {
    const drawn = Array.from({ length: 10 }, (_, digit) => inked(digit));
    expect(new Set(drawn.map(({ bytes }) => bytes))).to.have.property('size', 10);
    for (const { share } of drawn) expect(share).to.be.within(0.03, 0.3);
  });

  it('is wider for more digits', () => {
    expect(inked(7).width).to.equal(60);
    expect(inked(77).width).to.be.above(60);
    expect(inked(777).width).to.be.above(inked(77).width);
  });
});
