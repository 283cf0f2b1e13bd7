import { fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import type { Memory, Readiness, Round, RoundOrder } from './rounds.ts';

/** A process for one side of the comparison, so that its memory and main thread are its own. */
export interface SideProcess extends Readiness {
  round(files: readonly string[]): Promise<Round>;
  memory(): Promise<Memory>;
  stop(): Promise<void>;
}

/** @throws {Error} when the process ends; its output has been printed */
export async function startSide(name: 'product' | 'bare', threads: number): Promise<SideProcess> {
  const child = fork(fileURLToPath(new URL('side.ts', import.meta.url)), [name, String(threads)], {
    // Without this process's options, such as a debugger's port.
    execArgv: [],
  });
  const ended = once(child, 'exit').then(([code]): never => {
    throw new Error(`the ${name} side ended with code ${String(code)}`);
  });
  ended.catch(() => undefined);
  async function answer<T>(): Promise<T> {
    const [message] = (await Promise.race([once(child, 'message'), ended])) as [T];
    return message;
  }
  function ask<T>(what: RoundOrder | 'memory'): Promise<T> {
    child.send(what);
    return answer<T>();
  }
  return {
    ...(await answer<Readiness>()),
    round: (files) => ask<Round>({ files }),
    memory: () => ask<Memory>('memory'),
    async stop() {
      child.disconnect();
      await ended.catch(() => undefined);
    },
  };
}
