import { useCallback, useRef, useState } from 'preact/hooks';
import type { Notice } from './notices.tsx';

/** Longer texts stay longer, ms. */
const SHOWN_MS = 3_500;
const PER_LETTER_MS = 35;

export function useNotices() {
  const [notices, setNotices] = useState<readonly Notice[]>([]);
  const next = useRef(0);
  const close = useCallback((id: number) => setNotices((all) => all.filter((notice) => notice.id !== id)), []);
  const notify = useCallback(
    (text: string, alert = false) => {
      const id = (next.current += 1);
      setNotices((all) => [...all, { id, text, alert }]);
      if (!alert) setTimeout(() => close(id), SHOWN_MS + text.length * PER_LETTER_MS);
    },
    [close],
  );
  /** Runs an action, and shows its error. */
  const attempt = useCallback(
    (work: Promise<unknown>) =>
      void work.catch((error: unknown) => notify(error instanceof Error ? error.message : String(error))),
    [notify],
  );
  return { notices, notify, attempt, close };
}
