/**
 * `npm run demo [-- --lang en] [-- --stay]`: one avatar's whole life on real servers, with the real bot, worker and
 * webhook as separate processes. Only Telegram and FAL are emulated, and the user is scripted.
 */
import { parseArgs } from 'node:util';
import colours from 'picocolors';
import { TelegramUser } from '../emulators/telegram/client.ts';
import { say } from '../src/chat/i18n.ts';
import { languages, type Language } from '../src/domain/avatar/avatar.ts';
import { logEntry, startApp } from '../stack/app.ts';
import { settingNames } from '../stack/given.ts';
import type { Stack } from '../stack/index.ts';
import { aborted, runWithStack } from '../stack/lifecycle.ts';
import { migrate } from '../stack/migrate.ts';
import { sayAddresses, sayStep } from '../stack/output.ts';
import { linkRuns } from '../stack/run-links.ts';
import { ScriptedUser } from './life.ts';
import { isGood, printSummary, summarise } from './summary.ts';
import { Transcript } from './transcript.ts';

const people = {
  ru: { profile: { first_name: 'Анна', language_code: 'ru' }, avatar: 'Анна в космосе' },
  en: { profile: { first_name: 'Ann', language_code: 'en' }, avatar: 'Ann in space' },
};

/** Short enough to watch. */
const times = { PHOTO_CHECK_QUIET: '700ms', TRAINING_POLL_INTERVAL: '1s', TRAINING_PROGRESS_EVERY: '1s' };

/** Log levels of pino from warnings on. */
const WARN = 40;
/** Log lines shown when something went wrong. */
const SHOWN = 20;

const { language, stay } = options();
console.log(colours.bold('Starting the servers'));
// A demo uses its own servers, not the developer's.
await runWithStack(
  { env: withoutServers(process.env), log: sayStep, fal: { queueMs: 1_500, trainingMs: 12_000 } },
  async (stack, stopping) => {
    sayAddresses(stack.addresses);
    await migrate(stack);
    await linkRuns(stack);
    console.log(colours.bold('Starting the worker, the bot and the webhook'));
    const troubles = await startProduct(stack, stopping);
    await watchLife(stack, troubles);
    const summary = await summarise(stack);
    printSummary(summary);
    const good = isGood(summary);
    console.log(
      good
        ? colours.green(
            '\n✔ completed in the workflow, the database and the chat; one training and four pictures submitted',
          )
        : colours.red('\n✘ not as it should be'),
    );
    if (stay) {
      console.log('\nAll is left running. Ctrl-C ends it.');
      await aborted(stopping);
    }
    return good ? 0 : 1;
  },
);

/** @returns warnings and errors of the product, as they come */
async function startProduct(stack: Stack, signal: AbortSignal): Promise<string[]> {
  const troubles: string[] = [];
  await startApp(stack, {
    env: times,
    signal,
    onLine: (name, line) => {
      if (Number(logEntry(line)?.level ?? WARN) >= WARN) troubles.push(`${name}: ${line}`);
    },
  });
  return troubles;
}

async function watchLife(stack: Stack, troubles: readonly string[]): Promise<void> {
  const { profile, avatar } = people[language];
  const user = new TelegramUser(stack.env.TELEGRAM_API_ROOT ?? '', profile);
  console.log(colours.bold(`\n${profile.first_name} opens the chat`));
  const transcript = new Transcript(user);
  try {
    await new ScriptedUser(user, say(language), transcript).live(avatar);
  } catch (error) {
    for (const trouble of troubles.slice(-SHOWN)) console.error(colours.red(trouble));
    throw error;
  } finally {
    await transcript.stop();
  }
}

function withoutServers(env: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  const others = new Set(['NODE_ENV', 'LOG_LEVEL', 'WORKFLOW_BUNDLE']);
  return Object.fromEntries(Object.entries(env).filter(([name]) => !settingNames.test(name) && !others.has(name)));
}

function options(): { language: Language; stay: boolean } {
  const { values } = parseArgs({
    options: { lang: { type: 'string', default: 'ru' }, stay: { type: 'boolean', default: false } },
  });
  const chosen = languages.find((one) => one === values.lang);
  if (chosen) return { language: chosen, stay: values.stay };
  console.error(`--lang ${values.lang}: choose one of ${languages.join(', ')}`);
  process.exit(2);
}
