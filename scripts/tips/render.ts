import sharp from 'sharp';

/** PNG with few colours: the drawings have no more. */
export function renderTips(svg: string): Promise<Buffer> {
  return sharp(Buffer.from(svg)).png({ palette: true, compressionLevel: 9, effort: 10 }).toBuffer();
}
