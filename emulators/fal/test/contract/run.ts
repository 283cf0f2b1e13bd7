/**
 * `npm run contract:fal [-- --spend] [-- --webhook URL --webhook-port N]`: the protocol suite of the FAL emulator,
 * against the live service with a FAL_KEY, otherwise against the emulator. Tests that cost money are skipped without
 * `--spend`.
 */
import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { Transform } from 'node:stream';
import { parseArgs } from 'node:util';
import { mostOf, mostOfAll, PAID } from './costs.ts';

const SUITE = fileURLToPath(new URL('contract.test.ts', import.meta.url));
const LONGEST_MS = 2 * 3_600_000;

const { values } = parseArgs({
  options: {
    spend: { type: 'boolean', default: false },
    webhook: { type: 'string' },
    'webhook-port': { type: 'string', default: '8787' },
  },
});
const key = process.env['FAL_KEY'] ?? '';
const live = key !== '';

say(live ? liveWords() : 'The emulator: there is no FAL_KEY. Nothing costs money, nothing is skipped.');
const mocha = fileURLToPath(import.meta.resolve('mocha/bin/mocha.js'));
const run = spawn(
  process.execPath,
  [mocha, '--no-config', '--exit', '--reporter', 'spec', '--timeout', `${live ? LONGEST_MS : 60_000}`, SUITE],
  {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: {
      ...process.env,
      FAL_CONTRACT: live ? 'live' : 'emulator',
      FAL_CONTRACT_SPEND: values.spend ? 'yes' : 'no',
      FAL_CONTRACT_WEBHOOK: values.webhook ?? '',
      FAL_CONTRACT_PORT: values['webhook-port'],
    },
  },
);
run.stdout.pipe(withoutKey()).pipe(process.stdout);
run.stderr.pipe(withoutKey()).pipe(process.stderr);
process.on('SIGINT', () => undefined);
run.on('close', (code) => process.exit(code ?? 1));

function liveWords(): string {
  const root = process.env['FAL_API_ROOT'];
  const sum = `$${mostOfAll().toFixed(2)}`;
  const each = PAID.map((one) => `  - ${one.what} (${one.endpoint}): $${mostOf(one).toFixed(3)}`);
  const webhook = values.spend
    ? 'Skipped, since there is no public address for it: the webhook (--webhook URL [--webhook-port N]).'
    : 'Skipped with them: the webhook, which is that of the training.';
  return [
    root ? `FAL at ${root}, with FAL_KEY.` : 'The live service, with FAL_KEY.',
    values.spend
      ? `This costs ${sum} at most, by the price table (refused and cancelled requests are often free):`
      : `Skipped, since the live service charges for it; --spend would include it and cost ${sum} at most, by the price table:`,
    ...each,
    ...(values.spend && values.webhook ? [] : [webhook]),
  ].join('\n');
}

/** Forwards lines, with the key removed wherever it stands. */
function withoutKey(): Transform {
  let rest = '';
  const hide = (text: string): string => (live ? text.replaceAll(key, '[FAL_KEY]') : text);
  return new Transform({
    transform(chunk: Buffer, _encoding, done) {
      const lines = (rest + chunk.toString()).split('\n');
      rest = lines.pop() ?? '';
      done(null, lines.map((line) => `${hide(line)}\n`).join(''));
    },
    flush(done) {
      done(null, hide(rest));
    },
  });
}

function say(text: string): void {
  process.stdout.write(`${text}\n`);
}
