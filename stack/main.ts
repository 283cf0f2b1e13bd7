/** `npm run stack`: every server the product needs, until Ctrl-C. */
import { parseArgs } from 'node:util';
import colours from 'picocolors';
import { writeEnvFile } from './env-file.ts';
import { aborted, runWithStack } from './lifecycle.ts';
import { migrate } from './migrate.ts';
import { sayAddresses, sayStep } from './output.ts';

const help = `npm run stack [-- --env-file PATH] [-- --data DIR]

Starts Temporal with its Web UI, PostgreSQL, an S3 server, an emulator of FAL and an emulator of Telegram's Bot API,
applies the migrations, and stays until Ctrl-C. What is not on this machine is obtained first, once.

  --env-file PATH   writes there what worker, bot and webhook need to know, for node --env-file
  --data DIR        keeps the servers' data there; without it they are gone at the end
  --help            this

A server that the environment names is used instead of one of its own: TEMPORAL_ADDRESS (or TEMPORAL_CONFIG_FILE,
TEMPORAL_PROFILE), DATABASE_URL, MINIO_ENDPOINT with its keys, FAL_API_ROOT or FAL_KEY, TELEGRAM_API_ROOT.
The S3 server is MinIO where it is on this machine already, else SeaweedFS; STACK_STORAGE=minio or seaweedfs chooses.`;

let given: ReturnType<typeof options>;
try {
  given = options();
} catch (error) {
  console.error(`${error instanceof Error ? error.message : String(error)}\n\n${help}`);
  process.exit(1);
}
const { envFile, data } = given;

await runWithStack({ log: sayStep, ...(data === undefined ? {} : { dataDir: data }) }, async (stack, stopping) => {
  await migrate(stack);
  if (envFile !== undefined) await writeEnvFile(envFile, stack);
  console.log(colours.bold('\nThe stack is up'));
  sayAddresses(stack.addresses);
  console.log(`\n${nextSteps()}\n\nCtrl-C ends it${data === undefined ? ', and its data with it' : ''}.`);
  await aborted(stopping);
  console.log('Stopping …');
  return 0;
});

function nextSteps(): string {
  if (envFile === undefined) {
    return 'For worker, bot and webhook: start it with --env-file PATH, or run npm run dev, which is all in one.';
  }
  const file = shellQuoted(envFile);
  return [
    'In other terminals:',
    `  set -a; . ${file}; set +a; npm run start:worker`,
    `  set -a; . ${file}; set +a; npm run start:bot`,
    `  set -a; . ${file}; set +a; npm run start:webhook`,
  ].join('\n');
}

function shellQuoted(path: string): string {
  const named = path.includes('/') ? path : `./${path}`;
  return /^[\w./-]+$/.test(named) ? named : `'${named.replaceAll(`'`, `'\\''`)}'`;
}

function options(): { readonly envFile?: string | undefined; readonly data?: string | undefined } {
  const { values } = parseArgs({
    options: { 'env-file': { type: 'string' }, data: { type: 'string' }, help: { type: 'boolean' } },
  });
  if (values.help) {
    console.log(help);
    process.exit(0);
  }
  return { envFile: values['env-file'], data: values.data };
}
