/** Runs in the inspector's threads in place of the real file: with a model that is another one. */
import { createFaceDetector } from '../../../../../src/activities/adapters/photos/inspector/face-detector.ts';

export async function ready(): Promise<void> {
  await createFaceDetector(new URL('./fixtures/README.md', import.meta.url));
}
