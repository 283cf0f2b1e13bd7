import { createHash, randomUUID } from 'node:crypto';
import { createReadStream, createWriteStream } from 'node:fs';
import { mkdir, rename, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { readJson, writeJson } from './json-file.ts';
import { expirySeconds } from './lifecycle.ts';

/** One file of FAL's storage. `size` (bytes) is set when the upload is complete. Times: ms since the epoch. */
export interface UploadedFile {
  id: string;
  file_name: string;
  content_type: string;
  created_at: number;
  size?: number;
  /** X-Fal-Object-Lifecycle as sent with the start of the upload. */
  lifecycle?: string;
  expires_at?: number;
}

/** The files uploaded by clients, in a folder. */
export class FileStore {
  readonly #dir: string;

  private constructor(dir: string) {
    this.#dir = dir;
  }

  static async open(dir: string): Promise<FileStore> {
    await mkdir(dir, { recursive: true });
    return new FileStore(dir);
  }

  /** Begins an upload: gives it an id. */
  async begin(about: { fileName: string; contentType: string; lifecycle?: string }): Promise<UploadedFile> {
    const file: UploadedFile = {
      id: randomUUID(),
      file_name: about.fileName,
      content_type: about.contentType,
      created_at: Date.now(),
      ...(about.lifecycle === undefined ? {} : { lifecycle: about.lifecycle }),
    };
    await writeJson(this.#about(file.id), file);
    return file;
  }

  /** Stores the bytes; the file exists once all have arrived. */
  async write(file: UploadedFile, bytes: Readable): Promise<void> {
    const draft = `${this.path(file.id)}.part`;
    await pipeline(bytes, createWriteStream(draft));
    await this.#complete(file, draft);
  }

  /** Stores one part of a multipart upload and gives its ETag (MD5, as S3 does). */
  async writePart(file: UploadedFile, part: number, bytes: Readable): Promise<string> {
    const path = this.#part(file.id, part);
    await pipeline(bytes, createWriteStream(path));
    const hash = createHash('md5');
    await pipeline(createReadStream(path), hash);
    return hash.digest('hex');
  }

  /** Joins the parts, in the given order, into the file. Throws if one is missing. */
  async join(file: UploadedFile, parts: number[]): Promise<void> {
    const paths = parts.map((part) => this.#part(file.id, part));
    const draft = `${this.path(file.id)}.part`;
    await pipeline(concatenated(paths), createWriteStream(draft));
    await this.#complete(file, draft);
    await Promise.all(paths.map((path) => rm(path)));
  }

  /** The file, complete or not; undefined if unknown or expired. */
  async find(id: string): Promise<UploadedFile | undefined> {
    if (!/^[\da-f-]{36}$/.test(id)) return undefined;
    const file = await readJson<UploadedFile>(this.#about(id));
    return file?.expires_at !== undefined && file.expires_at <= Date.now() ? undefined : file;
  }

  // The lifetime begins at the end of the upload.
  async #complete(file: UploadedFile, draft: string): Promise<void> {
    const { size } = await stat(draft);
    await rename(draft, this.path(file.id));
    const seconds = expirySeconds(file.lifecycle);
    const expiry = seconds === undefined ? {} : { expires_at: Date.now() + seconds * 1000 };
    await writeJson(this.#about(file.id), { ...file, size, ...expiry });
  }

  path(id: string): string {
    return join(this.#dir, `${id}.bin`);
  }

  #about(id: string): string {
    return join(this.#dir, `${id}.json`);
  }

  #part(id: string, part: number): string {
    return join(this.#dir, `${id}.part-${part}`);
  }
}

async function* concatenated(paths: string[]): AsyncGenerator<Buffer> {
  for (const path of paths) yield* createReadStream(path);
}
