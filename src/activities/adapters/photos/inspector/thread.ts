/** Runs in each thread of the inspector: one photo at a time, with a face detector of its own. */
import './start-inside.ts';
import { move, transferableSymbol, valueSymbol } from 'piscina';
import { NotAlone } from './decode.ts';
import { createFaceDetector } from './face-detector.ts';
import { createFaceRecogniser, faceOf, type FaceEmbedding, type FaceRecogniser } from './face-recogniser.ts';
import { inspect } from './inspect.ts';
import type { InspectionAnswer, Question } from './question.ts';
import { goOut } from './thread-gate.ts';

const detector = createFaceDetector();
// The first caller gets the error; a rejection before that must not end the thread.
detector.catch(() => undefined).finally(goOut);

/** @throws why the detector cannot be made */
export async function ready(): Promise<void> {
  await detector;
}

/** @returns an answer, packed so that its bytes are moved and not copied */
export async function inspectPhoto({ bytes, demands, alone }: Question): Promise<unknown> {
  try {
    const inspected = await inspect(await detector, bytes, demands, alone);
    if (inspected.finding !== null) return { inspected } satisfies InspectionAnswer;
    // Copy: the whole buffer under a view would be moved.
    const jpeg = Uint8Array.from(inspected.jpeg);
    return moved({ inspected: { ...inspected, jpeg } }, jpeg);
  } catch (error) {
    if (error instanceof NotAlone) return moved({ heavy: bytes }, bytes);
    throw error;
  }
}

function moved(answer: InspectionAnswer, bytes: Uint8Array): unknown {
  return move({ [transferableSymbol]: bytes.buffer, [valueSymbol]: answer });
}

let recogniser: Promise<FaceRecogniser> | undefined;

export async function recogniseFace(jpeg: Uint8Array): Promise<FaceEmbedding | null> {
  recogniser ??= createFaceRecogniser();
  return faceOf(await detector, await recogniser, jpeg);
}
