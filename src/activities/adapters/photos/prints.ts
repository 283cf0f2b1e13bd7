import type { OverlayOptions, Sharp } from 'sharp';
import type { FacePlace, PhotoPrints, Print } from '../../ports/photo-prints.ts';
import { drawBadge } from './badge.ts';
import { safeSharp } from './inspector/safe-sharp.ts';

/** Longer side of a sent photo, px: Telegram reduces larger ones (core.telegram.org/bots/api#sendphoto). */
const SIDE = 1280;
/** Between photos on a sheet, and around them, px. */
const GAP = 6;
const LARGEST_CELL = 480;
/** Photos of a sheet that are in memory at once. */
const AT_ONCE = 2;
const background = { r: 236, g: 238, b: 241 } as const;
const colours = { fine: [30, 36, 46], weak: [214, 112, 0] } as const;

export function createPhotoPrints(): PhotoPrints {
  const sharp = safeSharp();
  const encoded = (picture: Sharp) => picture.jpeg({ quality: 82 }).toBuffer();

  async function cell({ number, jpeg, weak, face }: Print, side: number): Promise<OverlayOptions[]> {
    const photo = sharp(await jpeg());
    const shown = face ? photo.extract(squareAround(face, await photo.metadata())) : photo;
    const square = shown.resize(side, side, { fit: 'cover', position: 'attention' }).removeAlpha();
    const { data: input, info } = await square.raw().toBuffer({ resolveWithObject: true });
    const badge = drawBadge(number, Math.round(side / 5), weak ? colours.weak : colours.fine);
    const { width, height, channels } = info;
    return [
      { input, raw: { width, height, channels } },
      { input: badge.rgba, raw: { width: badge.width, height: badge.height, channels: 4 } },
    ];
  }

  return {
    one: (jpeg) => encoded(sharp(jpeg).resize({ width: SIDE, height: SIDE, fit: 'inside', withoutEnlargement: true })),

    async sheet(prints) {
      const places = Math.max(prints.length, 3);
      const columns = Math.min(5, Math.ceil(Math.sqrt(places)));
      const lines = Math.ceil(places / columns);
      const side = Math.min(LARGEST_CELL, Math.floor((SIDE - GAP) / columns) - GAP);
      const at = (place: number) => GAP + place * (side + GAP);
      const drawn = async (print: Print, index: number) => {
        const [left, top] = [at(index % columns), at(Math.floor(index / columns))];
        return (await cell(print, side)).map((layer, depth) => ({
          ...layer,
          left: left + depth * GAP,
          top: top + depth * GAP,
        }));
      };
      const layers: OverlayOptions[] = [];
      for (let from = 0; from < prints.length; from += AT_ONCE) {
        const some = prints.slice(from, from + AT_ONCE).map((print, index) => drawn(print, from + index));
        layers.push(...(await Promise.all(some)).flat());
      }
      const create = { width: at(columns), height: at(lines), channels: 3, background } as const;
      return encoded(sharp({ create }).composite(layers));
    },
  };
}

/** Hair above the detector's box of a face, and neck below it, in heights of the box. */
const [HAIR, NECK] = [0.45, 0.25];

/** The largest square of a photo with the head as near to its middle as the frame allows, px. */
function squareAround(face: FacePlace, { width, height }: { readonly width: number; readonly height: number }) {
  const side = Math.min(width, height);
  const place = (middle: number, room: number) => Math.round(Math.max(0, Math.min(room, middle - side / 2)));
  const down = face.top + (face.height * (1 - HAIR + NECK)) / 2;
  return {
    left: place((face.left + face.width / 2) * width, width - side),
    top: place(down * height, height - side),
    width: side,
    height: side,
  };
}
