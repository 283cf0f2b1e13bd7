import { randomUUID } from 'node:crypto';
import { createWriteStream } from 'node:fs';
import { mkdir, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { FileStore } from './file-store.ts';

/** A file on disk that an input pointed to. Call `release` when done with it. */
export interface Download {
  path: string;
  bytes: number;
  expires_at?: number;
  release(): Promise<void>;
}

const TIMEOUT_MS = 10_000;

async function keep(): Promise<void> {}

/** Gets input files: from the emulator's own storage, from a data: URI, or over HTTP into a temporary file. */
export class Downloader {
  readonly #files: FileStore;
  readonly #dir: string;

  constructor(files: FileStore, temporaryDir: string) {
    this.#files = files;
    this.#dir = temporaryDir;
  }

  /** Undefined when the file cannot be had. */
  async get(address: string): Promise<Download | undefined> {
    const url = URL.parse(address);
    const stored = url && (await this.#stored(url));
    if (stored) return stored;
    if (!url || !['http:', 'https:', 'data:'].includes(url.protocol)) return undefined;

    await mkdir(this.#dir, { recursive: true });
    const path = join(this.#dir, randomUUID());
    const release = (): Promise<void> => rm(path, { force: true });
    try {
      const response = await fetch(url, { signal: AbortSignal.timeout(TIMEOUT_MS) });
      if (!response.ok) return undefined;
      if (response.body) await pipeline(Readable.fromWeb(response.body), createWriteStream(path));
      else await writeFile(path, '');
      return { path, bytes: (await stat(path)).size, release };
    } catch {
      await release();
      return undefined;
    }
  }

  // By path only: addresses from before a restart on another port still lead to the same files.
  async #stored({ pathname }: URL): Promise<Download | undefined> {
    const [, id] = /^\/files\/([^/]+)\/[^/]+$/.exec(pathname) ?? [];
    const file = id === undefined ? undefined : await this.#files.find(id);
    if (file?.size === undefined) return undefined;
    const { size: bytes, expires_at } = file;
    return {
      path: this.#files.path(file.id),
      bytes,
      release: keep,
      ...(expires_at === undefined ? {} : { expires_at }),
    };
  }
}
