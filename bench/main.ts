/**
 * `npm run bench [-- NAME… ] [--json FILE]`: measures, prints JSON to stdout (or FILE) and tables to stderr. Uses the
 * stack's own servers, unless the environment names others.
 */
import { writeFile } from 'node:fs/promises';
import { DefaultLogger, makeTelemetryFilterString, Runtime } from '@temporalio/worker';
import { aborted, runWithStack } from '../stack/lifecycle.ts';
import { readOptions, type BenchOptions } from './options.ts';
import { benches } from './registry.ts';
import { runBenches } from './run.ts';

let options: BenchOptions;
try {
  options = readOptions(process.argv.slice(2), Object.keys(benches));
} catch (error) {
  console.error(error instanceof Error ? error.message : String(error));
  process.exit(2);
}
const chosen = Object.fromEntries(Object.entries(benches).filter(([name]) => options.names.includes(name)));
const parts = [...new Set(Object.values(chosen).flatMap((bench) => bench.parts))];
const log = (line: string) => console.error(line);

Runtime.install({
  logger: new DefaultLogger('ERROR'),
  telemetryOptions: { logging: { filter: makeTelemetryFilterString({ core: 'ERROR', other: 'ERROR' }) } },
  shutdownSignals: [],
});
await runWithStack({ log, parts }, async (stack, stopping) => {
  const done = await Promise.race([runBenches(chosen, { stack, log }), aborted(stopping)]);
  if (!done) return 130;
  log(`\n${done.tables}`);
  const json = `${JSON.stringify(done.report, null, 2)}\n`;
  if (options.json === '-') process.stdout.write(json);
  else await writeFile(options.json, json);
  return 0;
});
