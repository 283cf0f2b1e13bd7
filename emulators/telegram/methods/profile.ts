import type { Method } from '../core.ts';
import { badRequest } from '../errors.ts';
import { isRecord } from '../params.ts';
import type { Params } from '../params.ts';
import { characters } from '../text.ts';
import { wireBot } from '../wire.ts';

export const getMe: Method = ({ bot }) => ({
  ...wireBot(bot),
  can_join_groups: false,
  has_topics_enabled: false,
  can_read_all_group_messages: false,
  supports_inline_queries: false,
  can_connect_to_business: false,
  has_main_web_app: false,
});

export const setMyCommands: Method = ({ core, bot }, params) => {
  const commands = params.json('commands', 'commands') ?? [];
  if (!Array.isArray(commands)) throw badRequest('expected an Array of BotCommand');
  if (commands.length > 100) throw badRequest('BOT_COMMANDS_TOO_MUCH');
  bot.commands[commandKey(params)] = commands.map(readCommand);
  core.store.touchPeople();
  return true;
};

export const getMyCommands: Method = ({ bot }, params) => bot.commands[commandKey(params)] ?? [];

export const deleteMyCommands: Method = ({ core, bot }, params) => {
  delete bot.commands[commandKey(params)];
  core.store.touchPeople();
  return true;
};

type TextName = 'name' | 'description' | 'short_description';

/** Characters (setMyName, setMyDescription, setMyShortDescription). */
const LONGEST: Record<TextName, number> = { name: 64, description: 512, short_description: 120 };

export const setText =
  (name: TextName): Method =>
  ({ core, bot }, params) => {
    const text = params.text(name);
    if (characters(text) > LONGEST[name]) throw badRequest(`${name.replace('_', ' ')} is too long`);
    bot.texts[textKey(name, params)] = text;
    core.store.touchPeople();
    return true;
  };

export const getText =
  (name: TextName): Method =>
  ({ bot }, params) => {
    const own = bot.texts[textKey(name, params)];
    const common = bot.texts[`${name}|`];
    return { [name]: own || common || (name === 'name' ? bot.first_name : '') };
  };

export const setChatMenuButton: Method = () => true;
export const getChatMenuButton: Method = () => ({ type: 'commands' });

function readCommand(value: unknown): { command: string; description: string } {
  if (!isRecord(value)) throw refuse('expected an Object');
  const { command, description } = value;
  if (typeof command !== 'string') throw refuse('Field "command" must be of type String');
  if (typeof description !== 'string') throw refuse('Field "description" must be of type String');
  const name = command.replace(/^\//, '');
  if (!/^[a-z0-9_]{1,32}$/.test(name)) throw badRequest('BOT_COMMAND_INVALID');
  if (description === '' || characters(description) > 256) throw badRequest('BOT_COMMAND_DESCRIPTION_INVALID');
  return { command: name, description };
}

const refuse = (reason: string): Error => badRequest(`can't parse BotCommand: ${reason}`);

function commandKey(params: Params): string {
  const scope = params.json('scope', 'BotCommandScope') ?? { type: 'default' };
  if (!isRecord(scope)) throw badRequest("can't parse BotCommandScope: BotCommandScope must be an Object");
  const { type = 'default', chat_id = '', user_id = '' } = scope;
  return [type, chat_id, user_id, params.text('language_code')].map(String).join('|');
}

function textKey(name: TextName, params: Params): string {
  return `${name}|${params.text('language_code')}`;
}
