import type { BotCommand } from '../../bot-profile.ts';
import { useWords } from '../words.ts';

/** Commands that begin with the typed text. */
export function matching(commands: readonly BotCommand[], typed: string): readonly BotCommand[] {
  if (!/^\/\w*$/.test(typed)) return [];
  return commands.filter(({ command }) => command.startsWith(typed.slice(1).toLowerCase()));
}

interface CommandsProps {
  readonly commands: readonly BotCommand[];
  readonly active: number;
  readonly onChoose: (command: string) => void;
}

export function Commands({ commands, active, onChoose }: CommandsProps) {
  const { w } = useWords();
  return (
    <ul class="commands" id="commands" role="listbox" aria-label={w.commands}>
      {commands.map(({ command, description }, index) => (
        <li
          key={command}
          id={`command-${index}`}
          role="option"
          aria-selected={index === active}
          // The field keeps the focus.
          onPointerDown={(event) => event.preventDefault()}
          onClick={() => onChoose(command)}
        >
          <span class="command-description" dir="auto">
            {description}
          </span>
          <span class="command-name">/{command}</span>
        </li>
      ))}
    </ul>
  );
}
