/** `npm test [-- FILE|FOLDER…] [-g TITLE]`: runs the tests in several processes that share one set of servers. */
import { availableParallelism } from 'node:os';
import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import colours from 'picocolors';
import { runUntilStopped } from '../../stack/lifecycle.ts';
import { recordTimes, testFiles } from './files.ts';
import { obtainServers, startServers, type Servers } from './servers.ts';
import { runFiles } from './pool.ts';
import type { Result } from './protocol.ts';
import { summed } from './summed.ts';

const help = `npm test [-- FILE|FOLDER…] [-g TITLE]

Runs the files of tests, all without any, or those tests alone whose title matches TITLE.

  --full           with all of what is slow by nature: npm run test:full
  --shards N       in so many processes (two a core)
  --record-times   keeps how long each file took, so that the longest are begun first`;

let given: ReturnType<typeof options>;
try {
  given = options();
} catch (error) {
  console.error(`${error instanceof Error ? error.message : String(error)}\n\n${help}`);
  process.exit(1);
}
const { wanted, grep, record } = given;
const files = testFiles(wanted);
const alone = wanted.length > 0;
if (given.full) process.env['TEST_FULL'] = 'true';
// A run starts a hundred processes of the same modules: they are compiled once.
process.env['NODE_COMPILE_CACHE'] ??= resolve('node_modules/.cache/compiled');

await runUntilStopped(async (stopping) => {
  await obtainServers();
  const names = Array.from({ length: Math.min(given.shards, files.length) }, (_, index) => `shard-${index + 1}`);
  let servers: Promise<Servers> | undefined;
  const start = () => (servers ??= startServers(names, stopping));
  // A single file may need none.
  if (!alone) await start();
  const results: Result[] = [];
  await runFiles(files, {
    places: names.map((name) => async () => (await start()).place(name)),
    wholePlaces: Math.max(1, names.length - 1),
    order: { colours: colours.isColorSupported, ...(grep === undefined ? {} : { grep }) },
    stopping,
    onResult(result) {
      results.push(result);
      show(result);
    },
  });
  await (await servers)?.stop();
  if (record) recordTimes(results);
  console.log(summed(results));
  return results.some(({ failed }) => failed > 0) || stopping.aborted ? 1 : 0;
});

/** Complete output for failed files and for those asked for by name; a line for the others. */
function show({ file, passed, failed, durationMs, cpuMs, report, log }: Result): void {
  if (failed > 0) console.log(`${colours.red(file)}\n${log}${report}`);
  else if (alone) console.log(report);
  else if (passed > 0) {
    const seconds = (ms: number) => (ms / 1_000).toFixed(1);
    console.log(
      `${colours.green('✔')} ${file} ${colours.dim(`${passed} in ${seconds(durationMs)} s, ${seconds(cpuMs)} s of processor time`)}`,
    );
  }
}

function options() {
  const { values, positionals } = parseArgs({
    options: {
      grep: { type: 'string', short: 'g' },
      full: { type: 'boolean', default: false },
      shards: { type: 'string', default: String(2 * availableParallelism()) },
      'record-times': { type: 'boolean', default: false },
    },
    allowPositionals: true,
  });
  const missing = positionals.find((path) => !existsSync(path));
  if (missing !== undefined) throw new Error(`there is no ${missing}`);
  const shards = Number(values.shards);
  if (!Number.isSafeInteger(shards) || shards < 1)
    throw new Error(`--shards is to be a number from 1 on: ${values.shards}`);
  return { wanted: positionals, grep: values.grep, full: values.full, shards, record: values['record-times'] };
}
