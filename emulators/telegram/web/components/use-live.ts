import { useEffect, useReducer, useState } from 'preact/hooks';
import { Live, type LiveView } from '../live/live.ts';

/** The emulator's state and the open chat, updated live. */
export function useLive(open: number | undefined): LiveView {
  const [live] = useState(() => new Live());
  const [, redraw] = useReducer<number, void>((times) => times + 1, 0);
  useEffect(() => {
    const forget = live.subscribe(() => redraw());
    const end = live.follow();
    return () => {
      forget();
      end();
    };
  }, [live]);
  useEffect(() => live.open(open), [live, open]);
  return live.shown;
}
