import type { Say } from './i18n.ts';

const commands = ['start', 'new', 'avatars', 'cancel', 'settings', 'help', 'privacy', 'deletedata'] as const;

export function commandMenu(t: Say): { command: string; description: string }[] {
  return commands.map((command) => ({ command, description: t(`command-${command}`) }));
}
