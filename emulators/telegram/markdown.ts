import { broken, linkEntity, type FormattedText } from './formatting.ts';
import type { Entity } from './model.ts';

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
  /** Where its mark stands in the source. */
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

/** By their mark; of two that fit, the longer one. */
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
const RESERVED = '_*[]()~`>#+-=|{}.!';

/**
 * parse_mode MarkdownV2 (Formatting options, MarkdownV2 style).
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

  constructor(source: string) {
    this.#source = source;
  }

  parse(): FormattedText {
    while (this.#at < this.#source.length) this.#step();
    if (this.#innermost?.kind === 'BlockQuote') this.#close();
    const left = this.#innermost;
    if (left) throw broken(`Can't find end of ${left.kind} entity at byte offset ${this.#bytes(left.at)}`);
    return { text: this.#text, entities: this.#entities };
  }

  get #innermost(): OpenEntity | undefined {
    return this.#open.at(-1);
  }

  #step(): void {
    const character = this.#source[this.#at] ?? '';
    const kind = this.#innermost?.kind;
    const verbatim = kind === 'Code' || kind === 'Pre' || kind === 'PreCode';
    const escaped = this.#escapedAt(this.#at);
    if (escaped !== undefined) this.#take(escaped, 2);
    else if (kind !== undefined && this.#ends(kind)) this.#end(kind);
    else if (verbatim) this.#take(character, 1);
    else if (this.#quotes()) return;
    else if (RESERVED.includes(character)) this.#begin(character);
    else this.#take(character, 1);
  }

  #take(text: string, length: number): void {
    this.#text += text;
    this.#at += length;
  }

  /** Lines that begin with `>`; the last may end with `||`, and the quotation is expandable then. @returns whether it went on */
  #quotes(): boolean {
    const rest = this.#source.slice(this.#at);
    if (this.#open.some(({ kind }) => kind === 'BlockQuote')) {
      const last = /^(\|\|)?(\n(?!>)|$)/.exec(rest);
      if (this.#innermost?.kind === 'BlockQuote' && last) {
        this.#close(last[1] === undefined ? {} : { type: 'expandable_blockquote' });
        this.#take(last[2] ?? '', last[0].length);
        return true;
      }
      if (rest.startsWith('\n>')) {
        this.#take('\n', 2);
        return true;
      }
      return false;
    }
    if (!rest.startsWith('>') || (this.#text !== '' && !this.#text.endsWith('\n')) || this.#open.length > 0)
      return false;
    this.#open.push({ kind: 'BlockQuote', offset: this.#text.length, at: this.#at });
    this.#at += 1;
    return true;
  }

  #begin(character: string): void {
    const [mark, kind] = MARKS.find(([one]) => this.#starts(one)) ?? [];
    if (mark === undefined || kind === undefined) {
      throw broken(`Character '${character}' is reserved and must be escaped with the preceding '\\'`);
    }
    const at = this.#at;
    this.#at += mark.length;
    if (kind !== 'Pre') {
      this.#open.push({ kind, offset: this.#text.length, at });
      return;
    }
    const [, language = '', line = ''] = /^([^\s`]*)(\r?\n)?/.exec(this.#source.slice(this.#at)) ?? [];
    const named = language !== '' && this.#source[this.#at + language.length] !== '`';
    this.#at += named ? language.length + line.length : language === '' ? line.length : 0;
    this.#open.push({ kind: named ? 'PreCode' : 'Pre', offset: this.#text.length, at, ...(named && { language }) });
  }

  #end(kind: Kind): void {
    this.#at += endOf(kind).length;
    if (kind === 'TextUrl') this.#endLink();
    else if (kind === 'CustomEmoji') this.#endEmoji();
    else this.#close();
  }

  #endLink(): void {
    const url = this.#address();
    const offset = this.#innermost?.offset ?? 0;
    this.#close(linkEntity({ type: 'text_link', offset, length: 0 }, url ?? this.#text.slice(offset)) ?? null);
  }

  #endEmoji(): void {
    const url = this.#address() ?? '';
    const id = /^tg:\/\/emoji\?id=([1-9]\d*)$/.exec(url)?.[1];
    if (id === undefined) throw broken('Custom emoji entity must contain a tg://emoji URL');
    this.#close({ custom_emoji_id: id });
  }

  /** What stands in `(…)` here, if anything does. */
  #address(): string | undefined {
    if (!this.#starts('(')) return undefined;
    const from = this.#at + 1;
    let address = '';
    for (this.#at = from; this.#at < this.#source.length && !this.#starts(')');) {
      const escaped = this.#escapedAt(this.#at);
      address += escaped ?? this.#source[this.#at] ?? '';
      this.#at += escaped === undefined ? 1 : 2;
    }
    if (!this.#starts(')')) throw broken(`Can't find end of a URL at byte offset ${this.#bytes(from)}`);
    this.#at += 1;
    return address;
  }

  /** The character that a backslash here takes the meaning from: any of code 1 to 126. */
  #escapedAt(at: number): string | undefined {
    const code = this.#source.charCodeAt(at + 1);
    return this.#source[at] === '\\' && code >= 1 && code <= 126 ? this.#source[at + 1] : undefined;
  }

  /** @param details of the entity, null where it is none. What is empty is none, either. */
  #close(details: Readonly<Record<string, unknown>> | null = {}): void {
    const closed = this.#open.pop();
    if (!closed || !details) return;
    const { kind, offset, language } = closed;
    const length = this.#text.length - offset;
    if (length === 0) return;
    this.#entities.push({ type: TYPES[kind], ...details, offset, length, ...(language !== undefined && { language }) });
  }

  /** `__` is always an underline's, never two of an italic's. */
  #ends(kind: Kind): boolean {
    if (kind === 'BlockQuote') return false;
    return this.#starts(endOf(kind)) && !(kind === 'Italic' && this.#starts('__'));
  }

  #starts(mark: string): boolean {
    return this.#source.startsWith(mark, this.#at);
  }

  #bytes(at: number): number {
    return Buffer.byteLength(this.#source.slice(0, at));
  }
}

function endOf(kind: Kind): string {
  return ENDS[kind] ?? MARKS.find(([, one]) => one === kind)?.[0] ?? '';
}
