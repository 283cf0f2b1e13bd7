import { badRequest } from './errors.ts';
import type { Entity } from './model.ts';

export interface FormattedText {
  text: string;
  entities: Entity[];
}

/** @returns undefined if the link is invalid: the text then stays plain, as on the server */
export function linkEntity(entity: Entity, href: string): Entity | undefined {
  const user = /^tg:(?:\/\/)?user\/?\?(?:[^#]*&)?id=(\d+)(?:[&#]|$)/i.exec(href)?.[1];
  if (user !== undefined) return { ...entity, type: 'text_mention', user: { id: Number(user) } };
  const url = URL.canParse(href) ? href : `http://${href}`;
  return URL.canParse(url) && /[.:]/.test(href) ? { ...entity, url: new URL(url).href } : undefined;
}

/** @throws BotApiError "can't parse entities: …" unless the address is `tg://emoji?id=<number>` */
export function customEmojiId(address: string): string {
  const [, rest] = /^tg:(?:\/\/)?(.*)$/is.exec(address) ?? [];
  if (rest === undefined) throw broken('Custom emoji URL must have scheme tg');
  const [, path] = /^emoji(?=[/?#]|$)\/?(.*)$/is.exec(rest) ?? [];
  if (path === undefined) throw broken('Custom emoji URL must have host "emoji"');
  const id = new URLSearchParams(/^\?([^#]*)/.exec(path)?.[1] ?? '').get('id');
  if (id === null) throw broken('Custom emoji URL must have an emoji identifier');
  return checkedEmojiId(id);
}

/** @throws BotApiError unless it is a number */
export function checkedEmojiId(id: string): string {
  if (!/^[1-9]\d*$/.test(id)) throw broken('Invalid custom emoji identifier specified');
  return id;
}

/** An error in a text's markup. */
export function broken(reason: string): Error {
  return badRequest(`can't parse entities: ${reason}`);
}

/** Of entities over the same characters, the one with the lower number is outside (TDLib's `get_type_priority`). */
const OUTER_FIRST: Readonly<Record<string, number>> = {
  blockquote: 0,
  expandable_blockquote: 0,
  pre: 10,
  code: 20,
  text_link: 49,
  text_mention: 49,
  bold: 90,
  italic: 91,
  underline: 92,
  strikethrough: 93,
  spoiler: 94,
  custom_emoji: 99,
};

/** In the server's order: by offset, outer entities first. */
export function sorted(entities: readonly Entity[]): Entity[] {
  const place = ({ type }: Entity): number => OUTER_FIRST[type] ?? 50;
  return entities.toSorted((a, b) => a.offset - b.offset || b.length - a.length || place(a) - place(b));
}
