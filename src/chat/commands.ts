import type { Say } from './i18n.ts';

const commands = ['start', 'new', 'avatars', 'cancel', 'settings', 'help', 'privacy', 'deletedata'] as const;

/** The menu of commands, as Telegram takes it. */
export function commandMenu(t: Say): { command: string; description: string }[] {
  return commands.map((command) => ({ command, description: t(`command-${command}`) }));
}
