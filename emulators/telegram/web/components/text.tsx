import type { ComponentChildren } from 'preact';
import type { Entity } from '../live/api.ts';
import { formatted, type Piece } from '../live/formatted.ts';
import { safeAddress, startPayload } from '../live/links.ts';
import { useActions } from './context.ts';
import { Spoiler } from './spoiler.tsx';

/** A message's text with its entities. It is never parsed as HTML. */
export function Text({ text, entities }: { text: string; entities?: readonly Entity[] | undefined }) {
  return (
    <div class="text" dir="auto">
      <Pieces pieces={formatted(text, entities)} />
    </div>
  );
}

function Pieces({ pieces }: { pieces: readonly Piece[] }) {
  return (
    <>
      {pieces.map((piece, index) =>
        typeof piece === 'string' ? between(pieces[index - 1], piece, pieces[index + 1]) : <Mark {...piece} />,
      )}
    </>
  );
}

/** Blocks have their own lines, so the line breaks around them are dropped. */
function between(before: Piece | undefined, text: string, after: Piece | undefined): string {
  const start = isBlock(before) && text.startsWith('\n') ? 1 : 0;
  const end = isBlock(after) && text.endsWith('\n') ? text.length - 1 : text.length;
  return text.slice(start, Math.max(start, end));
}

function isBlock(piece: Piece | undefined): boolean {
  return typeof piece === 'object' && ['pre', 'blockquote', 'expandable_blockquote'].includes(piece.entity.type);
}

function Mark({ entity, pieces }: Exclude<Piece, string>) {
  const inside = <Pieces pieces={pieces} />;
  const plain = plainOf(pieces);
  switch (entity.type) {
    case 'bold':
      return <strong>{inside}</strong>;
    case 'italic':
      return <em>{inside}</em>;
    case 'underline':
      return <u>{inside}</u>;
    case 'strikethrough':
      return <s>{inside}</s>;
    case 'code':
      return <code>{inside}</code>;
    case 'pre':
      return <pre>{inside}</pre>;
    case 'blockquote':
    case 'expandable_blockquote':
      return <blockquote>{inside}</blockquote>;
    case 'spoiler':
      return <Spoiler>{inside}</Spoiler>;
    case 'url':
      return <Link url={plain}>{inside}</Link>;
    case 'text_link':
      return <Link url={String(entity['url'])}>{inside}</Link>;
    case 'mention':
      return <Link url={`https://t.me/${plain.slice(1)}`}>{inside}</Link>;
    case 'bot_command':
      return <Command text={plain}>{inside}</Command>;
    default:
      return inside;
  }
}

function Link({ url, children }: { url: string; children: ComponentChildren }) {
  const actions = useActions();
  const payload = startPayload(url, actions.username);
  if (payload !== undefined) {
    return (
      <button type="button" class="link" onClick={() => actions.start(payload)}>
        {children}
      </button>
    );
  }
  const address = safeAddress(url);
  if (address === undefined) return <>{children}</>;
  return (
    <a href={address} target="_blank" rel="noopener noreferrer">
      {children}
    </a>
  );
}

function Command({ text, children }: { text: string; children: ComponentChildren }) {
  const { say } = useActions();
  return (
    <button type="button" class="link" onClick={() => say(text)}>
      {children}
    </button>
  );
}

function plainOf(pieces: readonly Piece[]): string {
  return pieces.map((piece) => (typeof piece === 'string' ? piece : plainOf(piece.pieces))).join('');
}
