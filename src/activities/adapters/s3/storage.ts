import { createHash } from 'node:crypto';
import type { Readable } from 'node:stream';
import { Client } from 'minio';
import type { Storage } from '../../ports/storage.ts';
import { agentThatCloses } from './silent-connections.ts';

export interface StorageOptions {
  readonly endpoint: URL;
  readonly accessKey: string;
  readonly secretKey: string;
  readonly bucket: string;
  /** Longest silence on a connection, ms; default QUIET_MS. */
  readonly quietMs?: number;
}

/** Longest silence on a connection, ms: a working store answers sooner, and a reader takes data sooner. */
const QUIET_MS = 30_000;

/** Bytes of a part, and so about the memory of a stream. S3 wants ≥ 5 MiB and ≤ 10 000 parts. */
const PART_BYTES = 8 * 1024 * 1024;

/** Objects in one private bucket of MinIO, or of any other S3. */
export function createStorage(options: StorageOptions): Storage & {
  /** Creates the bucket if needed; several processes may do so at once. */
  ensureBucket(): Promise<void>;
} {
  const { endpoint, accessKey, secretKey, bucket, quietMs = QUIET_MS } = options;
  const useSSL = endpoint.protocol === 'https:';
  const client = new Client({
    endPoint: endpoint.hostname,
    port: endpoint.port === '' ? (useSSL ? 443 : 80) : Number(endpoint.port),
    useSSL,
    accessKey,
    secretKey,
    // The caller retries; the client's own retries write to the console.
    retryOptions: { disableRetry: true },
    transportAgent: agentThatCloses(quietMs, useSSL),
  });

  async function put(key: string, body: Buffer, contentType: string): Promise<void> {
    await client.putObject(bucket, key, body, body.length, { 'Content-Type': contentType });
  }

  /**
   * Not `putObject` of a stream: it waits for ever when the source fails, takes over parts of another attempt's upload, and
   * holds 528 MiB in memory while the size is unknown. `@aws-sdk/lib-storage` does none of this (measured), but needs a second
   * S3 client for this one method: 37 packages, 23 MB.
   */
  async function putParts(key: string, parts: AsyncIterable<Buffer>, contentType: string): Promise<void> {
    const uploadId = await client.initiateNewMultipartUpload(bucket, key, { 'Content-Type': contentType });
    try {
      const etags: { part: number; etag: string }[] = [];
      for await (const part of parts) {
        const partNumber = etags.length + 1;
        const target = { bucketName: bucket, objectName: key, uploadID: uploadId, partNumber, headers: {} };
        const { etag } = await client.uploadPart(target, part);
        etags.push({ part: partNumber, etag });
      }
      await client.completeMultipartUpload(bucket, key, uploadId, etags);
    } catch (error) {
      // MinIO removes an upload that could not be aborted within a day. The first error is the one to throw.
      await client.abortMultipartUpload(bucket, key, uploadId).catch(() => undefined);
      throw error;
    }
  }

  /** Of the whole bucket: MinIO lists none for a partial key. It lists those begun since its start, and removes older ones by itself. */
  async function* unfinished() {
    for (let marker = '', more = true; more;) {
      const page = await client.listIncompleteUploadsQuery(bucket, '', marker, '', '');
      yield* page.uploads;
      more = page.isTruncated && page.nextKeyMarker > marker;
      marker = page.nextKeyMarker;
    }
  }

  return {
    async ensureBucket() {
      if (await client.bucketExists(bucket)) return;
      try {
        await client.makeBucket(bucket);
      } catch (error) {
        if (!(await client.bucketExists(bucket))) throw error;
      }
    },

    put: (key, body, contentType) => put(key, asBuffer(body), contentType),

    async putStream(key, body, contentType) {
      const hash = createHash('sha256');
      let bytes = 0;
      const parts = inParts(body, (chunk) => {
        hash.update(chunk);
        bytes += chunk.length;
      });
      try {
        const { value: first = Buffer.alloc(0) } = await parts.next();
        const { value: second } = await parts.next();
        if (second === undefined) await put(key, first, contentType);
        else await putParts(key, chain([first, second], parts), contentType);
      } finally {
        body.destroy();
      }
      return { bytes, sha256: hash.digest('hex') };
    },

    get: (key) => client.getObject(bucket, key),

    getRange: (key, offset, length) => client.getPartialObject(bucket, key, offset, length),

    async size(key) {
      try {
        return (await client.statObject(bucket, key)).size;
      } catch (error) {
        if (codeOf(error) === 'NotFound') return null;
        throw error;
      }
    },

    remove: (key) => client.removeObject(bucket, key),

    async removeAll(prefix) {
      const found: string[] = [];
      for await (const { name } of client.listObjectsV2(bucket, prefix, true) as AsyncIterable<{ name?: string }>) {
        if (name !== undefined) found.push(name);
      }
      if (found.length === 0) return 0;
      const failures = (await client.removeObjects(bucket, found)).filter((answer) => answer?.Error);
      if (failures.length > 0) throw new Error(`${failures.length} of ${found.length} objects could not be removed`);
      return found.length;
    },

    async *list(prefix) {
      const items = client.listObjectsV2(bucket, prefix, true) as AsyncIterable<Item>;
      for await (const { name, size, lastModified } of items) {
        if (name !== undefined) yield { key: name, bytes: size, lastModified: lastModified.getTime() };
      }
    },

    async abortUploads(prefix, olderThanMs) {
      const begunBy = Date.now() - olderThanMs;
      let aborted = 0;
      for await (const { key, uploadId, initiated } of unfinished()) {
        if (key.startsWith(prefix) && initiated.getTime() <= begunBy) {
          await client.abortMultipartUpload(bucket, key, uploadId);
          aborted += 1;
        }
      }
      return aborted;
    },
  };
}

interface Item {
  readonly name?: string;
  readonly size: number;
  readonly lastModified: Date;
}

/** Cuts the stream into parts of PART_BYTES, the last one shorter. `see` gets every chunk once. */
async function* inParts(body: Readable, see: (chunk: Buffer) => void): AsyncGenerator<Buffer, undefined> {
  let chunks: Buffer[] = [];
  let size = 0;
  for await (const piece of body as AsyncIterable<Uint8Array>) {
    const chunk = asBuffer(piece);
    see(chunk);
    chunks.push(chunk);
    size += chunk.length;
    while (size >= PART_BYTES) {
      const whole = Buffer.concat(chunks);
      yield whole.subarray(0, PART_BYTES);
      chunks = [whole.subarray(PART_BYTES)];
      size -= PART_BYTES;
    }
  }
  if (size > 0) yield Buffer.concat(chunks);
  return undefined;
}

async function* chain(first: Iterable<Buffer>, rest: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
  yield* first;
  yield* rest;
}

function asBuffer(bytes: Uint8Array): Buffer {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}

function codeOf(error: unknown): unknown {
  return typeof error === 'object' && error !== null && 'code' in error ? error.code : undefined;
}
