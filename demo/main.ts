/**
 * `npm run demo [-- --lang en] [-- --stay]`: one avatar's whole life on real servers, by the real bot and worker, each a
 * process of its own. Only Telegram and FAL are emulated, and the person is scripted.
 */
import { parseArgs } from 'node:util';
import colours from 'picocolors';
import { TelegramUser } from '../emulators/telegram/client.ts';
import { languages } from '../src/domain/avatar.ts';
import { say } from '../src/chat/i18n.ts';
import { logEntry, startApp } from '../stack/app.ts';
import { startStack, type Stack } from '../stack/index.ts';
import { migrate } from '../stack/migrate.ts';
import { ScriptedPerson } from './life.ts';
import { printSummary, summarise } from './summary.ts';
import { Transcript } from './transcript.ts';

const { values } = parseArgs({
  options: { lang: { type: 'string', default: 'ru' }, stay: { type: 'boolean', default: false } },
});
const language = languages.find((one) => one === values.lang);
if (!language) {
  console.error(`--lang ${values.lang}: choose one of ${languages.join(', ')}`);
  process.exit(2);
}
const people = { ru: { first_name: 'Анна', language_code: 'ru' }, en: { first_name: 'Ann', language_code: 'en' } };
const avatarName = { ru: 'Анна в космосе', en: 'Ann in space' }[language];

/** Short enough to be watched. */
const appEnv = {
  NODE_ENV: 'development',
  LOG_LEVEL: 'info',
  PHOTO_BURST_QUIET: '700ms',
  TRAINING_POLL_INTERVAL: '1s',
  TRAINING_PROGRESS_EVERY: '1s',
};

let stack: Stack | undefined;
try {
  console.log(colours.bold('Starting the servers'));
  // Servers of the developer's own are left alone: a demo belongs on its own.
  stack = await startStack({ env: ownEnvironment(), log: printLog, fal: { queueMs: 1_500, trainingMs: 12_000 } });
  for (const { name, address } of stack.addresses) console.log(`  ${name.padEnd(18)} ${address}`);
  await migrate(stack);
  console.log(colours.bold('Starting the worker and the bot'));
  const warnings: string[] = [];
  await startApp(stack, {
    env: appEnv,
    onLine: (name, line) => {
      const entry = logEntry(line);
      if (!entry || Number(entry.level) >= 40) warnings.push(`${name}: ${line}`);
    },
  });

  const user = new TelegramUser(stack.env.TELEGRAM_API_ROOT ?? '', people[language]);
  console.log(colours.bold(`\n${people[language].first_name} opens the chat`));
  const transcript = new Transcript(user);
  try {
    await new ScriptedPerson(user, say(language), transcript).live(avatarName);
  } catch (error) {
    for (const warning of warnings.slice(-20)) console.error(colours.red(warning));
    throw error;
  } finally {
    await transcript.stop();
  }

  const summary = await summarise(stack);
  printSummary(summary);
  const good = summary.row?.status === 'completed' && summary.runStatus === 'COMPLETED' && summary.submissions === 1;
  console.log(
    good
      ? colours.green('\n✔ completed in the workflow, the database and the chat; one submission')
      : colours.red('\n✘ not as it should be'),
  );
  process.exitCode = good ? 0 : 1;
  if (values.stay) {
    console.log('\nAll is left running. Ctrl-C ends it.');
    await new Promise((resolve) => process.once('SIGINT', resolve).once('SIGTERM', resolve));
  }
} catch (error) {
  console.error(colours.red(error instanceof Error ? error.message : String(error)));
  process.exitCode = 1;
} finally {
  await stack?.stop();
}

/** The environment without what names servers. */
function ownEnvironment(): NodeJS.ProcessEnv {
  const named =
    /^(TEMPORAL_|DATABASE_URL|MINIO_|FAL_|TELEGRAM_|AVATAR_|PHOTO_|TRAINING_|NODE_ENV|LOG_LEVEL|WORKFLOW_BUNDLE)/;
  return Object.fromEntries(Object.entries(process.env).filter(([name]) => !named.test(name)));
}

function printLog(line: string): void {
  console.log(colours.dim(line.startsWith(' ') ? line : `  ${line}`));
}
