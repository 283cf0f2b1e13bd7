/** What this browser remembers of the page. */
export type Theme = 'auto' | 'light' | 'dark';

export function readTheme(): Theme {
  const theme = localStorage.getItem('theme');
  return theme === 'light' || theme === 'dark' ? theme : 'auto';
}

export function applyTheme(theme: Theme): void {
  localStorage.setItem('theme', theme);
  if (theme === 'auto') delete document.documentElement.dataset['theme'];
  else document.documentElement.dataset['theme'] = theme;
}

/** The last message that was seen in each chat, by person. */
export function readSeen(): Record<string, number> {
  try {
    return JSON.parse(localStorage.getItem('seen') ?? '{}') as Record<string, number>;
  } catch {
    return {};
  }
}

export function keepSeen(seen: Record<string, number>): void {
  localStorage.setItem('seen', JSON.stringify(seen));
}

/** Which chat the address names, and what it brings to the bot. */
export function readAddress(): { chat?: number; start?: string } {
  const query = new URLSearchParams(location.search);
  const chat = Number(query.get('chat') ?? Number.NaN);
  const start = query.get('start');
  return { ...(Number.isSafeInteger(chat) && { chat }), ...(start !== null && { start }) };
}

export function showAddress(chat: number | undefined): void {
  history.replaceState(null, '', chat === undefined ? '/' : `/?chat=${chat}`);
}
