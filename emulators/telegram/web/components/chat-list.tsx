import type { ChatLine } from '../live/api.ts';
import { useWords, type PageLanguage, type Words } from '../words.ts';
import { Face } from './face.tsx';
import { Icon } from './icons.tsx';

interface ChatListProps {
  readonly chats: readonly ChatLine[] | undefined;
  readonly open: number | undefined;
  readonly seen: Readonly<Record<string, number>>;
  readonly onOpen: (user: number) => void;
  readonly onAdd: () => void;
}

/** All users with their chats. */
export function ChatList({ chats, open, seen, onOpen, onAdd }: ChatListProps) {
  const { w } = useWords();
  return (
    <nav class="chats" aria-label={w.chats}>
      <header class="bar">
        {/* One heading of the first rank: with a chat open, it is the bot's name. */}
        {open === undefined ? <h1>{w.title}</h1> : <h2>{w.title}</h2>}
        <button
          type="button"
          class="round"
          data-act="add-person"
          aria-label={w.addPerson}
          title={w.addPerson}
          onClick={onAdd}
        >
          <Icon name="plus" />
        </button>
      </header>
      <ul onKeyDown={walk}>
        {chats?.map((line) => (
          <li key={line.user.id}>
            <Line line={line} open={line.user.id === open} seen={seen[line.user.id] ?? 0} onOpen={onOpen} />
          </li>
        ))}
      </ul>
      {chats?.length === 0 && (
        <div class="no-people">
          <strong>{w.noPeople}</strong>
          <p>{w.noPeopleHint}</p>
          <button type="button" class="filled" onClick={onAdd}>
            {w.addPerson}
          </button>
        </div>
      )}
      <p class="development">{w.development}</p>
    </nav>
  );
}

interface LineProps {
  readonly line: ChatLine;
  readonly open: boolean;
  readonly seen: number;
  readonly onOpen: (user: number) => void;
}

function Line({ line: { user, last, blocked }, open, seen, onOpen }: LineProps) {
  const { w, language } = useWords();
  const name = [user.first_name, user.last_name].filter(Boolean).join(' ');
  const fresh = !open && last?.from === 'bot' && last.id > seen;
  return (
    <button
      type="button"
      class="chat-line"
      data-person={user.id}
      aria-current={open ? 'true' : undefined}
      onClick={() => onOpen(user.id)}
    >
      <Face id={user.id} name={name} />
      <span class="chat-line-words">
        <span class="chat-line-top">
          <span class="chat-line-name" dir="auto">
            {name}
          </span>
          <span class="language">{user.language_code ?? '—'}</span>
          {last && <time>{whenInWords(last.date, language)}</time>}
        </span>
        <span class="chat-line-bottom">
          <span class="chat-line-last" dir="auto">
            {blocked ? w.blocked : last ? lastInWords(last, w) : w.noMessages}
          </span>
          {fresh && <span class="dot" role="img" aria-label={w.unread.other.replace('# ', '')} />}
        </span>
      </span>
    </button>
  );
}

function lastInWords({ from, text, media }: NonNullable<ChatLine['last']>, w: Words): string {
  const what = {
    photo: w.photo,
    live_photo: w.photo,
    document: w.document,
    sticker: w.sticker,
    voice: w.voice,
    video: w.video,
    video_note: w.videoNote,
    animation: w.animation,
    audio: w.audio,
  };
  const parts = [media && what[media], text.replaceAll(/\s+/g, ' ')].filter(Boolean).join(', ');
  return from === 'user' ? `${w.you}: ${parts}` : parts;
}

function whenInWords(date: number, language: PageLanguage): string {
  const day = new Date(date * 1000);
  const today = day.toDateString() === new Date().toDateString();
  return today
    ? day.toLocaleTimeString(language, { hour: '2-digit', minute: '2-digit', hour12: false })
    : day.toLocaleDateString(language, { day: 'numeric', month: 'short' });
}

function walk(event: KeyboardEvent): void {
  const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
  if (step === undefined) return;
  event.preventDefault();
  const lines = [...document.querySelectorAll<HTMLElement>('.chat-line')];
  const place = lines.findIndex((line) => line === document.activeElement);
  lines[place + step]?.focus();
}
