import { AsyncLocalStorage } from 'node:async_hooks';
import type { Update } from 'grammy/types';

/** One try at an update, as what handles it sees it. */
export interface Handing {
  /** When it was tried first, ms since the epoch. */
  readonly since: number;
  /** It was tried before. */
  readonly again: boolean;
  /** It had to wait for its turn, for many others or behind one that waited: a tap was acknowledged then. */
  readonly waited: boolean;
  /** What is handled along with the update: what came right after it, of the same chat, and is of the same kind. */
  readonly together: readonly Update[];
  /** Something that came before it in its chat waits for a server that is away. */
  readonly behind: boolean;
  /** A workflow has what is asked for: killed now, this process leaves nothing undone. */
  handOn(): void;
  /** What comes next in the chat need not wait for the end of this: it is Telegram that makes it wait. */
  goOn(): void;
  /** It was stopped: it is to be tried again, and what takes turns with it waits. @param byAll what stopped it is away for all */
  tryAgain(byAll: boolean): void;
}

const handings = new AsyncLocalStorage<Handing>();

/** The try that is being made; none outside of one. */
export const currentHanding = (): Handing | undefined => handings.getStore();

export const inHanding = <T>(handing: Handing, work: () => Promise<T>): Promise<T> => handings.run(handing, work);
