/** `npm test`: the whole suite. `npm test -- FILE… [mocha options]`: a part of it. */
import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';

const mocha = fileURLToPath(import.meta.resolve('mocha/bin/mocha.js'));
const args = process.argv.slice(2);
const files = args.some((arg) => arg.endsWith('.ts')) ? [] : ['test/**/*.test.ts'];

const run = spawn(process.execPath, [mocha, ...files, ...args], { stdio: 'inherit' });
// Mocha ends by itself on Ctrl-C, after its servers are stopped.
process.on('SIGINT', () => undefined);
run.on('exit', (code) => (process.exitCode = code ?? 1));
