import { createHash } from 'node:crypto';
import { access, mkdir, mkdtemp, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** Bytes by their SHA-256, one file each. */
export class Blobs {
  readonly #folder: string;
  readonly #temporary: boolean;

  private constructor(folder: string, temporary: boolean) {
    this.#folder = folder;
    this.#temporary = temporary;
  }

  static async open(dataDir: string | undefined): Promise<Blobs> {
    if (dataDir === undefined) return new Blobs(await mkdtemp(join(tmpdir(), 'telegram-emulator-')), true);
    const folder = join(dataDir, 'files');
    await mkdir(folder, { recursive: true });
    return new Blobs(folder, false);
  }

  async put(bytes: Buffer): Promise<string> {
    const name = sha256(bytes);
    const path = join(this.#folder, name);
    const known = await access(path).then(
      () => true,
      () => false,
    );
    if (!known) {
      // Two uploads of the same bytes may run at once: each writes its own file and the last rename wins.
      const draft = `${path}.${crypto.randomUUID()}`;
      await writeFile(draft, bytes);
      await rename(draft, path);
    }
    return name;
  }

  async get(name: string): Promise<Buffer> {
    return await readFile(join(this.#folder, name));
  }

  async close(): Promise<void> {
    if (this.#temporary) await rm(this.#folder, { recursive: true, force: true });
  }
}

export function sha256(bytes: Buffer): string {
  return createHash('sha256').update(bytes).digest('hex');
}
