import { availableParallelism } from 'node:os';
import { Piscina } from 'piscina';
import {
  InspectionFailed,
  type FaceComparer,
  type GoodPhoto,
  type PhotoInspector,
  type RefusedPhoto,
} from '../../ports/photo-inspector.ts';
import type { FaceEmbedding } from './face-recogniser.ts';
import { safeSharp } from './safe-sharp.ts';
import { strangenessOf } from './strangeness.ts';

export interface PhotoInspectorOptions {
  /** Photos inspected at once, each in a thread of its own; as many as there are cores without. */
  readonly threads?: number;
  /** Longest inspection, ms, the wait for a thread included: a 12 MP photo takes a tenth of a second, one of HEIC a second. */
  readonly timeLimitMs?: number;
}

/**
 * Inspects photos in threads of their own: no decoder, however slow, holds up the event loop, and a thread that dies is replaced.
 * @throws {Error} when a thread cannot be made ready: the face model is missing or another one, the runtime does not load
 */
export async function createPhotoInspector({
  threads = availableParallelism(),
  timeLimitMs = 60_000,
}: PhotoInspectorOptions = {}): Promise<
  PhotoInspector & FaceComparer & { readonly threads: number; close(): Promise<void> }
> {
  safeSharp();
  const pool = new Piscina({
    filename: new URL('./thread.ts', import.meta.url).href,
    minThreads: threads,
    maxThreads: threads,
    // Between photos a thread must go on with what the decoders have in the background.
    atomics: 'disabled',
  });
  try {
    await pool.run(undefined, { name: 'ready' });
  } catch (error) {
    await pool.destroy();
    throw error;
  }
  return {
    threads,
    async inspect(bytes, demands) {
      // A copy where the bytes are a window on something larger: what is moved is moved whole.
      const own = bytes.byteLength === bytes.buffer.byteLength ? bytes : Uint8Array.from(bytes);
      try {
        const inspected: unknown = await pool.run(
          { bytes: own, demands },
          {
            name: 'inspectPhoto',
            transferList: [own.buffer as ArrayBuffer],
            signal: AbortSignal.timeout(timeLimitMs),
          },
        );
        return inspected as GoodPhoto | RefusedPhoto;
      } catch (error) {
        throw new InspectionFailed(error instanceof Error ? error.message : String(error));
      }
    },
    async compareFaces(jpegs) {
      const faces: (FaceEmbedding | null)[] = [];
      for await (const jpeg of jpegs) {
        const own = Uint8Array.from(jpeg);
        try {
          const face: unknown = await pool.run(own, {
            name: 'recogniseFace',
            transferList: [own.buffer],
            signal: AbortSignal.timeout(timeLimitMs),
          });
          faces.push(face as FaceEmbedding | null);
        } catch (error) {
          throw new InspectionFailed(error instanceof Error ? error.message : String(error));
        }
      }
      return strangenessOf(faces);
    },
    close: () => pool.close(),
  };
}
