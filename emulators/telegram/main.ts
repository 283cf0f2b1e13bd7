#!/usr/bin/env node
import { parseArgs } from 'node:util';
import { EMULATOR_BOT_TOKEN, startTelegramEmulator, type TelegramEmulatorOptions } from './index.ts';

const HELP = `telegram-bot-api-emulator [--port N] [--data DIR] [--token TOKEN]

A Telegram Bot API server for tests and development. Give its address to your bot in place of https://api.telegram.org,
and open the same address in a browser to chat with the bot.

  --port N       the port to listen on; without it, any free one
  --data DIR     where users, chats and files are kept; without it, they are gone at the end
  --token TOKEN  the bot's; without it, ${EMULATOR_BOT_TOKEN}
  --help         this`;

try {
  const options = optionsOf(process.argv.slice(2));
  if (options === 'help') process.stdout.write(`${HELP}\n`);
  else await serve(options);
} catch (error) {
  process.stderr.write(`telegram-bot-api-emulator: ${explain(error)}\n`);
  process.exitCode = 1;
}

async function serve(options: TelegramEmulatorOptions): Promise<void> {
  const emulator = await startTelegramEmulator(options);
  process.stdout.write(`Telegram emulator on ${emulator.url} for the bot ${options.botToken ?? EMULATOR_BOT_TOKEN}\n`);
  for (const signal of ['SIGTERM', 'SIGINT'] as const) {
    process.once(signal, () => void emulator.close().then(() => process.exit(0)));
  }
}

function optionsOf(args: string[]): TelegramEmulatorOptions | 'help' {
  const string = { type: 'string' } as const;
  const { values } = parseArgs({
    args,
    options: { port: string, data: string, token: string, help: { type: 'boolean', short: 'h' } },
  });
  if (values.help === true) return 'help';
  return {
    port: portOf(values.port ?? '0'),
    ...(values.data !== undefined && { dataDir: values.data }),
    ...(values.token !== undefined && { botToken: values.token }),
  };
}

function portOf(text: string): number {
  const port = Number(text);
  if (!/^\d+$/.test(text) || port > 65_535) throw new Error(`--port is a number from 0 to 65535, not ${text}`);
  return port;
}

/** One line that says how to solve it. */
function explain(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const { code, port } = error as NodeJS.ErrnoException & { port?: number };
  if (code === 'EADDRINUSE')
    return `port ${port} is taken; choose another with --port, or leave it out for any free one`;
  // Node's message goes on with advice on values that begin with a dash.
  if (code?.startsWith('ERR_PARSE_ARGS')) return `${error.message.split(/\.? To |\n/)[0]}; --help lists the options`;
  return error.message;
}
