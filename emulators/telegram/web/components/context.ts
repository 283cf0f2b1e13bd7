import { createContext } from 'preact';
import { useContext } from 'preact/hooks';
import type { MediaView } from '../live/api.ts';

/** The page's actions for a message. */
export interface Actions {
  readonly username: string;
  readonly say: (text: string) => void;
  readonly tap: (messageId: number, data: string) => void;
  /** ids of messages and data of buttons whose taps are not answered yet, as `waitingKey` makes them */
  readonly waiting: ReadonlySet<string>;
  /** a link to the bot itself: shows the button that starts it */
  readonly start: (payload: string) => void;
  readonly view: (media: MediaView) => void;
}

export const ActionsContext = createContext<Actions>({
  username: '',
  say: () => undefined,
  tap: () => undefined,
  waiting: new Set(),
  start: () => undefined,
  view: () => undefined,
});

export const useActions = () => useContext(ActionsContext);

export const waitingKey = (messageId: number, data: string) => `${messageId}:${data}`;
