import { thresholds } from '../../../../domain/photos/rules.ts';
import type { FaceMeasurements } from '../../../../domain/photos/measurements.ts';
import { turnOf, type FaceBox } from './centerface.ts';
import type { FaceDetector } from './face-detector.ts';
import { measureBox } from './measure.ts';
import { shrunk, turned, type Picture } from './picture.ts';

/** Longer side for the detection, px: as sure as at 480, in half the time. Doubled where no face was found, for small ones. */
export const DETECTION_SIDE = 320;
/** Most faces that are measured: the largest. */
const MEASURED = 10;

type Turn = 0 | 90 | 180 | 270;

interface Sighting {
  /** Lengths in px of the picture they were looked for in. */
  readonly boxes: readonly FaceBox[];
  /** px of that picture's longer side. */
  readonly side: number;
  readonly turn: Turn;
}

/** Finds faces. Looks again for small ones, and in a picture that is turned. @param small the picture at DETECTION_SIDE */
export async function findFaces(detect: FaceDetector, picture: Picture, small: Picture): Promise<Sighting> {
  const asItIs = await detectFaces(detect, small, 0);
  if (asItIs.boxes.length > 0) return putUpright(detect, small, asItIs);
  const closer = await detectFaces(detect, await shrunk(picture, 2 * DETECTION_SIDE), 0);
  if (closer.boxes.length > 0) return closer;
  for (const turn of [90, 270, 180] as const) {
    const sighting = await detectFaces(detect, small, turn);
    if (sighting.boxes.length > 0) return sighting;
  }
  return asItIs;
}

/** Turns the picture until the largest face's eyes are above its mouth; leaves it as it is when they never are. */
async function putUpright(detect: FaceDetector, small: Picture, asItIs: Sighting): Promise<Sighting> {
  let sighting = asItIs;
  const tried = new Set<Turn>();
  for (;;) {
    const [largest] = bySize(sighting.boxes);
    if (!largest) return asItIs;
    const turn = added(sighting.turn, turnOf(largest));
    if (turn === sighting.turn) return sighting;
    if (tried.has(turn)) return asItIs;
    tried.add(turn);
    sighting = await detectFaces(detect, small, turn);
  }
}

const turns = [0, 90, 180, 270] as const;

function added(one: Turn, other: Turn): Turn {
  return turns[((one + other) / 90) % 4] ?? 0;
}

export async function detectFaces(detect: FaceDetector, picture: Picture, turn: Turn): Promise<Sighting> {
  const side = Math.max(picture.width, picture.height);
  const { any, tiny, tinyShare } = thresholds.faceScore;
  const boxes = await detect(await turned(picture, turn), any);
  return { boxes: boxes.filter(({ width, score }) => score >= tiny || width >= tinyShare * side), side, turn };
}

export function bySize(boxes: readonly FaceBox[]): FaceBox[] {
  const sideOf = ({ width, height }: FaceBox) => Math.min(width, height);
  return boxes.toSorted((one, other) => sideOf(other) - sideOf(one));
}

/** @param picture already turned as the sighting says */
export async function measureFaces(picture: Picture, { boxes, side }: Sighting): Promise<FaceMeasurements[]> {
  const factor = Math.max(picture.width, picture.height) / side;
  const measured: FaceMeasurements[] = [];
  for (const { left, top, width, height, score, landmarks } of bySize(boxes).slice(0, MEASURED)) {
    const box = { left: left * factor, top: top * factor, width: width * factor, height: height * factor };
    const margins = landmarks.flatMap(({ x, y }) => [
      x * factor,
      y * factor,
      picture.width - x * factor,
      picture.height - y * factor,
    ]);
    measured.push({ ...box, score, margin: Math.min(...margins) / box.width, ...(await measureBox(picture, box)) });
  }
  return measured;
}
