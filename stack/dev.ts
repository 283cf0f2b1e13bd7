/** `npm run dev`: the stack with kept data, worker, bot and webhook. All three restart when a file of src/ changes. */
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { startApp, type App } from './app.ts';
import { onChange } from './changes.ts';
import { AppEnded } from './errors.ts';
import { inWords, runWithStack } from './lifecycle.ts';
import { migrate } from './migrate.ts';
import { sayAddresses, sayLine, sayStep } from './output.ts';
import { linkRuns } from './run-links.ts';
import type { Stack } from './index.ts';
import type { Running } from './processes.ts';

const pathOf = (name: string) => fileURLToPath(new URL(`../${name}`, import.meta.url));
const say = (line: string) => sayLine('dev', line);

// Variables of the environment win over the file.
if (existsSync(pathOf('.env'))) process.loadEnvFile(pathOf('.env'));

await runWithStack({ log: sayStep, dataDir: pathOf('.data/stack') }, async (stack, stopping) => {
  sayAddresses(stack.addresses);
  await migrate(stack);
  await linkRuns(stack);
  let changed = Promise.withResolvers<string>();
  const watcher = onChange(pathOf('src'), (file) => changed.resolve(file));
  stopping.addEventListener('abort', () => changed.resolve(''), { once: true });
  while (!stopping.aborted) {
    const run = new AbortController();
    const running = startAndTell(stack, run.signal);
    const file = await changed.promise;
    changed = Promise.withResolvers();
    if (!stopping.aborted) say(`${file} has changed: worker, bot and webhook start again`);
    run.abort();
    await (await running)?.stop();
  }
  watcher.close();
  return 0;
});

/** @returns null when it did not start: it says what to do, and the next change starts it again */
async function startAndTell(stack: Stack, stopping: AbortSignal): Promise<App | null> {
  try {
    const app = await startApp(stack, { env: times(stack), onLine: sayLine, signal: stopping });
    say('worker, bot and webhook are ready; Ctrl-C ends all');
    for (const one of [app.worker, app.bot, app.webhook]) void tellOfEnd(one, stopping);
    return app;
  } catch (error) {
    // Its output was printed already.
    const what = error instanceof AppEnded ? error.what : inWords(error);
    if (!stopping.aborted) say(`${what}; all start again with the next change in src/`);
    return null;
  }
}

/** Simulated trainings are short, so developers see progress with and without a webhook. */
function times({ env }: Stack): Record<string, string> {
  return { TRAINING_POLL_INTERVAL: env.TRAINING_POLL_INTERVAL ?? '5s' };
}

async function tellOfEnd({ name, ended }: Running, stopping: AbortSignal): Promise<void> {
  const code = await ended;
  if (!stopping.aborted)
    say(`the ${name} has ended (${code ?? 'killed'}); it starts again with the next change in src/`);
}
