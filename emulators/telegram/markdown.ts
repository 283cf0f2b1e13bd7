import { broken, customEmojiId, linkEntity, type FormattedText } from './formatting.ts';
import type { Entity } from './model.ts';

/** Named as in the server's errors. */
type Kind =
  | 'Bold'
  | 'Italic'
  | 'Underline'
  | 'Strikethrough'
  | 'Spoiler'
  | 'Code'
  | 'Pre'
  | 'PreCode'
  | 'TextUrl'
  | 'CustomEmoji'
  | 'BlockQuote';

interface OpenEntity {
  readonly kind: Kind;
  readonly offset: number;
  /** Position of its mark in the source. */
  readonly at: number;
  readonly language?: string;
}

const TYPES: Record<Kind, string> = {
  Bold: 'bold',
  Italic: 'italic',
  Underline: 'underline',
  Strikethrough: 'strikethrough',
  Spoiler: 'spoiler',
  Code: 'code',
  Pre: 'pre',
  PreCode: 'pre',
  TextUrl: 'text_link',
  CustomEmoji: 'custom_emoji',
  BlockQuote: 'blockquote',
};

/** The first mark that fits counts, so longer ones come first. */
const MARKS: readonly (readonly [mark: string, kind: Kind])[] = [
  ['```', 'Pre'],
  ['__', 'Underline'],
  ['||', 'Spoiler'],
  ['![', 'CustomEmoji'],
  ['*', 'Bold'],
  ['_', 'Italic'],
  ['~', 'Strikethrough'],
  ['`', 'Code'],
  ['[', 'TextUrl'],
];
const ENDS: Partial<Record<Kind, string>> = { PreCode: '```', CustomEmoji: ']', TextUrl: ']' };
const RESERVED = '_*[]()~`>#+-=|{}.!\n';

/**
 * parse_mode MarkdownV2 (Formatting options, MarkdownV2 style), read as TDLib's `parse_markdown_v2` reads it.
 * @throws BotApiError "can't parse entities: …" with the server's own wording
 */
export function parseMarkdown(source: string): FormattedText {
  return new Parser(source).parse();
}

class Parser {
  readonly #source: string;
  readonly #entities: Entity[] = [];
  readonly #open: OpenEntity[] = [];
  #text = '';
  #at = 0;
  /** The line has only marks so far, so a `>` may begin a quotation. */
  #lineBegins = true;

  constructor(source: string) {
    this.#source = source;
  }

