import { expect } from 'chai';
import { alignment, CHIP_SIDE, chipOf } from '../../../../../src/activities/adapters/photos/inspector/face-chip.ts';

/** Where the eyes, the nose and the corners of the mouth are in a chip, px: README.md of the model. */
const inChip = [
  { x: 47.3, y: 47 },
  { x: 101.3, y: 46.8 },
  { x: 73.9, y: 79.3 },
  { x: 52.1, y: 104 },
  { x: 98.7, y: 101.9 },
];

describe('the face chip', () => {
  it("undoes a face's turn, scale and shift", () => {
    const turn = (25 * Math.PI) / 180;
    const [scale, right, down] = [3, 400, 250];
    const inPhoto = inChip.map(({ x, y }) => ({
      x: scale * (x * Math.cos(turn) - y * Math.sin(turn)) + right,
      y: scale * (x * Math.sin(turn) + y * Math.cos(turn)) + down,
    }));
    const { a, b, ...moved } = alignment(inPhoto);
    expect(a).to.be.closeTo(Math.cos(turn) / scale, 1e-9);
    expect(b).to.be.closeTo(-Math.sin(turn) / scale, 1e-9);
    inPhoto.forEach(({ x, y }, index) => {
      expect(a * x - b * y + moved.right).to.be.closeTo(inChip[index]?.x ?? 0, 1e-9);
      expect(b * x + a * y + moved.down).to.be.closeTo(inChip[index]?.y ?? 0, 1e-9);
    });
  });

  it('has each point of a face of any size in its place, in planes of red, green and blue', () => {
    for (const scale of [0.5, 1, 4]) {
      const width = Math.ceil(CHIP_SIDE * scale) + 20;
      const data = new Uint8Array(3 * width * width);
      for (let pixel = 0; pixel < width * width; pixel += 1) {
        const [x, y] = [pixel % width, Math.floor(pixel / width)];
        data.set([Math.round((200 * x) / width), Math.round((200 * y) / width), 77], 3 * pixel);
      }
      const landmarks = inChip.map(({ x, y }) => ({ x: x * scale + 10, y: y * scale + 10 }));
      const chip = chipOf({ data, width, height: width }, landmarks);
      const cells = CHIP_SIDE * CHIP_SIDE;
      for (const [column, row] of [[20, 40] as const, [75, 75] as const, [120, 10] as const]) {
        const at = row * CHIP_SIDE + column;
        expect(chip[at], `red at ×${scale}`).to.be.closeTo((200 * (column * scale + 10)) / width, 1.5);
        expect(chip[cells + at], `green at ×${scale}`).to.be.closeTo((200 * (row * scale + 10)) / width, 1.5);
        expect(chip[2 * cells + at], `blue at ×${scale}`).to.be.closeTo(77, 0.01);
      }
    }
  });

  it('averages a large face: fine stripes become their mean', () => {
    const width = 4 * CHIP_SIDE;
    const data = new Uint8Array(3 * width * width);
    for (let pixel = 0; pixel < width * width; pixel += 1)
      data.fill(pixel % 2 === 0 ? 0 : 200, 3 * pixel, 3 * pixel + 3);
    const landmarks = inChip.map(({ x, y }) => ({ x: 4 * x, y: 4 * y }));
    const middle = 75 * CHIP_SIDE + 75;
    for (const value of chipOf({ data, width, height: width }, landmarks).slice(middle, middle + 8)) {
      expect(value).to.be.closeTo(100, 1);
    }
  });

  it('repeats the edge where the frame cuts the face', () => {
    const data = new Uint8Array(3 * 100 * 100).fill(60);
    const landmarks = inChip.map(({ x, y }) => ({ x: x - 60, y: y - 60 }));
    const chip = chipOf({ data, width: 100, height: 100 }, landmarks);
    expect(Math.min(...chip)).to.be.closeTo(60, 0.01);
    expect(Math.max(...chip)).to.be.closeTo(60, 0.01);
  });
});
