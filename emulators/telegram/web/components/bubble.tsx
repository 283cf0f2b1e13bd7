import type { MessageView } from '../live/api.ts';
import { useWords } from '../words.ts';
import { Ticks } from './icons.tsx';
import { InlineButtons } from './keyboard.tsx';
import { AlbumPhotos, FileLine, Photo } from './media.tsx';
import { Text } from './text.tsx';

export interface BubbleProps {
  readonly messages: readonly [MessageView, ...MessageView[]];
  readonly replied: MessageView | undefined;
  readonly first: boolean;
  readonly last: boolean;
}

/** One message, or the album that several make. */
export function Bubble({ messages, replied, first, last }: BubbleProps) {
  const { w, language } = useWords();
  const [message] = messages;
  const newest = messages.at(-1) ?? message;
  const worded = messages.find(({ text, caption }) => text !== undefined || caption !== undefined);
  const text = worded?.text ?? worded?.caption ?? '';
  const pictures = messages.every(({ media }) => media?.kind === 'photo');
  const mine = message.from === 'user';
  const kinds = [
    'bubble',
    mine ? 'mine' : 'theirs',
    ...(first ? ['first'] : []),
    ...(last ? ['last'] : []),
    ...(pictures ? ['pictures'] : []),
    ...(pictures && text === '' ? ['bare'] : []),
    ...(message.buttons.length > 0 ? ['with-buttons'] : []),
  ];
  const date = new Date(newest.date * 1000);
  return (
    <article
      class={`message ${mine ? 'of-user' : 'of-bot'}`}
      data-message={message.id}
      aria-label={mine ? w.you : w.fromBot}
    >
      <div class={kinds.join(' ')}>
        {replied && <Quote message={replied} />}
        <Media messages={messages} pictures={pictures} />
        <div class="words">
          {text !== '' && <Text text={text} entities={worded?.entities} />}
          <span class="meta">
            {/* As in Telegram: of what has buttons it is expected. */}
            {newest.edit_date !== undefined && message.buttons.length === 0 && <span>{w.edited}</span>}
            <time dateTime={date.toISOString()} title={date.toLocaleString(language)}>
              {date.toLocaleTimeString(language, { hour: '2-digit', minute: '2-digit', hour12: false })}
            </time>
            {mine && <Ticks label={w.read} />}
          </span>
        </div>
      </div>
      {message.buttons.length > 0 && <InlineButtons messageId={message.id} rows={message.buttons} />}
    </article>
  );
}

function Media({ messages, pictures }: { messages: readonly MessageView[]; pictures: boolean }) {
  const media = messages.flatMap((message) => message.media ?? []);
  const [only] = media;
  if (!only) return null;
  if (pictures) return messages.length > 1 ? <AlbumPhotos messages={messages} /> : <Photo media={only} />;
  return (
    <div class="files">
      {media.map((one) =>
        one.kind === 'photo' ? <Photo key={one.file_id} media={one} /> : <FileLine key={one.file_id} media={one} />,
      )}
    </div>
  );
}

function Quote({ message }: { message: MessageView }) {
  const { w } = useWords();
  return (
    <div class="quote">
      <strong>{message.from === 'user' ? w.you : w.fromBot}</strong>
      <span dir="auto">{message.text ?? message.caption ?? w.unknownMedia}</span>
    </div>
  );
}
