/** A process that runs test files one after another, as the runner hands them out. */
import { format } from 'node:util';
import Mocha from 'mocha';
import { mochaGlobalTeardown, type SharedServers } from '../support/servers.ts';
import { TIMEOUT_MS, type Order, type Result } from './protocol.ts';

let report = '';
let log = '';
// Output goes to the runner, which shows it with the file where it matters.
for (const stream of [process.stdout, process.stderr]) {
  stream.write = (chunk: string | Uint8Array, ...rest: unknown[]) => {
    log += typeof chunk === 'string' ? chunk : Buffer.from(chunk).toString();
    const written = rest.findLast((value) => typeof value === 'function') as (() => void) | undefined;
    if (written) queueMicrotask(written);
    return true;
  };
}
Mocha.reporters.Base.consoleLog = (...values: unknown[]) => (report += `${format(...values)}\n`);
// Like mocha's command: an unhandled rejection fails the test.
process.on('unhandledRejection', (reason) => {
  throw reason;
});
// The runner handles these signals, and tells its shards.
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => undefined);
process.on('disconnect', () => void end());
process.on('message', (message: Order | SharedServers) => {
  if (message === 'end') void end();
  else if ('file' in message) void run(message).then((result) => process.send?.(result));
});

async function run({ file, grep, colours }: Exclude<Order, 'end'>): Promise<Result> {
  const [began, cpu] = [Date.now(), process.cpuUsage()];
  report = log = '';
  const mocha = new Mocha({ timeout: TIMEOUT_MS, color: colours, ...(grep === undefined ? {} : { grep }) });
  mocha.addFile(file);
  await mocha.loadFilesAsync();
  const { passes, failures, pending } = await new Promise<Mocha.Stats>((resolve) => {
    const runner = mocha.run(() => resolve(runner.stats as Mocha.Stats));
  });
  const { user, system } = process.cpuUsage(cpu);
  const counts = { passed: passes, failed: failures, skipped: pending };
  return { file, ...counts, durationMs: Date.now() - began, cpuMs: (user + system) / 1_000, report, log };
}

let ending: Promise<void> | undefined;

/** Stops what the tests have shared. */
function end(): Promise<void> {
  return (ending ??= mochaGlobalTeardown().then(
    () => process.exit(0),
    () => process.exit(1),
  ));
}
