/** What runs in each thread of the inspector: one photo at a time, with a face detector of its own. */
import { move, transferableSymbol, valueSymbol } from 'piscina';
import { createFaceDetector } from './face-detector.ts';
import { createFaceRecogniser, faceOf, type FaceEmbedding, type FaceRecogniser } from './face-recogniser.ts';
import { inspect, type Demands } from './inspect.ts';

const detector = createFaceDetector();
// Whoever asks first hears of it; a rejection must not end the thread before.
detector.catch(() => undefined);

/** @throws what keeps the detector from being made */
export async function ready(): Promise<void> {
  await detector;
}

export async function inspectPhoto({ bytes, demands }: { bytes: Uint8Array; demands: Demands }): Promise<unknown> {
  const inspected = await inspect(await detector, bytes, demands);
  if (inspected.finding !== null) return inspected;
  // A view of a larger buffer would take all of it along.
  const jpeg = Uint8Array.from(inspected.jpeg);
  return move({ [transferableSymbol]: jpeg.buffer, [valueSymbol]: { ...inspected, jpeg } });
}

let recogniser: Promise<FaceRecogniser> | undefined;

export async function recogniseFace(jpeg: Uint8Array): Promise<FaceEmbedding | null> {
  recogniser ??= createFaceRecogniser();
  return faceOf(await detector, await recogniser, jpeg);
}
