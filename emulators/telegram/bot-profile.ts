import type { BotRecord, UserRecord } from './model.ts';
import type { Pair } from './user-side.ts';

export interface BotCommand {
  command: string;
  description: string;
}

/** The bot as one user sees it, with texts in their language if the bot has set them. */
export interface BotProfile {
  id: number;
  username: string;
  name: string;
  /** shown in an empty chat */
  description: string;
  short_description: string;
  commands: BotCommand[];
}

export function botProfile({ bot, user }: Pair): BotProfile {
  return {
    id: bot.id,
    username: bot.username,
    name: textOf(bot, 'name', user) || bot.first_name,
    description: textOf(bot, 'description', user),
    short_description: textOf(bot, 'short_description', user),
    commands: commandsOf(bot, user),
  };
}

/** The first list there is, from the narrowest scope on (BotCommandScope, "Determining list of commands"). */
function commandsOf(bot: BotRecord, { id, language_code: language = '' }: UserRecord): BotCommand[] {
  const scopes = [`chat|${id}|`, 'all_private_chats||', 'default||'];
  const keys = scopes.flatMap((scope) => [`${scope}|${language}`, `${scope}|`]);
  const key = keys.find((one) => bot.commands[one] !== undefined);
  return key === undefined ? [] : (bot.commands[key] ?? []);
}

function textOf(bot: BotRecord, name: string, { language_code: language = '' }: UserRecord): string {
  return bot.texts[`${name}|${language}`] || bot.texts[`${name}|`] || '';
}
