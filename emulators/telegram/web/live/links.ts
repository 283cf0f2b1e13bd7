import type { RunLink } from '../../run-links.ts';

export interface FoundLink {
  readonly title: string;
  readonly address: string;
  /** what was found */
  readonly id: string;
}

/** Where what a value names can be looked at, each place once. */
export function linksIn(value: unknown, links: readonly RunLink[]): FoundLink[] {
  const text = JSON.stringify(value) ?? '';
  const found = links.flatMap(({ title, pattern, address }) =>
    [...text.matchAll(new RegExp(pattern, 'g'))].map(([id]) => ({
      title,
      id,
      address: address.replaceAll('$&', () => encodeURIComponent(id)),
    })),
  );
  return [...new Map(found.map((link) => [link.address, link])).values()];
}

/** What a link of the bot's own says to it: the payload of `t.me/<bot>?start=`. */
export function startPayload(url: string, username: string): string | undefined {
  const full = /^[a-z]+:/i.test(url) ? url : `https://${url}`;
  if (!URL.canParse(full)) return undefined;
  const { hostname, pathname, protocol, searchParams } = new URL(full);
  const named = protocol === 'tg:' ? searchParams.get('domain') : hostname === 't.me' ? pathname.slice(1) : undefined;
  return named?.toLowerCase() === username.toLowerCase() ? (searchParams.get('start') ?? '') : undefined;
}

/** An address that may be opened; nothing for any other than the web's and Telegram's. */
export function safeAddress(url: string): string | undefined {
  const full = /^[a-z][a-z\d+.-]*:/i.test(url) ? url : `https://${url}`;
  return URL.canParse(full) && ['http:', 'https:', 'tg:'].includes(new URL(full).protocol) ? full : undefined;
}
