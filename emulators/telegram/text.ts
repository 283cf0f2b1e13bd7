import { badRequest } from './errors.ts';
import { sorted, type FormattedText } from './formatting.ts';
import { parseHtml } from './html.ts';
import { LIMITS } from './limits.ts';
import { parseMarkdown } from './markdown.ts';
import type { Entity } from './model.ts';
import { isRecord } from './params.ts';
import type { Params } from './params.ts';

/** Entities that the server finds by itself (MessageEntity). */
const FOUND: [type: string, pattern: RegExp][] = [
  ['bot_command', /(?<![\w/])\/[a-zA-Z0-9_]{1,64}(?:@\w{3,32})?(?![\w/])/g],
  ['url', /https?:\/\/[^\s<>"]+[^\s<>".,!?)]/g],
  ['mention', /(?<![\w@])@[a-zA-Z]\w{3,31}/g],
];

/** text + entities of a message. @throws BotApiError empty, too long, or broken entities */
export function messageText(params: Params): FormattedText {
  const formatted = read(params.text('text'), params.text('parse_mode'), params.json('entities', 'entities'));
  if (formatted.text === '') throw badRequest('message text is empty');
  if (characters(formatted.text) > LIMITS.textLength) throw badRequest('message is too long');
  return formatted;
}

/** caption + caption_entities, from a method's parameters or from an InputMedia. */
export function captionText(params: Params): FormattedText {
  const entities = params.json('caption_entities', 'entities');
  const formatted = read(params.text('caption'), params.text('parse_mode'), entities);
  if (characters(formatted.text) > LIMITS.captionLength) throw badRequest('message caption is too long');
  return formatted;
}

/** A text typed by a user: only entities that the server finds. */
export function plainText(text: string): FormattedText {
  return trim({ text, entities: detect(text, []) });
}

export function characters(text: string): number {
  return Array.from(text).length;
}

function read(source: string, parseMode: string, entities: unknown): FormattedText {
  const mode = parseMode.toLowerCase();
  if (source !== '' && mode !== '' && mode !== 'none') {
    const parse = mode === 'html' ? parseHtml : mode === 'markdownv2' ? parseMarkdown : undefined;
    if (!parse) throw badRequest('unsupported parse_mode');
    const parsed = parse(source);
    return trim({ text: parsed.text, entities: detect(parsed.text, parsed.entities) });
  }
  const given = Array.isArray(entities) ? entities.map((entity: unknown) => checkEntity(entity, source)) : [];
  return trim({ text: source, entities: detect(source, given) });
}

const refuse = (reason: string): Error => badRequest(`can't parse MessageEntity: ${reason}`);

function checkEntity(value: unknown, text: string): Entity {
  if (!isRecord(value)) throw refuse('expected an Object');
  const { type, offset, length } = value;
  if (typeof type !== 'string') throw refuse('Field "type" must be of type String');
  if (!Number.isInteger(offset) || !Number.isInteger(length)) throw refuse('Field "offset" must be of type Number');
  const [from, size] = [Number(offset), Number(length)];
  if (from >= text.length) {
    throw badRequest(`entity begins after the end of the text at UTF-16 offset ${from}`);
  }
  if (from + size > text.length) {
    throw badRequest(
      `entity beginning at UTF-16 offset ${from} ends after the end of the text at UTF-16 offset ${from + size}`,
    );
  }
  return { ...value, type, offset: from, length: size };
}

function detect(text: string, given: Entity[]): Entity[] {
  const overlaps = (from: number, to: number): boolean =>
    given.some(
      (entity) =>
        ['code', 'pre', 'text_link', 'url', 'bot_command', 'mention'].includes(entity.type) &&
        entity.offset < to &&
        from < entity.offset + entity.length,
    );
  const found = FOUND.flatMap(([type, pattern]) =>
    [...text.matchAll(pattern)]
      .filter((match) => !overlaps(match.index, match.index + match[0].length))
      .map((match): Entity => ({ type, offset: match.index, length: match[0].length })),
  );
  // A command or a name inside an address is part of the address.
  const urls = found.filter((entity) => entity.type === 'url');
  const inUrl = (entity: Entity): boolean =>
    urls.some((url) => url !== entity && url.offset <= entity.offset && entity.offset < url.offset + url.length);
  return [...given, ...found.filter((entity) => !inUrl(entity))];
}

/** Without the spaces around the text; entities are moved accordingly. */
function trim({ text, entities }: FormattedText): FormattedText {
  const trimmed = text.trim();
  const shift = text.length - text.trimStart().length;
  const kept = entities.flatMap((entity) => {
    const start = Math.max(0, entity.offset - shift);
    const end = Math.min(trimmed.length, entity.offset - shift + entity.length);
    return end > start ? [{ ...entity, offset: start, length: end - start }] : [];
  });
  return { text: trimmed, entities: sorted(kept) };
}
