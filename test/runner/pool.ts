import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import type { SharedServers } from '../support/servers.ts';
import type { TestFile } from './files.ts';
import type { Order, Result, Request } from './protocol.ts';

/** A shard's part of the servers, prepared on first use. */
export type Place = () => Promise<SharedServers>;

/** A process that runs one file after another, with its own part of the servers. */
class Shard {
  readonly #process: ChildProcess;
  readonly #exited: Promise<unknown>;

  /** @param stopping aborts the running file */
  constructor(place: Place, stopping: AbortSignal) {
    this.#process = fork(fileURLToPath(new URL('shard.ts', import.meta.url)), {
      env: { ...process.env, TEST_SHARD: 'true' },
      // A Ctrl-C in the terminal must reach only the runner.
      detached: true,
    });
    this.#process.on('message', (message: Request | Result) => {
      if (message !== 'servers') return;
      // The code that prepares the place reports why there is none.
      void place().then(
        (servers) => this.#process.send(servers),
        () => this.end(),
      );
    });
    const stop = () => void this.end();
    stopping.addEventListener('abort', stop, { once: true });
    this.#exited = once(this.#process, 'exit').then(() => stopping.removeEventListener('abort', stop));
  }

  /** @returns null when the process ended before the file */
  async run(order: Exclude<Order, 'end'>): Promise<Result | null> {
    this.#process.send(order);
    const done = new Promise<Result>((resolve) => {
      const take = (message: Request | Result) => {
        if (message === 'servers') return;
        this.#process.off('message', take);
        resolve(message);
      };
      this.#process.on('message', take);
    });
    return Promise.race([done, this.#exited.then(() => null)]);
  }

  async end(): Promise<void> {
    if (this.#process.connected) this.#process.send('end' satisfies Order);
    await this.#exited;
  }
}

/**
 * Runs files at all places in parallel. At most `wholePlaces` of them start the whole product; when its files are done,
 * a new process takes other files there, too.
 * @param onResult called for each finished file
 * @param stopping when it is aborted no other file is started
 */
export async function runFiles(
  files: readonly TestFile[],
  {
    places,
    wholePlaces,
    order,
    onResult,
    stopping,
  }: {
    readonly places: readonly Place[];
    readonly wholePlaces: number;
    readonly order: { readonly grep?: string; readonly colours: boolean };
    readonly onResult: (result: Result) => void;
    readonly stopping: AbortSignal;
  },
): Promise<void> {
  const whole = files.filter((file) => file.whole);
  const parts = files.filter((file) => !file.whole);

  async function take(queue: TestFile[], place: Place): Promise<void> {
    let shard: Shard | undefined;
    for (let file = queue.shift(); file && !stopping.aborted; file = queue.shift()) {
      shard ??= new Shard(place, stopping);
      const result = await shard.run({ file: file.path, ...order });
      onResult(result ?? broken(file.path));
      if (!result) shard = undefined;
    }
    await shard?.end();
  }

  await Promise.all(
    places.map(async (place, index) => {
      if (index < wholePlaces) await take(whole, place);
      await take(parts, place);
    }),
  );
}

function broken(file: string): Result {
  const report = `\n  1) ${file}: its process ended before the file did\n`;
  return { file, passed: 0, failed: 1, skipped: 0, durationMs: 0, cpuMs: 0, report, log: '' };
}
