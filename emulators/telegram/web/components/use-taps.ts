import { useCallback, useEffect, useRef, useState } from 'preact/hooks';
import { api, type CallbackRecord, type ChatView } from '../live/api.ts';
import { waitingKey } from './context.ts';

interface Tap {
  readonly key: string;
  /** undefined until the emulator has accepted it */
  readonly id: string | undefined;
}

/** Longest wait for an answer to a tap, ms. */
const GIVEN_UP_MS = 30_000;

/** Delay before the chat is checked again, if it is older than the tap, ms. */
const AGAIN_MS = 150;

export interface TapAnswer {
  readonly text?: string;
  readonly alert: boolean;
  readonly url?: string;
}

/** Taps that wait for the bot's answer; `onAnswer` gets it. */
export function useTaps(chat: ChatView | undefined, onAnswer: (answer: TapAnswer) => void) {
  const [taps, setTaps] = useState<readonly Tap[]>([]);
  const answered = useRef(onAnswer);
  answered.current = onAnswer;
  const asked = useRef(new Set<string>());
  const forget = useCallback((key: string) => setTaps((all) => all.filter((one) => one.key !== key)), []);

  const tap = useCallback(
    async (user: number, messageId: number, data: string) => {
      const key = waitingKey(messageId, data);
      setTaps((all) => [...all, { key, id: undefined }]);
      try {
        const { callback_query_id: id } = await api.tap(user, messageId, data);
        setTaps((all) => all.map((one) => (one.key === key ? { key, id } : one)));
        setTimeout(() => forget(key), GIVEN_UP_MS);
      } catch (error) {
        forget(key);
        throw error;
      }
    },
    [forget],
  );

  useEffect(() => {
    for (const { key, id } of taps) {
      if (id === undefined || asked.current.has(id) || !chat || chat.unanswered_callbacks.includes(id)) continue;
      asked.current.add(id);
      // The chat may be older than the tap: the callback itself knows.
      void ask(id).then((answer) => {
        if (answer === 'not yet') {
          asked.current.delete(id);
          return setTimeout(() => setTaps((all) => [...all]), AGAIN_MS);
        }
        if (answer) answered.current({ ...answer, alert: answer.show_alert });
        return forget(key);
      });
    }
  }, [chat, taps, forget]);

  return { tap, waiting: new Set(taps.map(({ key }) => key)) };
}

/** The answer to a tap; undefined if it is no longer known. */
async function ask(id: string): Promise<CallbackRecord['answer'] | 'not yet'> {
  try {
    const { answered, answer } = await api.callback(id);
    return answered ? answer : 'not yet';
  } catch {
    return undefined;
  }
}
