/**
 * `npm test`: the whole suite, in two halves side by side, each with servers of its own.
 * `npm test -- FILE|FOLDER… [mocha options]`: a part of it.
 */
import { spawn } from 'node:child_process';
import { existsSync, statSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { given } from '../stack/given.ts';
import { inWords } from '../stack/lifecycle.ts';
import { obtainStorage } from '../stack/servers/storage.ts';
import { obtainTemporal } from '../stack/obtain/temporal.ts';
import { sayStep } from '../stack/output.ts';
import { Processes } from '../stack/processes.ts';
import { summed } from './test-summary.ts';

const mocha = fileURLToPath(import.meta.resolve('mocha/bin/mocha.js'));
const args = process.argv.slice(2);
/** What is tried on the product as a whole mostly waits, what is tried on its parts mostly computes. */
const whole = 'test/{bench,e2e,scripts,stack}/**/*.test.ts';

// Mocha ends by itself on Ctrl-C, after its servers are stopped.
process.on('SIGINT', () => undefined);
if (args.some((arg) => existsSync(arg))) {
  const files = args.map((arg) => (existsSync(arg) && statSync(arg).isDirectory() ? `${arg}/**/*.test.ts` : arg));
  const run = spawn(process.execPath, [mocha, ...files], { stdio: 'inherit' });
  run.on('exit', (code) => process.exit(code ?? 1));
} else {
  await obtainServers();
  await runAll();
}

async function runAll(): Promise<void> {
  const parts = half(['test/**/*.test.ts', '--ignore', whole], () => undefined);
  const product = half([whole], (chunk) => process.stdout.write(chunk));
  const [first, second] = [await product, await parts];
  process.stdout.write(second.printed);
  console.log(summed([first.printed, second.printed]));
  process.exitCode = first.code || second.code;
}

/** One half of the suite; what it prints is handed on as it comes, and is the answer. */
async function half(files: readonly string[], onChunk: (chunk: Buffer) => void) {
  // With its output in a pipe, mocha would take colours for unwanted.
  const colours = process.stdout.isTTY ? ['--color'] : [];
  const run = spawn(process.execPath, [mocha, ...files, ...colours, ...args], {
    stdio: ['inherit', 'pipe', 'inherit'],
  });
  const chunks: Buffer[] = [];
  run.stdout.on('data', (chunk: Buffer) => {
    chunks.push(chunk);
    onChunk(chunk);
  });
  // All that was printed has been read by then.
  const code = await new Promise<number>((resolve) => void run.on('close', (status) => resolve(status ?? 1)));
  return { printed: Buffer.concat(chunks).toString(), code };
}

/** Minutes, the first time on a machine: more than any test may take. */
async function obtainServers(): Promise<void> {
  const processes = new Processes();
  const context = { env: process.env, log: sayStep, processes };
  try {
    if (given.temporal(process.env) === undefined) await obtainTemporal(context);
    if (given.storage(process.env) === undefined) await obtainStorage(context);
  } catch (error) {
    console.error(inWords(error));
    process.exitCode = 1;
  } finally {
    await processes.stopAll();
  }
  if (process.exitCode) process.exit();
}
