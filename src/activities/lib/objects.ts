import { tooManyBytes } from './failures.ts';
import type { StoredPhoto } from '../ports/records.ts';
import type { Storage } from '../ports/storage.ts';

/** Of a picture before it is coded, bytes a pixel: no JPEG of it is larger, but for its header. */
const RAW = 3;
const HEADER_BYTES = 1024 * 1024;

/**
 * The whole of an object in memory.
 * @param mostBytes that it may have
 * @throws {ApplicationFailure} TooManyBytes, not to be tried again: it is none of ours
 */
export async function readObject(storage: Storage, key: string, mostBytes: number): Promise<Uint8Array> {
  const chunks: Uint8Array[] = [];
  let bytes = 0;
  for await (const chunk of (await storage.get(key)) as AsyncIterable<Uint8Array>) {
    bytes += chunk.byteLength;
    // Leaving the loop ends the download.
    if (bytes > mostBytes) throw tooManyBytes(key, mostBytes);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks, bytes);
}

/** A stored photo, as JPEG. `pixels`: those that it has, or may have. @throws as `readObject` */
export function readPhoto(
  storage: Storage,
  { minioKey, pixels }: Pick<StoredPhoto, 'minioKey' | 'pixels'>,
): Promise<Uint8Array> {
  return readObject(storage, minioKey, RAW * pixels + HEADER_BYTES);
}
