import { perceptualHash, type Looks } from '../../../../domain/photos/perceptual-hash.ts';
import { grid, mirrored } from './measure.ts';

/** Cells of a hash, each way. Source: perceptual-hash.ts. */
const SIDE = 32;
/** Shares of the side that a variant trims: copies are cropped by a few per cent. */
const TRIMS = [0.025, 0.05];

/** @param grey luma of the upright picture, row by row */
export function looksOf(grey: Float32Array, width: number, height: number): Looks {
  const cells = grid(grey, width, height, SIDE);
  const trimmed = TRIMS.map((trim) =>
    grid(grey, width, height, SIDE, { left: trim, top: trim, right: 1 - trim, bottom: 1 - trim }),
  );
  return {
    perceptualHash: perceptualHash(cells),
    variantHashes: [...trimmed, mirrored(cells, SIDE)].map(perceptualHash),
  };
}
