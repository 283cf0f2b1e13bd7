import { tooManyBytes } from './failures.ts';
import type { StoredPhoto } from '../ports/records.ts';
import type { Storage } from '../ports/storage.ts';

/** Bytes a pixel before encoding: no JPEG is larger, apart from its header. */
const RAW = 3;
const HEADER_BYTES = 1024 * 1024;

/** A whole object in memory. @throws {ApplicationFailure} TooManyBytes, not retried: it is not ours */
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

/** A stored photo, as JPEG. `pixels`: the most that it may have. @throws as `readObject` */
export function readPhoto(
  storage: Storage,
  { minioKey, pixels }: Pick<StoredPhoto, 'minioKey' | 'pixels'>,
): Promise<Uint8Array> {
  return readObject(storage, minioKey, RAW * pixels + HEADER_BYTES);
}
