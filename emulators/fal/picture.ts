import { createHash } from 'node:crypto';
import sharp from 'sharp';

/** A plain portrait: a head and shoulders before a coloured wall, the colours chosen by the seed. */
export function drawPicture(seed: string, width: number, height: number, format: 'jpeg' | 'png'): Promise<Buffer> {
  const hue = createHash('sha256').update(seed).digest().readUInt16BE(0) % 360;
  const unit = Math.min(width, height);
  const [x, y] = [width / 2, height * 0.42];
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}">
    <defs><linearGradient id="wall" x1="0" y1="0" x2="1" y2="1">
      <stop offset="0" stop-color="hsl(${hue},45%,72%)"/><stop offset="1" stop-color="hsl(${(hue + 60) % 360},45%,42%)"/>
    </linearGradient></defs>
    <rect width="100%" height="100%" fill="url(#wall)"/>
    <ellipse cx="${x}" cy="${height}" rx="${unit * 0.38}" ry="${unit * 0.3}" fill="hsl(${(hue + 200) % 360},30%,32%)"/>
    <ellipse cx="${x}" cy="${y}" rx="${unit * 0.17}" ry="${unit * 0.22}" fill="hsl(28,45%,70%)"/>
  </svg>`;
  return sharp(Buffer.from(svg)).toFormat(format).toBuffer();
}
