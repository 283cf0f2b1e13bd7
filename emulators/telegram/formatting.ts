import { badRequest } from './errors.ts';
import type { Entity } from './model.ts';

export interface FormattedText {
  text: string;
  entities: Entity[];
}

/** A link that is none stays plain text, as on the server. */
export function linkEntity(entity: Entity, href: string): Entity | undefined {
  const user = /^tg:\/\/user\?id=(\d+)$/.exec(href)?.[1];
  if (user !== undefined) return { ...entity, type: 'text_mention', user: { id: Number(user) } };
  const url = URL.canParse(href) ? href : `http://${href}`;
  return URL.canParse(url) && /[.:]/.test(href) ? { ...entity, url: new URL(url).href } : undefined;
}

/** An error of a text's markup. */
export function broken(reason: string): Error {
  return badRequest(`can't parse entities: ${reason}`);
}
