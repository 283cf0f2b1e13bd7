import { broken, checkedEmojiId, linkEntity, type FormattedText } from './formatting.ts';
import type { Entity } from './model.ts';

interface OpenTag {
  name: string;
  attributes: Record<string, string>;
  offset: number;
}

const TYPES: Record<string, string> = {
  b: 'bold',
  strong: 'bold',
  i: 'italic',
  em: 'italic',
  u: 'underline',
  ins: 'underline',
  s: 'strikethrough',
  strike: 'strikethrough',
  del: 'strikethrough',
  'tg-spoiler': 'spoiler',
  span: 'spoiler',
  'tg-emoji': 'custom_emoji',
  a: 'text_link',
  pre: 'pre',
  code: 'code',
  blockquote: 'blockquote',
};

const NAMED: Record<string, string> = { lt: '<', gt: '>', amp: '&', quot: '"' };
const REFERENCE = /&(?:#(\d+)|#x([\da-f]+)|([a-z]+));?/gi;
const TAG = /<(\/?)([^\s>]*)((?:"[^"]*"|'[^']*'|[^>"'])*)(>?)/g;
const ATTRIBUTE = /([^\s=>/"']+)(?:\s*=\s*(?:"([^"]*)"|'([^']*)'|([\w.-]+)))?/g;

/**
 * parse_mode HTML (Formatting options, HTML style).
 * @throws BotApiError "can't parse entities: …" with the server's own wording
 */
export function parseHtml(source: string): FormattedText {
  const entities: Entity[] = [];
  const open: OpenTag[] = [];
  let text = '';
  let position = 0;
  for (const match of source.matchAll(TAG)) {
    text += decode(source.slice(position, match.index));
    position = match.index + match[0].length;
    const at = Buffer.byteLength(source.slice(0, match.index));
    const name = (match[2] ?? '').toLowerCase();
    const closed = match[4] === '>';
    if (match[1] === '/') {
      const entity = closeTag(open.pop(), name, closed, text, at);
      if (entity) entities.push(entity);
    } else {
      open.push(openTag(name, match[3] ?? '', closed, text.length, at));
    }
  }
  text += decode(source.slice(position));
  const left = open.at(-1);
  if (left) throw broken(`Can't find end tag corresponding to start tag "${left.name}"`);
  return { text, entities: mergeCode(entities) };
}

function openTag(name: string, rest: string, closed: boolean, offset: number, at: number): OpenTag {
  const unclosed = broken(`Unclosed start tag at byte offset ${at}`);
  if (!closed && rest === '') throw unclosed;
  if (!Object.hasOwn(TYPES, name)) throw broken(`Unsupported start tag "${name}" at byte offset ${at}`);
  if (!closed) throw unclosed;
  const attributes: Record<string, string> = {};
  for (const [, key, double, single, bare] of rest.matchAll(ATTRIBUTE)) {
    if (key !== undefined) attributes[key.toLowerCase()] = decode(double ?? single ?? bare ?? '');
  }
  if (name === 'span' && attributes['class'] !== 'tg-spoiler') {
    throw broken(`Tag "span" must have class "tg-spoiler" at byte offset ${at}`);
  }
  return { name, attributes, offset };
}

function closeTag(
  tag: OpenTag | undefined,
  name: string,
  closed: boolean,
  text: string,
  at: number,
): Entity | undefined {
  if (!tag) throw broken(`Unexpected end tag at byte offset ${at}`);
  if (!closed) throw broken(`Unclosed end tag at byte offset ${at}`);
  if (name !== '' && name !== tag.name) {
    throw broken(`Unmatched end tag at byte offset ${at}, expected "</${tag.name}>", found "</${name}>"`);
  }
  const { attributes, offset } = tag;
  const length = text.length - offset;
  const entity: Entity = { type: TYPES[tag.name] ?? tag.name, offset, length };
  if (length === 0) return undefined;
  if (tag.name === 'a') return linkEntity(entity, attributes['href'] ?? text.slice(offset));
  if (tag.name === 'tg-emoji') {
    entity['custom_emoji_id'] = checkedEmojiId(attributes['emoji-id'] ?? '');
  }
  if (tag.name === 'blockquote' && 'expandable' in attributes) entity.type = 'expandable_blockquote';
  const language = /^language-(.+)$/.exec(attributes['class'] ?? '')?.[1];
  if (tag.name === 'code' && language !== undefined) entity['language'] = language;
  return entity;
}

/** `<pre><code class="language-…">` is one entity with a language; other languages are dropped. */
function mergeCode(entities: Entity[]): Entity[] {
  const merged: Entity[] = [];
  for (const entity of entities) {
    const previous = merged.at(-1);
    const nested = previous?.offset === entity.offset && previous.length === entity.length;
    if (entity.type === 'pre' && previous?.type === 'code' && nested) {
      merged.pop();
      merged.push({ ...previous, type: 'pre' });
    } else {
      merged.push(entity);
    }
  }
  return merged.map((entity) => {
    if (entity.type !== 'code') return entity;
    const { language: _language, ...plain } = entity;
    return plain;
  });
}

function decode(text: string): string {
  return text.replace(REFERENCE, (whole, decimal?: string, hex?: string, name?: string) => {
    if (name !== undefined) return NAMED[name] ?? whole;
    const code = decimal === undefined ? Number.parseInt(hex ?? '', 16) : Number.parseInt(decimal, 10);
    return code > 0 && code < 0x10ffff ? String.fromCodePoint(code) : whole;
  });
}