  parse(): FormattedText {
    while (this.#at < this.#source.length) this.#step();
    if (this.#quotes) this.#endQuotation();
    if (this.#innermost) throw unclosed(this.#innermost, this.#source);
    return { text: this.#text, entities: this.#entities };
  }

  get #innermost(): OpenEntity | undefined {
    return this.#open.at(-1);
  }

  get #quotes(): boolean {
    return this.#open.some(({ kind }) => kind === 'BlockQuote');
  }

  #step(): void {
    const character = this.#source[this.#at] ?? '';
    const kind = this.#innermost?.kind;
    const reserved = kind === 'Code' || kind === 'Pre' || kind === 'PreCode' ? '`' : RESERVED;
    const escaped = this.#escapedAt(this.#at);
    if (escaped !== undefined) this.#take(escaped, 2, escaped === '\n');
    else if (!reserved.includes(character)) this.#take(character, 1);
    else if (character === '\n' && this.#quotes && !this.#starts('\n>')) this.#endQuotation();
    else if (kind !== undefined && this.#ends(kind)) this.#end(kind);
    else if (character === '\n') this.#take(character, 1, true);
    else if (character === '>' && this.#lineBegins) this.#quote();
    else this.#begin(character);
  }

  #take(text: string, length: number, lineBegins = false): void {
    this.#text += text;
    this.#at += length;
    if (text !== '\r') this.#lineBegins = lineBegins;
  }

  #quote(): void {
    if (!this.#quotes) this.#open.push({ kind: 'BlockQuote', offset: this.#text.length, at: this.#at });
    this.#at += 1;
  }

  /** At the end of its last line; the line break belongs to it. A `||` there makes it expandable. */
  #endQuotation(): void {
    const atBreak = this.#at < this.#source.length;
    const mark = this.#at - (atBreak && this.#source[this.#at - 1] === '\r' ? 3 : 2);
    const expandable = this.#innermost?.kind === 'Spoiler' && this.#innermost.at === mark;
    if (expandable) this.#open.pop();
    if (this.#innermost?.kind !== 'BlockQuote') throw unclosed(this.#innermost, this.#source);
    if (atBreak) this.#take('\n', 1, true);
    this.#close(expandable ? { type: 'expandable_blockquote' } : {});
  }

  #begin(character: string): void {
    const [mark, kind] = MARKS.find(([one]) => this.#starts(one)) ?? [];
    if (mark === undefined || kind === undefined) {
      throw broken(`Character '${character}' is reserved and must be escaped with the preceding '\\'`);
    }
    const [at, offset] = [this.#at, this.#text.length];
    this.#at += mark.length;
    const language = kind === 'Pre' ? this.#language() : undefined;
    if (language === undefined) this.#open.push({ kind, offset, at });
    else this.#open.push({ kind: 'PreCode', offset, at, language });
  }

  /** The language of a block of code: the word after its mark, unless the block ends there. Drops one line break after it. */
  #language(): string | undefined {
    const [, word = ''] = /^([^ \t\r\n\0\v`]*)/.exec(this.#source.slice(this.#at)) ?? [];
    const after = this.#source[this.#at + word.length];
    const language = word !== '' && after !== undefined && after !== '`' ? word : undefined;
    this.#at += language?.length ?? 0;
    this.#at += /^(\r\n|\n\r|\r|\n)/.exec(this.#source.slice(this.#at))?.[0].length ?? 0;
    return language;
  }

  #end(kind: Kind): void {
    this.#at += endOf(kind).length;
    if (kind === 'TextUrl') this.#endLink();
    else if (kind === 'CustomEmoji') this.#endEmoji();
    else this.#close();
  }

  #endLink(): void {
    const url = this.#address('a URL');
    const offset = this.#innermost?.offset ?? 0;
    this.#close(linkEntity({ type: 'text_link', offset, length: 0 }, url ?? this.#text.slice(offset)) ?? null);
  }

  #endEmoji(): void {
    const url = this.#address('a custom emoji URL');
    if (url === undefined) throw broken('Custom emoji entity must contain a tg://emoji URL');
    this.#close({ custom_emoji_id: customEmojiId(url) });
  }

  /** The content of `(…)` at this position, if any. */
  #address(called: string): string | undefined {
    if (!this.#starts('(')) return undefined;
    const from = this.#at + 1;
    let address = '';
    for (this.#at = from; this.#at < this.#source.length && !this.#starts(')');) {
      const escaped = this.#escapedAt(this.#at);
      address += escaped ?? this.#source[this.#at] ?? '';
      this.#at += escaped === undefined ? 1 : 2;
    }
    if (!this.#starts(')')) throw broken(`Can't find end of ${called} at byte offset ${bytes(this.#source, from)}`);
    this.#at += 1;
    return address;
  }

  /** The character that a backslash at this position escapes: any of code 1 to 126. */
  #escapedAt(at: number): string | undefined {
    const code = this.#source.charCodeAt(at + 1);
    return this.#source[at] === '\\' && code >= 1 && code <= 126 ? this.#source[at + 1] : undefined;
  }

  /** @param details of the entity; null drops it. An empty entity is dropped, too. */
  #close(details: Readonly<Record<string, unknown>> | null = {}): void {
    const closed = this.#open.pop();
    if (!closed || !details) return;
    const { kind, offset, language } = closed;
    const length = this.#text.length - offset;
    if (length === 0) return;
    this.#entities.push({ type: TYPES[kind], ...details, offset, length, ...(language !== undefined && { language }) });
  }

  /** `__` always ends an underline, never an italic. */
  #ends(kind: Kind): boolean {
    if (kind === 'BlockQuote') return false;
    return this.#starts(endOf(kind)) && !(kind === 'Italic' && this.#starts('__'));
  }

  #starts(mark: string): boolean {
    return this.#source.startsWith(mark, this.#at);
  }
}

function endOf(kind: Kind): string {
  return ENDS[kind] ?? MARKS.find(([, one]) => one === kind)?.[0] ?? '';
}

function unclosed(entity: OpenEntity | undefined, source: string): Error {
  return broken(`Can't find end of ${entity?.kind} entity at byte offset ${bytes(source, entity?.at ?? 0)}`);
}

function bytes(source: string, at: number): number {
  return Buffer.byteLength(source.slice(0, at));
}
