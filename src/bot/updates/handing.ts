import { AsyncLocalStorage } from 'node:async_hooks';
import type { Update } from 'grammy/types';

export interface Handing {
  /** When it was first tried, ms since the epoch. */
  readonly since: number;
  readonly again: boolean;
  /** It had to wait for its turn, for many others or behind one that waited: a tap was acknowledged then. */
  readonly waited: boolean;
  /** Updates handled together with this one: those right after it, of the same chat and kind. */
  readonly together: readonly Update[];
  /** An earlier update of its chat waits for a server that is down. */
  readonly behind: boolean;
  /** A workflow has the command: killing this process loses nothing. */
  handOn(): void;
  /** The chat's next update need not wait for this one, which waits on Telegram's request. */
  goOn(): void;
  /** Tries it again later; updates that take turns with it wait. @param byAll the failed server stops all chats */
  tryAgain(byAll: boolean): void;
}

const handings = new AsyncLocalStorage<Handing>();

/** The current try; undefined outside of one. */
export const currentHanding = (): Handing | undefined => handings.getStore();

export const inHanding = <T>(handing: Handing, work: () => Promise<T>): Promise<T> => handings.run(handing, work);
