import type { RunLink } from '../../run-links.ts';

export interface FoundLink {
  readonly title: string;
  readonly address: string;
  /** the match */
  readonly id: string;
}

/** Links for everything that a value names, without duplicates. */
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

/** The start payload of a link to the bot itself, `t.me/<bot>?start=`. */
export function startPayload(url: string, username: string): string | undefined {
  const full = /^[a-z]+:/i.test(url) ? url : `https://${url}`;
  if (!URL.canParse(full)) return undefined;
  const { hostname, pathname, protocol, searchParams } = new URL(full);
  const named = protocol === 'tg:' ? searchParams.get('domain') : hostname === 't.me' ? pathname.slice(1) : undefined;
  return named?.toLowerCase() === username.toLowerCase() ? (searchParams.get('start') ?? '') : undefined;
}

/** The address if it is safe to open (web or Telegram); otherwise undefined. */
export function safeAddress(url: string): string | undefined {
  const full = /^[a-z][a-z\d+.-]*:/i.test(url) ? url : `https://${url}`;
  return URL.canParse(full) && ['http:', 'https:', 'tg:'].includes(new URL(full).protocol) ? full : undefined;
}
