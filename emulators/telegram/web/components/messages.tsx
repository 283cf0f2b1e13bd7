import { useEffect, useMemo, useRef, useState } from 'preact/hooks';
import type { BotProfile, ChatView } from '../live/api.ts';
import { timeline } from '../live/timeline.ts';
import { useWords, type PageLanguage, type Words } from '../words.ts';
import { Bubble } from './bubble.tsx';
import { Icon } from './icons.tsx';

/** Distance from the end that counts as the end, px. */
const NEAR_END = 80;

export function Messages({ chat, bot }: { chat: ChatView; bot: BotProfile | undefined }) {
  const { w, language, count } = useWords();
  const items = useMemo(() => timeline(chat.messages), [chat.messages]);
  const list = useRef<HTMLDivElement>(null);
  const { atEnd, toEnd } = useEnd(list, chat.user.id);
  const newest = chat.messages.at(-1)?.id ?? 0;
  const [seen, setSeen] = useState(newest);
  useEffect(() => {
    if (atEnd) setSeen(newest);
  }, [atEnd, newest]);
  const mine = chat.messages.findLast(({ from }) => from === 'user')?.id;
  useEffect(() => toEnd(), [mine]);
  const unread = chat.messages.filter(({ id, from }) => id > seen && from === 'bot').length;
  return (
    <div class="messages-frame">
      <div class="messages" ref={list} role="log" aria-label={w.chatWith} tabIndex={0}>
        <div class="messages-inside">
          {items.length === 0 && <Greeting bot={bot} />}
          {items.map((item) =>
            item.kind === 'day' ? (
              <div key={item.key} class="day">
                <span>{dayInWords(item.date, language, w)}</span>
              </div>
            ) : (
              <Bubble
                key={item.key}
                messages={item.messages}
                first={item.first}
                last={item.last}
                replied={chat.messages.find(({ id }) => id === item.messages[0].reply_to)}
              />
            ),
          )}
        </div>
      </div>
      {!atEnd && (
        <button
          type="button"
          class="to-end"
          aria-label={unread > 0 ? `${w.toBottom}: ${count(w.unread, unread)}` : w.toBottom}
          onClick={toEnd}
        >
          <Icon name="down" size={20} />
          {unread > 0 && <span class="badge">{unread}</span>}
        </button>
      )}
    </div>
  );
}

/** Keeps the end of the list in view while it grows, unless the user has scrolled up. */
function useEnd(list: { readonly current: HTMLDivElement | null }, chat: number) {
  const [atEnd, setAtEnd] = useState(true);
  const stays = useRef(true);
  const toEnd = () => {
    stays.current = true;
    list.current?.scrollTo({ top: list.current.scrollHeight });
  };
  useEffect(() => {
    const frame = list.current;
    const inside = frame?.firstElementChild;
    if (!frame || !inside) return;
    let top = frame.scrollTop;
    const onScroll = () => {
      const near = frame.scrollHeight - frame.scrollTop - frame.clientHeight < NEAR_END;
      // The user has left the end only by scrolling up, not by new messages.
      stays.current = near || (stays.current && frame.scrollTop >= top);
      top = frame.scrollTop;
      // At the end, keep the end in view: changes above would move it otherwise.
      frame.style.overflowAnchor = stays.current ? 'none' : 'auto';
      setAtEnd(stays.current);
    };
    const onGrowth = () => {
      if (stays.current) toEnd();
    };
    const growth = new ResizeObserver(onGrowth);
    growth.observe(inside);
    growth.observe(frame);
    frame.addEventListener('scroll', onScroll, { passive: true });
    frame.style.overflowAnchor = 'none';
    toEnd();
    return () => {
      growth.disconnect();
      frame.removeEventListener('scroll', onScroll);
    };
  }, [chat]);
  return { atEnd, toEnd };
}

function Greeting({ bot }: { bot: BotProfile | undefined }) {
  const { w } = useWords();
  if (!bot) return null;
  return (
    <div class="greeting">
      <strong>{bot.description ? w.whatCanDo : w.noMessages}</strong>
      {bot.description && <p dir="auto">{bot.description}</p>}
    </div>
  );
}

function dayInWords(date: number, language: PageLanguage, w: Words): string {
  const day = new Date(date * 1000);
  const today = new Date();
  const yesterday = new Date(today.getFullYear(), today.getMonth(), today.getDate() - 1);
  if (day.toDateString() === today.toDateString()) return w.today;
  if (day.toDateString() === yesterday.toDateString()) return w.yesterday;
  return day.toLocaleDateString(language, { day: 'numeric', month: 'long' });
}
