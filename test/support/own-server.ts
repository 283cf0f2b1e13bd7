import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startStack, type Stack } from '../../stack/index.ts';

/** A server of one test only, which goes away and comes back at the same address, with its data. */
export class OwnServer {
  readonly #part: 'postgres' | 'temporal';
  readonly #dataDir: string;
  #stack: Stack | undefined;

  private constructor(part: 'postgres' | 'temporal', dataDir: string) {
    this.#part = part;
    this.#dataDir = dataDir;
  }

  static async start(part: 'postgres' | 'temporal'): Promise<OwnServer> {
    const dataDir = await mkdtemp(join(tmpdir(), 'own-server-'));
    // PostgreSQL does not run as root: another user must be able to enter.
    await chmod(dataDir, 0o755);
    const server = new OwnServer(part, dataDir);
    await server.comeBack();
    return server;
  }

  /** The variables that others need to use it. */
  get env(): Readonly<Record<string, string>> {
    return this.#stack?.settings ?? {};
  }

  /** Closes all connections; nobody listens any more. */
  async goAway(): Promise<void> {
    await this.#stack?.stop();
  }

  async comeBack(): Promise<void> {
    const before = this.#stack?.settings;
    this.#stack = await startStack({ dataDir: this.#dataDir, log: () => undefined, parts: [this.#part] });
    if (before && JSON.stringify(before) !== JSON.stringify(this.#stack.settings)) {
      throw new Error(`${this.#part} came back elsewhere: its port was taken meanwhile`);
    }
  }

  /** Removes everything. */
  async end(): Promise<void> {
    await this.goAway();
    await rm(this.#dataDir, { recursive: true, force: true });
  }
}
