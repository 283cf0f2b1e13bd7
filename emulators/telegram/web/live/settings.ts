/** The page's settings, kept by the browser. */
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

/** The last seen message of each chat, by user. */
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

/** The chat and the start payload of the page's address. */
export function readAddress(): { chat?: number; start?: string } {
  const query = new URLSearchParams(location.search);
  const chat = Number(query.get('chat') ?? Number.NaN);
  const start = query.get('start');
  return { ...(Number.isSafeInteger(chat) && { chat }), ...(start !== null && { start }) };
}

export function showAddress(chat: number | undefined): void {
  history.replaceState(null, '', chat === undefined ? '/' : `/?chat=${chat}`);
}
