/** `npm test`: the whole suite. `npm test -- FILE… [mocha options]`: a part of it. */
import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { given } from '../stack/given.ts';
import { inWords } from '../stack/lifecycle.ts';
import { obtainMinio } from '../stack/obtain/minio.ts';
import { obtainTemporal } from '../stack/obtain/temporal.ts';
import { sayStep } from '../stack/output.ts';
import { Processes } from '../stack/processes.ts';

const mocha = fileURLToPath(import.meta.resolve('mocha/bin/mocha.js'));
const args = process.argv.slice(2);
const whole = !args.some((arg) => arg.endsWith('.ts'));

if (whole) await obtainServers();
const run = spawn(process.execPath, [mocha, ...(whole ? ['test/**/*.test.ts'] : []), ...args], { stdio: 'inherit' });
// Mocha ends by itself on Ctrl-C, after its servers are stopped.
process.on('SIGINT', () => undefined);
run.on('exit', (code) => process.exit(code ?? 1));

/** Minutes, the first time on a machine: more than any test may take. */
async function obtainServers(): Promise<void> {
  const processes = new Processes();
  const context = { env: process.env, log: sayStep, processes };
  try {
    if (given.temporal(process.env) === undefined) await obtainTemporal(context);
    if (given.minio(process.env) === undefined) await obtainMinio(context);
  } catch (error) {
    console.error(inWords(error));
    process.exitCode = 1;
  } finally {
    await processes.stopAll();
  }
  if (process.exitCode) process.exit();
}
