import type { AvatarType } from '../../../../domain/avatar/avatar.ts';
import type { PhotoMeasurements } from '../../../../domain/photos/measurements.ts';
import { judgePhoto, qualityOf, rulesOf, type HeaderLimits, type PhotoRules } from '../../../../domain/photos/rules.ts';
import type { PhotoFormat } from '../../../../domain/photos/photo.ts';
import type { GoodPhoto, RefusedPhoto } from '../../../ports/photo-inspector.ts';
import { decode, NotAlone } from './decode.ts';
import type { FaceDetector } from './face-detector.ts';
import { DETECTION_SIDE, findFaces, detectFaces, measureFaces } from './faces.ts';
import { kindOfImage } from './image-kind.ts';
import { looksOf } from './looks.ts';
import { mean, sharpness } from './measure.ts';
import { luma, sharpOf, shrunk, turned, type Picture } from './picture.ts';

/**
 * Halved colours (4:2:0), as in the photos of the chat and of cameras: these lose nothing. Whole ones at quality 92 take
 * as many bytes, half as long again to encode, and have worse light. Above 95 files grow and faces do not get better.
 * Optimised coding would save 2–6 % of a file and double the encoding time.
 */
const encoding = { quality: 95, chromaSubsampling: '4:2:0', optimiseCoding: false } as const;

export type Demands = HeaderLimits & { readonly avatarType: AvatarType };

/**
 * One photo from bytes to judgement: signature, header, one decode, and everything else from that decode.
 * @param alone whether no other inspection runs meanwhile
 * @throws {NotAlone} when one does, and this photo takes much memory
 */
export async function inspect(
  detect: FaceDetector,
  bytes: Uint8Array,
  demands: Demands,
  alone = true,
): Promise<GoodPhoto | RefusedPhoto> {
  const format = kindOfImage(bytes);
  if (format === 'no_image') return { finding: { code: 'not_an_image' } };
  if (format === 'another_image') return { finding: { code: 'unsupported_format' } };
  if (format === 'animation') return { finding: { code: 'animated' } };
  const decoded = await decode(bytes, format, demands, alone).catch((error: unknown) => {
    if (error instanceof NotAlone) throw error;
    return { code: 'corrupt' } as const;
  });
  if ('code' in decoded) return { finding: decoded };

  const rules = rulesOf(demands.avatarType);
  const { measurements, upright } = await measure(detect, decoded, format, rules);
  const finding = judgePhoto(measurements, rules);
  if (finding) return { finding, measurements };
  const jpeg = await sharpOf(upright).jpeg(encoding).toBuffer();
  return { finding: null, jpeg, measurements, quality: qualityOf(measurements, rules) };
}

async function measure(
  detect: FaceDetector,
  picture: Picture,
  format: PhotoFormat,
  rules: PhotoRules,
): Promise<{ measurements: PhotoMeasurements; upright: Picture }> {
  const small = await shrunk(picture, DETECTION_SIDE);
  const sighting = rules.face ? await findFaces(detect, picture, small) : await detectFaces(detect, small, 0);
  const upright = await turned(picture, sighting.turn);
  const frame = await turned(small, sighting.turn);
  const grey = luma(frame);
  return {
    upright,
    measurements: {
      format,
      width: upright.width,
      height: upright.height,
      turned: sighting.turn,
      faces: await measureFaces(upright, sighting),
      sharpness: sharpness(grey, frame.width, frame.height),
      luma: mean(grey),
      ...looksOf(grey, frame.width, frame.height),
    },
  };
}
