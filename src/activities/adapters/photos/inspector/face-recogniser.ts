import { Tensor } from 'onnxruntime-node';
import type { FaceBox } from './centerface.ts';
import { CHIP_SIDE, chipOf } from './face-chip.ts';
import type { FaceDetector } from './face-detector.ts';
import { bySize, DETECTION_SIDE, findFaces } from './faces.ts';
import { modelFiles } from './model-files.ts';
import { floats, openModel } from './model.ts';
import { shrunk, toPicture, turned, type Picture } from './picture.ts';
import { safeSharp } from './safe-sharp.ts';
import { inside } from './thread-gate.ts';

/** Longer side of the picture that a face is cut from, px: the network sees no more of larger faces. */
const SIDE = 1024;

/** 128 numbers that describe a face: the more two faces differ, the larger their distance. Biometric data: never stored, never logged. */
export type FaceEmbedding = Float32Array;

/** Describes the face in a chip (face-chip.ts). Blocks its thread. */
export type FaceRecogniser = (chip: Float32Array) => Promise<FaceEmbedding>;

/** @throws {WrongModel} */
export async function createFaceRecogniser(model: URL = modelFiles.recogniser.file): Promise<FaceRecogniser> {
  const session = await openModel(model, modelFiles.recogniser.sha256);
  const [input = ''] = session.inputNames;
  const [output = ''] = session.outputNames;
  return async (chip) => {
    const tensor = new Tensor('float32', chip, [1, 3, CHIP_SIDE, CHIP_SIDE]);
    const answers = await inside(() => session.run({ [input]: tensor }));
    return floats(answers[output]?.data);
  };
}

/** The largest face of a stored photo; null where there is none. @throws whatever sharp throws for damaged files */
export async function faceOf(
  detect: FaceDetector,
  recognise: FaceRecogniser,
  jpeg: Uint8Array,
): Promise<FaceEmbedding | null> {
  const picture = await toPicture(
    safeSharp()(jpeg).resize(SIDE, SIDE, { fit: 'inside', withoutEnlargement: true }).toColourspace('srgb'),
  );
  const sighting = await findFaces(detect, picture, await shrunk(picture, DETECTION_SIDE));
  const [face] = bySize(sighting.boxes);
  if (!face) return null;
  const upright = await turned(picture, sighting.turn);
  return recognise(chipOf(upright, landmarksIn(upright, face, sighting.side)));
}

function landmarksIn({ width, height }: Picture, { landmarks }: FaceBox, side: number) {
  const factor = Math.max(width, height) / side;
  return landmarks.map(({ x, y }) => ({ x: x * factor, y: y * factor }));
}
