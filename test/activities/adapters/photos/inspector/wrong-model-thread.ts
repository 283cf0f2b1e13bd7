/** Replaces the inspector's thread file: uses a wrong model. */
import { createFaceDetector } from '../../../../../src/activities/adapters/photos/inspector/face-detector.ts';

export async function ready(): Promise<void> {
  await createFaceDetector(new URL('./fixtures/README.md', import.meta.url));
}
